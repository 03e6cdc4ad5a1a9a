// Outlines of countries and divisions travel as whole steps from point to point: longitude, latitude, longitude …
(function () {
  "use strict";

  // Returns a ring's points as Leaflet wants them, of so many steps a degree.
  function ring(steps, aDegree) {
    let x = 0, y = 0;
    const points = [];
    for (let i = 0; i < steps.length; i += 2) {
      x += steps[i];
      y += steps[i + 1];
      points.push(L.latLng(y / aDegree, x / aDegree));
    }
    return points;
  }

  window.datelineOutlines = {
    country: ({ polygons }) => polygons.map((rings) => rings.map((steps) => ring(steps, 100))),
    division: (rings) => rings.map((steps) => ring(steps, 1000)),
  };
})();
