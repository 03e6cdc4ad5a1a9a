// The map: a constant base (countries, labels, street tiles where reachable) and one layer of marks.
// Python calls `dateline.start` once and `dateline.show` whenever something changes.
// Words reach the page as text nodes and attributes only.
(function () {
  "use strict";

  const { account, element } = window.datelineAccount;
  const GLYPH = 24;
  const RING = 38;
  const SPACING = 23; // pixels between the centres of marks that share a place
  const SPREAD_LIMIT = 12; // more marks than this at one place become one ring with a count
  const TILE_ERRORS_BEFORE_GIVING_UP = 6;

  let map, config, group, shown, outlines, popup, countries;
  let shapes = {}; // ISO code -> GeoJSON feature
  let marks = new Map(); // id -> mark
  let stacks = []; // what is drawn at this zoom
  let layers; // the drawn markers and areas
  let selected = null;
  let opened = null; // the mark whose popup is open
  let fitted = null;
  let clicks = 0;
  let styled, lastDrawn;

  // ---- the base map

  function start(theMap, theConfig) {
    map = theMap;
    config = theConfig;
    styled = whenStyled().then(() => map.invalidateSize({ pan: false }));
    const panes = { countries: 150, labels: 250, areas: 380 };
    for (const [name, level] of Object.entries(panes)) {
      const pane = map.createPane(name);
      pane.style.zIndex = level;
      pane.style.pointerEvents = "none";
    }
    map.attributionControl.setPrefix("Leaflet");
    config.attribution.forEach((text) => map.attributionControl.addAttribution(text));
    L.control.scale({ imperial: false }).addTo(map);
    outlines = L.layerGroup().addTo(map);
    layers = L.layerGroup().addTo(map);
    map.on("zoomend", drawMarks);
    map.on("popupclose", () => { opened = null; });
    if (config.tiles) streetTiles();
    fetch(config.countries).then((answer) => answer.json()).then(drawCountries).catch(() => undefined);
  }

  function drawCountries(collection) {
    for (const feature of collection.features) {
      const { code } = feature.properties;
      if (code) shapes[code] = feature; // a disputed area without a code is no country
    }
    countries = L.geoJSON(collection, {
      interactive: false,
      pane: "countries",
      renderer: L.canvas({ pane: "countries", padding: 0.3 }),
      style: countryStyle,
    }).addTo(map);
    const labels = L.layerGroup().addTo(map);
    const labelled = collection.features.map((feature) => feature.properties).filter((each) => each.label);
    const write = () => writeLabels(labels, labelled);
    map.on("moveend", write);
    write();
    if (shown) drawAreas();
    map.getContainer().dataset.base = "ready";
  }

  function countryStyle() {
    const dark = map.getContainer().dataset.theme === "dark";
    return {
      weight: 0.8, color: dark ? "#3b4854" : "#c3ccd3", fillColor: dark ? "#1e2831" : "#fdfcfa", fillOpacity: 1,
    };
  }

  function writeLabels(labels, labelled) {
    labels.clearLayers();
    const view = map.getBounds(), zoom = map.getZoom();
    for (const { name, label, zoom: from } of labelled) {
      if (zoom < from || !view.contains(label)) continue;
      const html = element("span", "", name);
      const icon = L.divIcon({ className: "country-label", html, iconSize: null });
      L.marker(label, { icon, pane: "labels", interactive: false, keyboard: false }).addTo(labels);
    }
  }

  function streetTiles() {
    const tiles = L.tileLayer(config.tiles, { attribution: config.tilesAttribution, maxZoom: config.deepest });
    let loaded = 0, failed = 0;
    tiles.on("tileload", () => { loaded += 1; map.getContainer().classList.add("has-tiles"); });
    tiles.on("tileerror", () => {
      failed += 1;
      // Offline: the countries stay, and nothing asks again until the network is back.
      if (!loaded && failed >= TILE_ERRORS_BEFORE_GIVING_UP) map.removeLayer(tiles);
    });
    window.addEventListener("online", () => { failed = 0; tiles.addTo(map); });
    tiles.addTo(map);
  }

  // ---- the layer of marks

  function show(theGroup, data) {
    group = theGroup;
    window.feature_group = []; // streamlit-folium keeps every group it ever added
    styled.then(() => draw(data));
  }

  // Sizes measured before the styles are there would be wrong for good.
  function whenStyled() {
    const links = [...document.querySelectorAll("link[rel=stylesheet]")].filter((link) => !link.sheet);
    return Promise.all(links.map((link) => new Promise((done) => { link.onload = link.onerror = done; })));
  }

  function draw(data) {
    const container = map.getContainer();
    if (container.dataset.theme !== data.theme) {
      container.dataset.theme = data.theme;
      if (countries) countries.setStyle(countryStyle());
    }
    // What did not change stays, and with it the keyboard's place.
    const drawn = JSON.stringify([data.glyphs, data.marks, data.areas]);
    const changed = drawn !== lastDrawn;
    lastDrawn = drawn;
    shown = data;
    if (changed) marks = new Map(data.marks.map((mark) => [mark.id, mark]));
    if (data.bounds && data.fit !== fitted) {
      fitted = data.fit;
      map.fitBounds(data.bounds, { padding: [48, 48], maxZoom: 8, animate: false });
    }
    if (changed) {
      drawAreas();
      drawMarks();
      if (opened && !marks.has(opened)) map.closePopup(popup);
    }
    select(data.selected);
    container.dataset.shown = String(data.marks.length);
  }

  function drawAreas() {
    outlines.clearLayers();
    for (const area of shown.areas) {
      const chosen = area.marks.includes(selected);
      const style = {
        pane: "areas", interactive: false, color: area.colour, weight: chosen ? 2 : 1.2, opacity: 0.9,
        dashArray: "5 4", fillColor: area.colour, fillOpacity: (area.filled ? 0.1 : 0.03) + (chosen ? 0.08 : 0),
      };
      const outline = shapes[area.country]
        ? L.geoJSON(shapes[area.country], { ...style, style: () => style })
        : L.circle([area.lat, area.lon], { ...style, radius: area.radius_km * 1000 });
      outline.addTo(outlines);
    }
  }

  // Marks of one place form a stack and stand around its point. Stacks that would cover each other are
  // folded into a ring with a count, the wider first; only rings that still touch become one.
  function stacked() {
    const places = new Map();
    for (const mark of marks.values()) {
      const key = mark.lat + "," + mark.lon;
      if (!places.has(key)) places.set(key, { lat: mark.lat, lon: mark.lon, marks: [] });
      places.get(key).marks.push(mark);
    }
    const found = [...places.values()].map((place) => ({
      ...place, at: map.project([place.lat, place.lon]), folded: place.marks.length > SPREAD_LIMIT,
    }));
    found.sort((one, other) => events(other) - events(one) || other.marks.length - one.marks.length);
    while (settle(found, (one, other) => one.at.distanceTo(other.at) < GLYPH, join));
    while (settle(found, (one, other) => one.at.distanceTo(other.at) < reach(one) + reach(other) - 4, foldOrJoin));
    return found;
  }

  // Lets `act` part every two stacks that are too close; tells whether there were any.
  function settle(found, areTooClose, act) {
    let any = false;
    for (let i = 0; i < found.length; i += 1) {
      for (let j = found.length - 1; j > i; j -= 1) {
        if (!areTooClose(found[i], found[j])) continue;
        any = true;
        if (act(found[i], found[j])) found.splice(j, 1);
      }
    }
    return any;
  }

  function join(one, other) {
    one.marks = one.marks.concat(other.marks);
    one.folded = one.folded || one.marks.length > SPREAD_LIMIT;
    return true;
  }

  function foldOrJoin(one, other) {
    const wide = [one, other].filter((stack) => !stack.folded && stack.marks.length > 1);
    if (!wide.length) {
      one.folded = true;
      return join(one, other);
    }
    wide.sort((a, b) => reach(b) - reach(a))[0].folded = true;
    return false;
  }

  const events = (stack) => stack.marks.filter((mark) => mark.sort === "event").length;
  const reach = (stack) => (stack.folded ? RING / 2 + 2 : ringsReach(stack.marks.length));

  function ringsReach(count) {
    return count === 1 ? GLYPH / 2 : Math.max(...seats(count).map(([x, y]) => Math.hypot(x, y))) + GLYPH / 2;
  }

  // Where the members of a stack sit around its point, in pixels: one ring, or two.
  function seats(count) {
    if (count === 1) return [[0, 0]];
    const inner = count <= 5 ? count : count <= 7 ? 1 : count <= 10 ? 3 : 4;
    return ring(inner, 0).concat(ring(count - inner, inner === 1 ? SPACING : inner === 3 ? 35 : 38));
  }

  function ring(count, least) {
    if (count === 0) return [];
    if (count === 1) return [[0, 0]];
    const radius = Math.max(least, SPACING / 2 / Math.sin(Math.PI / count));
    return Array.from({ length: count }, (_, i) => {
      const angle = (2 * Math.PI * i) / count - Math.PI / 2;
      return [Math.round(radius * Math.cos(angle)), Math.round(radius * Math.sin(angle))];
    });
  }

  function drawMarks() {
    if (!shown) return;
    layers.clearLayers();
    stacks = stacked();
    for (const stack of stacks) {
      if (stack.folded) drawRing(stack);
      else drawSpread(stack);
    }
    highlight();
    if (opened) movePopup();
  }

  function drawSpread(stack) {
    const places = seats(stack.marks.length);
    stack.offsets = new Map(stack.marks.map((mark, i) => [mark.id, places[i]]));
    if (stack.marks.length > 1) drawPlate(stack);
    stack.marks.forEach((mark, i) => {
      const [x, y] = places[i];
      const icon = L.icon({
        iconUrl: shown.glyphs[mark.glyph], iconSize: [GLYPH, GLYPH], iconAnchor: [GLYPH / 2 - x, GLYPH / 2 - y],
        className: "mark " + mark.sort,
      });
      const marker = L.marker([stack.lat, stack.lon], {
        icon, alt: mark.label, title: mark.label, zIndexOffset: mark.sort === "event" ? 500 : 0,
      });
      onChoice(marker, () => choose(mark.id));
      marker.addTo(layers);
      mark.node = marker.getElement();
      mark.node.dataset.mark = mark.id;
    });
  }

  function drawPlate(stack) {
    const side = 2 * ringsReach(stack.marks.length) + 4;
    const html = element("div", "plate");
    const count = events(stack);
    if (count > 1) html.append(element("span", "count", String(count)));
    const icon = L.divIcon({ className: "plate-holder", html, iconSize: [side, side] });
    L.marker([stack.lat, stack.lon], { icon, interactive: false, keyboard: false, zIndexOffset: -1000 }).addTo(layers);
  }

  // Many marks at one place: a ring in their colours with their number; its popup lists them all.
  function drawRing(stack) {
    const colours = stack.marks.filter((mark) => mark.colour).map((mark) => mark.colour).sort();
    const stops = colours.map((colour, i) => `${colour} ${(i * 360) / colours.length}deg ${((i + 1) * 360) / colours.length}deg`);
    const html = element("div", "ring");
    html.style.background = colours.length ? `conic-gradient(${stops.join(",")})` : "#5c6873";
    html.append(element("span", "", String(events(stack) || stack.marks.length)));
    const label = config.texts.stack.replace("{count}", stack.marks.length);
    const icon = L.divIcon({ className: "ring-holder", html, iconSize: [RING, RING] });
    const marker = L.marker([stack.lat, stack.lon], { icon, alt: label, title: label, zIndexOffset: 600 });
    onChoice(marker, () => openList(stack));
    marker.addTo(layers);
    for (const mark of stack.marks) mark.node = marker.getElement();
    stack.offsets = new Map();
  }

  // ---- choosing

  function onChoice(marker, act) {
    marker.on("click", act);
    marker.on("keydown", ({ originalEvent: event }) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      act();
    });
  }

  function choose(id) {
    selected = id;
    drawAreas();
    highlight();
    openPopup(id);
    report(id);
  }

  // A click on a layer that knows `toGeoJSON` is what streamlit-folium hands to Python, but only when the
  // map has been at rest for 250 ms, which the popup's panning delays: where it can, this hands it over at once.
  function report(id) {
    clicks += 1;
    const drawing = { type: "Feature", geometry: null, properties: { mark: id, click: clicks } };
    const component = window.__GLOBAL_DATA__;
    if (component && window.Streamlit) {
      component.last_active_drawing = drawing;
      component.previous_data = { last_active_drawing: drawing };
      window.Streamlit.setComponentValue(component.previous_data);
    } else {
      group.fire("click", { layer: { toGeoJSON: () => drawing } });
    }
  }

  function select(id) {
    const changed = id !== selected;
    selected = id;
    highlight();
    if (!changed) return;
    drawAreas();
    if (marks.has(id)) {
      if (opened !== id) openPopup(id);
    } else if (popup) {
      map.closePopup(popup);
    }
  }

  function highlight() {
    for (const mark of marks.values()) {
      if (mark.node) mark.node.classList.toggle("selected", mark.id === selected);
    }
    // A ring stands for many marks: it is lit if one of them is selected.
    const mark = marks.get(selected);
    if (mark && mark.node) mark.node.classList.add("selected");
  }

  function stackOf(id) {
    return stacks.find((stack) => stack.marks.some((mark) => mark.id === id));
  }

  function openPopup(id) {
    openContent(stackOf(id), id, account(marks.get(id).account));
    opened = id;
  }

  function openList(stack) {
    const list = element("ul", "stack-list");
    for (const mark of stack.marks) {
      const button = element("button", "", "");
      button.type = "button";
      const glyph = element("img");
      glyph.src = shown.glyphs[mark.glyph];
      glyph.alt = "";
      const label = element("span", "", mark.label);
      label.dir = "auto";
      button.append(glyph, label);
      button.addEventListener("click", () => choose(mark.id));
      list.append(element("li"));
      list.lastChild.append(button);
    }
    openContent(stack, null, list);
  }

  function openContent(stack, id, content) {
    if (popup) map.closePopup(popup);
    const { x, y } = map.getSize();
    const widest = Math.min(340, x - 70); // the popup's own margins and the map's edge take the rest
    popup = L.popup({
      maxWidth: widest, minWidth: Math.min(240, widest), maxHeight: Math.min(300, y - 110),
      autoPanPadding: x < 500 ? [8, 12] : [24, 24], offset: offsetOf(stack, id),
    });
    popup.setLatLng([stack.lat, stack.lon]).setContent(content).openOn(map);
    const close = popup.getElement().querySelector(".leaflet-popup-close-button");
    if (close) close.setAttribute("aria-label", config.texts.close);
  }

  function movePopup() {
    const stack = stackOf(opened);
    if (!stack || !popup) return;
    popup.options.offset = offsetOf(stack, opened);
    popup.setLatLng([stack.lat, stack.lon]);
  }

  function offsetOf(stack, id) {
    const [x, y] = (stack.offsets && stack.offsets.get(id)) || [0, stack.folded ? -12 : 0];
    return L.point(x, y - 4);
  }

  window.dateline = { start, show };
})();
