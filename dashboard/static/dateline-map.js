// The map: a constant base (countries, labels, street tiles where reachable) and one layer of marks.
// Python calls `dateline.start` once and `dateline.show` whenever something changes.
// Words reach the page as text nodes and attributes only.
(function () {
  "use strict";

  const { account, element } = window.datelineAccount, outline = window.datelineOutlines;
  const GLYPH = 24;
  const RING = 38;
  const SPACING = 23; // pixels between the centres of marks that share a place
  const SPREAD_LIMIT = 12; // more marks than this at one place become one ring with a count
  const TILE_ERRORS_BEFORE_GIVING_UP = 6;
  const REST = 250; // milliseconds without movement before the view is told to Python
  const ANSWER_WITHIN = 10000; // milliseconds; after them a click is taken for lost, and Python's word holds
  const SORTS = ["event", "place", "site"];

  let map, config, group, shown, outlines, popup;
  let countries = []; // polygons
  let shapes = {}; // ISO code -> outline
  let divisions = {}; // ISO code -> rings of its divisions by id, or a promise of them
  let marks = new Map(); // id -> mark
  let stacks = []; // what is drawn at this zoom
  let layers; // the drawn markers and areas
  let selected = null;
  let opened = null; // the mark whose popup is open
  let told; // and what it says
  let isPanning = false; // the map is on its way to where the popup has room
  let fitted = null;
  let followed = null; // the number of the link that the map last went to
  let styled, resting;
  let byHand = false; // the reader moves the map
  let listed = 0; // the click that the open list answers
  let placing = null; // the mark that the reader puts elsewhere, and the pin that stands for its place
  const answer = { last_active_drawing: null, view: null, moved: false };
  const load = Math.random().toString(36).slice(2); // this page's clicks are not those of one before it
  let clicks = 0, clickedAt = 0;

  // ---- the base map

  function start(theMap, theConfig) {
    map = theMap;
    config = theConfig;
    // Folium forbids enlarging the page with two fingers; who needs it may.
    document.querySelectorAll("meta[name=viewport]").forEach((meta) => { meta.content = "width=device-width"; });
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
    map.on("autopanstart", () => { isPanning = true; });
    map.on("moveend", () => {
      isPanning = false;
      if (!byHand) keepPopupInView();
    });
    map.on("moveend", rested);
    watchHands();
    if (config.tiles) streetTiles();
    fetch(config.countries).then((answer) => answer.json()).then(drawCountries).catch(() => undefined);
  }

  function drawCountries(found) {
    const look = { interactive: false, pane: "countries", renderer: L.canvas({ pane: "countries", padding: 0.3 }) };
    countries = found.map((each) => {
      const points = outline.country(each);
      if (each.code) shapes[each.code] = points; // a disputed area without a code is no country
      return L.polygon(points, { ...look, ...countryStyle() }).addTo(map);
    });
    const labels = L.layerGroup().addTo(map);
    const labelled = found.filter((each) => each.label);
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
      for (const country of countries) country.setStyle(countryStyle());
    }
    // What did not change stays, and with it the keyboard's place.
    const changed = !shown || data.version !== shown.version;
    const wasWanted = shown && shown.wantsView;
    shown = data;
    if (changed) readMarks();
    place();
    followPlacing(data.placing);
    if (changed) {
      const kept = document.activeElement && document.activeElement.dataset.mark;
      drawAreas();
      drawMarks();
      if (opened && !marks.has(opened)) map.closePopup(popup);
      const mark = marks.get(kept);
      if (mark && mark.node) mark.node.focus({ preventScroll: true });
    }
    // An answer to an earlier click than the last says nothing of what is selected now.
    select(isStale() ? selected : data.selected);
    if (data.list && !isStale() && listed !== clicks) openFarList(data.list);
    if (data.wantsView && !wasWanted) tellView();
    container.dataset.shown = String(data.marks.id.length);
    container.dataset.version = data.version;
  }

  function isStale() {
    const [from, count] = shown.answered || [];
    const isAnswered = clicks === 0 || (from === load && count === clicks);
    return !isAnswered && performance.now() - clickedAt < ANSWER_WITHIN;
  }

  // Moves the map where a link says, once, else to all there is of a newly chosen article.
  function place() {
    const isLinked = shown.look && shown.opened !== followed;
    followed = shown.opened;
    if (isLinked) lookAt(shown.look);
    else if (shown.bounds && shown.fit !== fitted) {
      map.fitBounds(shown.bounds, { padding: [48, 48], maxZoom: 8, animate: false });
    }
    fitted = shown.bounds || isLinked ? shown.fit : fitted;
  }

  // On a smaller screen than the link was made on, as far out as shows the same part of the world.
  function lookAt([south, west, north, east, zoom]) {
    const box = [[south, west], [north, east]], whole = map.getBoundsZoom(box);
    const middle = map.project(box[0], 0).add(map.project(box[1], 0)).divideBy(2);
    map.setView(map.unproject(middle, 0), whole < zoom - 0.5 ? whole : zoom, { animate: false });
    answer.moved = true;
  }

  function readMarks() {
    const { id, sort, lat, lon, glyph, colour, label } = shown.marks;
    marks = new Map(id.map((key, i) => [key, {
      id: key, sort: SORTS[sort[i]], lat: lat[i], lon: lon[i], glyph: glyph[i], label: label[i],
      colour: colour[i] < 0 ? "" : shown.colours[colour[i]],
    }]));
  }

  function drawAreas() {
    outlines.clearLayers();
    for (const area of shown.areas) {
      const chosen = area.marks.includes(selected);
      const style = {
        pane: "areas", interactive: false, color: area.colour, weight: chosen ? 2 : 1.2, opacity: 0.9,
        dashArray: "5 4", fillColor: area.colour, fillOpacity: (area.filled ? 0.1 : 0.03) + (chosen ? 0.08 : 0),
      };
      outlineOf(area, style).addTo(outlines);
    }
  }

  // The division's own outline, the country's, or a circle of the same size.
  function outlineOf(area, style) {
    if (area.division) {
      const rings = divisionsOf(area.country)[area.division];
      if (rings) return L.polygon(rings, { ...style, className: "division" });
    } else if (shapes[area.country]) {
      return L.polygon(shapes[area.country], { ...style, className: "country" });
    }
    return L.circle([area.lat, area.lon], { ...style, radius: area.radius_km * 1000, className: "circle" });
  }

  // Asks for a country's divisions when the first is to be drawn; until they come there are none.
  function divisionsOf(country) {
    if (!divisions[country]) {
      divisions[country] = {};
      fetch(config.divisions.replace("{country}", country))
        .then((answer) => answer.json())
        .then((found) => {
          for (const [id, rings] of Object.entries(found)) divisions[country][id] = outline.division(rings);
          drawAreas();
        })
        .catch(() => undefined);
    }
    return divisions[country];
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
    const found = [...places.values()];
    for (const place of found) {
      place.at = map.project([place.lat, place.lon]);
      place.events = place.marks.filter((mark) => mark.sort === "event").length;
      place.folded = place.marks.length > SPREAD_LIMIT;
    }
    found.sort((one, other) => other.events - one.events || other.marks.length - one.marks.length);
    return settled(found, 2 * ringsReach(SPREAD_LIMIT), foldOrJoin);
  }

  // Puts stacks down one by one, largest first; what is in the way of one is taken up and parted from it by `part`,
  // which gives back what remains of the two. A grid finds it: the time grows with the number of stacks only.
  function settled(found, cell, part) {
    const grid = new Map();
    const waiting = found.slice().reverse();
    while (waiting.length) {
      const stack = waiting.pop();
      const near = nearby(grid, cell, stack);
      const other = near.find((each) => each.at.distanceTo(stack.at) < Math.max(GLYPH, reach(each) + reach(stack) - 4));
      if (other) {
        near.home(other).delete(other);
        waiting.push(...part(other, stack).reverse());
      } else {
        const key = keyOf(cell, stack.at);
        if (!grid.has(key)) grid.set(key, new Set());
        grid.get(key).add(stack);
      }
    }
    return [...grid.values()].flatMap((cellful) => [...cellful]);
  }

  const keyOf = (cell, at, x = 0, y = 0) => `${Math.floor(at.x / cell) + x},${Math.floor(at.y / cell) + y}`;

  function nearby(grid, cell, stack) {
    const near = [];
    for (const x of [-1, 0, 1]) for (const y of [-1, 0, 1]) near.push(...(grid.get(keyOf(cell, stack.at, x, y)) || []));
    near.home = (other) => grid.get(keyOf(cell, other.at));
    return near;
  }

  function foldOrJoin(one, other) {
    const wide = [one, other].filter((stack) => !stack.folded && stack.marks.length > 1);
    if (wide.length && one.at.distanceTo(other.at) >= GLYPH) {
      wide.sort((a, b) => reach(b) - reach(a))[0].folded = true;
      return [one, other];
    }
    one.marks.push(...other.marks);
    one.events += other.events;
    one.folded = one.marks.length > SPREAD_LIMIT || one.folded || other.folded || one.at.distanceTo(other.at) >= GLYPH;
    return [one];
  }

  const reach = (stack) => stack.size / 2 || (stack.folded ? RING / 2 + 2 : ringsReach(stack.marks.length));

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
    drawBins();
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
    if (stack.events > 1) html.append(element("span", "count", String(stack.events)));
    const icon = L.divIcon({ className: "plate-holder", html, iconSize: [side, side] });
    L.marker([stack.lat, stack.lon], { icon, interactive: false, keyboard: false, zIndexOffset: -1000 }).addTo(layers);
  }

  // Many marks at one place: a ring in their colours with their number; its popup lists them all.
  function drawRing(stack) {
    const tally = new Map();
    for (const { colour } of stack.marks) if (colour) tally.set(colour, (tally.get(colour) || 0) + 1);
    const label = config.texts.stack.replace("{count}", stack.marks.length);
    const only = stack.events === 1 && stack.marks.find((mark) => mark.sort === "event");
    const marker = pie([stack.lat, stack.lon], RING, tally, stack.events || stack.marks.length, label, 600);
    if (only) marker.getElement().querySelector(".ring span").replaceChildren(glyphOf(shown.glyphs[only.glyph]));
    onChoice(marker, () => openList(stack));
    for (const mark of stack.marks) mark.node = marker.getElement();
    stack.offsets = new Map();
  }

  // A ring in the colours of a tally, in the legend's order, with a number in its middle.
  function pie(where, size, tally, count, label, level) {
    const total = [...tally.values()].reduce((sum, each) => sum + each, 0);
    let from = 0;
    const stops = shown.colours.filter((colour) => tally.has(colour)).map((colour) => {
      const to = from + (tally.get(colour) * 360) / total;
      const stop = `${colour} ${from}deg ${to}deg`;
      from = to;
      return stop;
    });
    const html = element("div", "ring");
    html.style.width = html.style.height = `${size}px`;
    html.style.background = stops.length ? `conic-gradient(${stops.join(",")})` : "#5c6873";
    html.append(element("span", "", short(count)));
    const icon = L.divIcon({ className: "ring-holder", html, iconSize: [size, size] });
    return L.marker(where, { icon, alt: label, title: label, zIndexOffset: level }).addTo(layers);
  }

  function short(count) {
    if (count < 1000) return String(count);
    const [value, unit] = count < 1e6 ? [count / 1e3, "k"] : [count / 1e6, "M"];
    return written(value, value < 9.95 ? 1 : 0) + unit;
  }

  function written(number, digits = 0) {
    const shape = { numberingSystem: "latn", useGrouping: "always", maximumFractionDigits: digits };
    return number.toLocaleString(config.locale, shape);
  }

  // Too many events to draw each: the server's counts by place, joined where they would touch.
  function drawBins() {
    const bins = shown.bins;
    if (!bins) return;
    const found = bins.counts.map((counts, i) => {
      const count = counts.reduce((sum, each) => sum + each, 0);
      const at = map.project([bins.lat[i], bins.lon[i]]);
      return { lat: bins.lat[i], lon: bins.lon[i], at, counts, count, box: bins.box[i], size: sizeOf(count) };
    });
    found.sort((one, other) => other.count - one.count);
    for (const bin of settled(found, sizeOf(1e9), joinBins)) drawBin(bin);
  }

  const sizeOf = (count) => Math.min(64, 30 + 6 * Math.log10(count));

  function joinBins(one, other) {
    const count = one.count + other.count;
    const [s, w, n, e] = one.box, [s2, w2, n2, e2] = other.box;
    const box = [Math.min(s, s2), Math.min(w, w2), Math.max(n, n2), Math.max(e, e2)];
    return [{ ...one, counts: one.counts.map((each, i) => each + other.counts[i]), count, box, size: sizeOf(count) }];
  }

  function drawBin(bin) {
    const tally = new Map(bin.counts.map((each, i) => [shown.colours[i], each]).filter(([, each]) => each));
    const most = config.families[bin.counts.indexOf(Math.max(...bin.counts))];
    const label = config.texts.bin.replace("{count}", written(bin.count)).replace("{most}", most);
    const marker = pie([bin.lat, bin.lon], bin.size, tally, bin.count, label, 300);
    marker.getElement().classList.add("bin");
    onChoice(marker, () => openBin(bin));
  }

  function openBin(bin) {
    const [south, west, north, east] = bin.box;
    const isOnePlace = north - south < 0.002 && east - west < 0.002;
    if (isOnePlace || map.getZoom() >= map.getMaxZoom()) {
      tell({ box: bin.box });
      return;
    }
    byHand = true;
    const goal = map.getBoundsZoom([[south, west], [north, east]], false, L.point(60, 60));
    map.setView([(south + north) / 2, (west + east) / 2], Math.max(map.getZoom() + 1, Math.min(goal, map.getZoom() + 4)));
  }

  // ---- putting a mark elsewhere: by dragging its pin, by pointing, or by the arrow keys

  const STRIDE = 10; // pixels that an arrow key moves the pin, five times that with shift

  function followPlacing(wanted) {
    if ((placing && placing.id) === (wanted ? wanted.id : null)) return;
    if (placing) stopPlacing();
    if (wanted) startPlacing(wanted);
  }

  function startPlacing({ id, at }) {
    map.closePopup();
    if (at) map.panInside(at, { padding: [60, 60], animate: false });
    const icon = L.divIcon({ className: "pin", iconSize: [30, 40], iconAnchor: [15, 38] });
    const says = config.texts.placing;
    const pin = L.marker(at || map.getCenter(), { icon, draggable: true, autoPan: true, zIndexOffset: 2000, title: says.pin });
    pin.addTo(map);
    placing = { id, pin, bar: placingBar(says) };
    const node = pin.getElement();
    node.setAttribute("aria-label", says.pin);
    L.DomEvent.on(node, "keydown", movePinByKey);
    map.on("click", movePin);
    map.getContainer().classList.add("is-placing");
    if (window.frameElement) window.frameElement.scrollIntoView({ block: "nearest" });
    node.focus({ preventScroll: true });
  }

  function stopPlacing() {
    map.off("click", movePin);
    map.getContainer().classList.remove("is-placing");
    placing.pin.remove();
    placing.bar.remove();
    placing = null;
    map.getContainer().focus({ preventScroll: true });
  }

  function placingBar(says) {
    const bar = element("div", "placing"), put = element("button", "put", says.put), cancel = element("button", "", says.cancel);
    bar.setAttribute("role", "group");
    bar.setAttribute("aria-label", says.hint);
    put.addEventListener("click", putHere);
    cancel.addEventListener("click", cancelPlacing);
    for (const button of [put, cancel]) button.type = "button";
    bar.append(element("span", "", says.hint), put, cancel);
    L.DomEvent.disableClickPropagation(bar);
    map.getContainer().append(bar);
    return bar;
  }

  function movePin({ latlng }) {
    placing.pin.setLatLng(latlng);
  }

  function movePinByKey(event) {
    const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (event.key === "Enter") putHere();
    else if (event.key === "Escape") cancelPlacing();
    if (!steps && event.key !== "Enter" && event.key !== "Escape") return;
    L.DomEvent.stop(event);
    if (!steps) return;
    const there = map.latLngToContainerPoint(placing.pin.getLatLng()).add(L.point(steps).multiplyBy(STRIDE * (event.shiftKey ? 5 : 1)));
    placing.pin.setLatLng(map.containerPointToLatLng(there));
    map.panInside(placing.pin.getLatLng(), { padding: [40, 40], animate: false });
  }

  function putHere() {
    const { lat, lng } = placing.pin.getLatLng().wrap();
    tell({ put: [placing.id, lat, lng, map.getZoom()] });
  }

  function cancelPlacing() {
    tell({ put: null });
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
    tell({ mark: id });
  }

  // Tells Python of a click; its answer names the click, so that an answer to an earlier one is known for that.
  function tell(properties) {
    clicks += 1;
    clickedAt = performance.now();
    answer.last_active_drawing = { type: "Feature", geometry: null, properties: { ...properties, load, click: clicks } };
    report();
  }

  function tellView() {
    const view = map.getBounds(), round = (value) => Math.round(value * 1e4) / 1e4;
    const told = [view.getSouth(), view.getWest(), view.getNorth(), view.getEast()].map(round).concat(map.getZoom());
    if (JSON.stringify(told) === JSON.stringify(answer.view)) return;
    answer.view = told;
    report();
  }

  // Neither a popup that needs room nor a fit to what is shown is the reader's own view.
  function watchHands() {
    const container = map.getContainer(), moved = () => { byHand = true; };
    for (const type of ["wheel", "dblclick", "touchmove"]) container.addEventListener(type, moved, { passive: true });
    container.addEventListener("keydown", ({ key }) => { if (/^Arrow|^[-+=_]$/.test(key)) moved(); });
    // While it is on its way down: the control lets no click up to the map.
    container.addEventListener("click", ({ target }) => { if (target.closest(".leaflet-control-zoom")) moved(); }, true);
    map.on("dragstart", moved);
  }

  function rested() {
    if (!shown || !(byHand || shown.wantsView)) return;
    answer.moved = answer.moved || byHand;
    byHand = false;
    clearTimeout(resting);
    resting = setTimeout(tellView, REST);
  }

  // A click on a layer that knows `toGeoJSON` is what streamlit-folium hands to Python, but only when the
  // map has been at rest for 250 ms, which the popup's panning delays: where it can, this hands it over at once.
  function report() {
    const component = window.__GLOBAL_DATA__;
    if (component && window.Streamlit) {
      component.last_active_drawing = answer.last_active_drawing;
      component.previous_data = { last_active_drawing: answer.last_active_drawing };
      window.Streamlit.setComponentValue({ ...answer });
    } else if (answer.last_active_drawing) {
      group.fire("click", { layer: { toGeoJSON: () => answer.last_active_drawing } });
    }
  }

  function select(id) {
    const changed = id !== selected;
    selected = id;
    highlight();
    if (!changed) {
      if (opened === id) completePopup();
      return;
    }
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

  // Accounts of many marks don't travel with the layer: a popup then begins with its title,
  // and Python's answer to the click brings the rest.
  function openPopup(id) {
    if (placing) return;
    const known = shown.accounts[id];
    const content = account(known || { title: marks.get(id).label, quotes: [], facts: [] });
    if (!known) content.classList.add("incomplete");
    openContent(stackOf(id), id, content);
    opened = id;
    told = JSON.stringify(known);
  }

  // An account that came later, or changed since: somebody corrected it.
  function completePopup() {
    const known = shown.accounts[opened], now = JSON.stringify(known);
    if (!known || !popup || now === told) return;
    told = now;
    popup.setContent(account(known));
    keepPopupInView();
  }

  function openList(stack) {
    const entries = stack.marks.map((mark) => ({ id: mark.id, label: mark.label, glyph: shown.glyphs[mark.glyph] }));
    openContent(stack, null, listOf(entries));
  }

  // The events of one place that are not drawn themselves.
  function openFarList({ lat, lon, entries, more }) {
    const content = element("div", "");
    listed = clicks;
    content.append(listOf(entries));
    if (more) content.append(element("p", "more", more));
    openContent({ lat, lon, folded: true }, null, content);
  }

  function glyphOf(address) {
    const glyph = element("img");
    glyph.src = address;
    glyph.alt = "";
    return glyph;
  }

  function listOf(entries) {
    const list = element("ul", "stack-list");
    for (const { id, label: says, glyph: address } of entries) {
      const button = element("button", "", "");
      button.type = "button";
      const label = element("span", "", says);
      label.dir = "auto";
      button.append(glyphOf(address), label);
      button.addEventListener("click", () => (marks.has(id) ? choose(id) : tell({ mark: id })));
      list.append(element("li"));
      list.lastChild.append(button);
    }
    return list;
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
    popup.getElement().querySelector(".leaflet-popup-content").tabIndex = 0; // so that keys can scroll it
    const close = popup.getElement().querySelector(".leaflet-popup-close-button");
    if (close) close.setAttribute("aria-label", config.texts.close);
    keepPopupInView();
  }

  // Where the map ends, it can't be moved to make room: what is still out of view of the popup comes in over its mark.
  function keepPopupInView() {
    if (isPanning || !popup || !popup.isOpen()) return;
    const node = popup.getElement(), edge = 4; // pixels
    node.style.translate = "";
    const view = map.getContainer().getBoundingClientRect(), box = node.getBoundingClientRect();
    const into = (from, to, least, most) => Math.max(least + edge - from, Math.min(0, most - edge - to));
    const x = into(box.left, box.right, view.left, view.right), y = into(box.top, box.bottom, view.top, view.bottom);
    node.classList.toggle("off-mark", Boolean(x || y));
    node.style.translate = `${x}px ${y}px`;
  }

  function movePopup() {
    const stack = stackOf(opened);
    if (!stack || !popup) return;
    popup.options.offset = offsetOf(stack, opened);
    popup.setLatLng([stack.lat, stack.lon]);
    keepPopupInView();
  }

  function offsetOf(stack, id) {
    const [x, y] = (stack.offsets && stack.offsets.get(id)) || [0, stack.folded ? -12 : 0];
    return L.point(x, y - 4);
  }

  window.dateline = { start, show };
})();
