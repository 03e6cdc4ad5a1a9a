// The saved page: filters, a map and a list that share one selection. Needs Leaflet, account.js and outlines.js before it.
// Words reach the page as text nodes and attributes only.
(function () {
  "use strict";

  const { element, foreign, quote } = window.datelineAccount;
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const story = read("story"), say = story.texts;
  const GLYPH = 24, SPACING = 23, CARDS = 300, MOST_IMAGES = 1500;
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;

  let shown = story.events, cards = CARDS, selected = null, popup = null;
  const marks = new Map();

  // ---- the frame

  const header = element("header"), where = element("div"), list = element("main");
  where.id = "map";
  where.setAttribute("role", "application");
  where.setAttribute("aria-label", say.map);
  list.setAttribute("aria-label", say.list);
  header.append(element("h1", "", story.name), foreign("p", "", story.line));
  for (const note of story.notes) header.append(element("p", "note", note));
  const controls = form();
  header.append(controls.form);
  document.body.append(header, where, list);

  function form() {
    const made = element("form"), fields = {};
    made.setAttribute("aria-label", say.filters);
    const add = (name, field) => {
      const label = element("label", "", say[name]);
      label.append(field);
      made.append(label);
      fields[name] = field;
    };
    const input = (type) => Object.assign(element("input"), { type });
    const choice = (names) => {
      const field = element("select");
      field.append(new Option(say.all, ""));
      const there = new Set(story.events.flatMap((event) => [event.kind, event.status]));
      for (const [value, name] of Object.entries(names)) if (there.has(value)) field.append(new Option(name, value));
      return field;
    };
    add("from", input("date"));
    add("to", input("date"));
    add("undated", Object.assign(input("checkbox"), { checked: true }));
    add("kind", choice(story.kinds));
    add("status", choice(story.statuses));
    add("search", input("search"));
    const count = element("span", "shown");
    count.setAttribute("role", "status");
    made.append(count);
    made.addEventListener("input", filter);
    made.addEventListener("submit", (event) => event.preventDefault());
    return { form: made, fields, count };
  }

  function filter() {
    const { from, to, undated, kind, status, search } = controls.fields;
    const sought = search.value.trim().toLowerCase();
    shown = story.events.filter((event) =>
      (!kind.value || event.kind === kind.value) && (!status.value || event.status === status.value) &&
      (event.dated
        ? (!from.value || !event.to || event.to >= from.value) && (!to.value || !event.from || event.from <= to.value)
        : undated.checked) &&
      (!sought || wordsOf(event).includes(sought)));
    cards = CARDS;
    draw();
  }

  const wordsOf = (event) =>
    [event.summary, event.actors, event.where[0], event.title, ...event.quote.map(([words]) => words)]
      .join(" ").toLowerCase();

  // ---- the map

  const map = L.map(where, { zoomSnap: 0.25, fadeAnimation: false, minZoom: 1, maxZoom: 11, maxBounds: [[-88, -230], [88, 230]] });
  map.setView([25, 15], 2);
  map.attributionControl.setPrefix("Leaflet");
  story.attribution.forEach((text) => map.attributionControl.addAttribution(escaped(text)));
  L.control.scale({ imperial: false }).addTo(map);
  const pane = map.createPane("countries");
  pane.style.zIndex = 150;
  const look = {
    pane: "countries", interactive: false, renderer: L.canvas({ pane: "countries", padding: 0.5 }),
    weight: 0.8, color: dark ? "#3b4854" : "#c3ccd3", fillColor: dark ? "#1e2831" : "#fdfcfa", fillOpacity: 1,
  };
  const outlines = new Map(read("countries").map((each) => [each.name, window.datelineOutlines.country(each)]));
  for (const points of outlines.values()) L.polygon(points, look).addTo(map);
  const areas = L.layerGroup().addTo(map), dots = L.layerGroup().addTo(map);
  map.on("zoomend", drawMarks);

  // The attribution is the one thing that Leaflet takes as HTML.
  function escaped(text) {
    const holder = element("span", "", text);
    return holder.innerHTML;
  }

  function drawMarks() {
    areas.clearLayers();
    dots.clearLayers();
    marks.clear();
    const placed = shown.filter((event) => event.at);
    const circles = new Set();
    for (const event of placed) {
      const key = event.at + "," + event.radius;
      if (!event.radius || circles.has(key)) continue;
      circles.add(key);
      const style = { interactive: false, color: event.colour, weight: 1.2, dashArray: "5 4", fillOpacity: 0.06 };
      const country = event.country && outlines.get(event.country);
      const outline = country
        ? L.polygon(country, style)
        : L.circle(event.at, { ...style, radius: Math.min(event.radius, 3000) * 1000 });
      outline.addTo(areas);
    }
    if (placed.length > MOST_IMAGES) placed.forEach(drawDot);
    else stacks(placed).forEach(drawStack);
    highlight();
  }

  function drawDot(event) {
    const dot = L.circleMarker(event.at, {
      renderer: drawDot.canvas || (drawDot.canvas = L.canvas({ tolerance: 4 })), radius: 5, weight: 1, color: "#fff",
      fillColor: event.colour, fillOpacity: 0.9,
    });
    dot.on("click", () => select(event.id, "map")).addTo(dots);
    marks.set(event.id, { at: event.at, offset: [0, 0] });
  }

  function stacks(placed) {
    const found = new Map();
    for (const event of placed) {
      const { x, y } = map.project(event.at), key = Math.round(x / GLYPH) + "," + Math.round(y / GLYPH);
      if (!found.has(key)) found.set(key, []);
      found.get(key).push(event);
    }
    return found.values();
  }

  // Marks that would cover each other stand in rings around their point.
  function drawStack(events) {
    let ring = 0, seat = 0, seats = 1;
    for (const event of events) {
      if (seat === seats) {
        ring += 1;
        seat = 0;
        seats = 6 * ring;
      }
      const inFirst = events.length === 1 || ring > 0;
      const radius = inFirst ? ring * SPACING : 0, angle = (2 * Math.PI * seat) / seats;
      const x = Math.round(radius * Math.cos(angle)), y = Math.round(radius * Math.sin(angle));
      seat += 1;
      const icon = L.icon({
        iconUrl: story.glyphs[event.glyph], iconSize: [GLYPH, GLYPH], iconAnchor: [GLYPH / 2 - x, GLYPH / 2 - y], className: "mark",
      });
      const label = event.summary + " (" + event.where[0] + ")";
      const marker = L.marker(events[0].at, { icon, alt: label, title: label });
      marker.on("click", () => select(event.id, "map"));
      marker.on("keydown", ({ originalEvent }) => {
        if (originalEvent.key === "Enter" || originalEvent.key === " ") select(event.id, "map");
      });
      marker.addTo(dots);
      marker.getElement().dataset.event = event.id;
      marks.set(event.id, { at: events[0].at, offset: [x, y - 6], node: marker.getElement() });
    }
  }

  function highlight() {
    for (const [id, { node }] of marks) if (node) node.classList.toggle("selected", id === selected);
  }

  // ---- the list

  function draw() {
    drawMarks();
    drawList();
    controls.count.textContent = say.shown.replace("{count}", shown.length).replace("{all}", story.events.length);
  }

  function drawList() {
    list.replaceChildren(...shown.slice(0, cards).map(card));
    if (!shown.length) list.append(element("p", "", say.none));
    if (shown.length <= cards) return;
    const more = Object.assign(element("button", "more", say.more), { type: "button" });
    more.onclick = () => { cards += CARDS; drawList(); };
    list.append(more);
  }

  function card(event) {
    const made = element("article", "event account"), head = Object.assign(element("button", "head"), { type: "button" });
    const glyph = Object.assign(element("img"), { src: story.glyphs[event.glyph], alt: story.statuses[event.status] });
    head.append(glyph, foreign("span", "", event.summary));
    made.append(head, quote(event.quote), facts(event));
    made.dataset.event = event.id;
    made.setAttribute("aria-current", String(event.id === selected));
    made.onclick = ({ target }) => { if (!target.closest("a")) select(event.id, "list"); };
    return made;
  }

  function facts(event) {
    const made = element("dl", "facts");
    const kind = [story.kinds[event.kind], story.statuses[event.status]];
    for (const [name, lines] of [[say.when, event.when], [say.where, event.where], [say.kind, kind], [say.actors, [event.actors]]]) {
      if (lines[0]) made.append(fact(name, foreign("span", "value", lines[0]), lines.slice(1)));
    }
    const named = event.title || event.source;
    if (named) made.append(fact(say.source, link(named, event.url), event.published ? [event.published] : []));
    return made;
  }

  function fact(name, value, notes) {
    const row = element("div", "fact"), says = element("dd");
    says.append(value);
    if (notes.length) says.append(foreign("div", "notes", notes.join(" · ")));
    row.append(element("dt", "", name), says);
    return row;
  }

  // Only addresses of the web become links.
  function link(named, address) {
    let url = null;
    try { url = new URL(address); } catch { /* no address */ }
    if (!url || !/^https?:$/.test(url.protocol)) return foreign("span", "value", named);
    const made = foreign("a", "value", named);
    made.href = url.href;
    made.target = "_blank";
    made.rel = "noopener noreferrer";
    return made;
  }

  // ---- one selection

  function select(id, from) {
    selected = id;
    highlight();
    for (const each of list.querySelectorAll(".event")) each.setAttribute("aria-current", String(each.dataset.event === id));
    const event = story.events.find((each) => each.id === id), mark = marks.get(id);
    if (popup) map.closePopup(popup);
    if (mark) {
      const content = element("div", "account");
      content.append(quote(event.quote), foreign("h2", "title", event.summary), facts(event));
      popup = L.popup({ maxWidth: Math.min(340, map.getSize().x - 60), maxHeight: 280, offset: mark.offset });
      popup.setLatLng(mark.at).setContent(content).openOn(map);
      popup.getElement().querySelector(".leaflet-popup-content").tabIndex = 0; // it may scroll
      const close = popup.getElement().querySelector(".leaflet-popup-close-button");
      if (close) close.setAttribute("aria-label", say.close);
    }
    const current = list.querySelector("[aria-current=true]");
    if (from === "map" && current) current.scrollIntoView({ block: "nearest" });
  }

  draw();
  const points = shown.filter((event) => event.at).map((event) => event.at);
  if (points.length) map.fitBounds(points, { padding: [50, 50], maxZoom: 8, animate: false });
  document.documentElement.dataset.ready = "yes";
})();
