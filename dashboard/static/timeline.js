// Events along time: close up one bar each, or counts; below them the counts of all dates. Dragging over either, or
// moving the two handles, chooses the dates. Words reach the page as text nodes and attributes only.
const SVG = "http://www.w3.org/2000/svg";
const DAY = 86400000;
const NEAR_HEIGHT = 92, FAR_HEIGHT = 34, AXIS_HEIGHT = 18, LEAST_LANE = 7, MOST_LANE = 16;
const CLICK = 4; // pixels; a shorter drag is a click
const ANSWER_WITHIN = 3000; // milliseconds in which what was chosen here holds against older answers
const KEYS_REST = 350; // milliseconds after the last arrow key before the dates are told

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".timeline");
  const own = (root.own = root.own || { pending: null, drawn: null });
  own.data = data;
  own.tell = setTriggerValue;
  speak(data.texts.locale);
  if (!own.watched) {
    own.watched = new ResizeObserver(() => render(root));
    own.watched.observe(root);
  }
  if (!own.dragging) render(root);
}

function render(root) {
  const own = root.own, { data } = own;
  if (!data.overview) {
    root.replaceChildren(made("p", "empty", data.texts.empty));
    own.drawn = null;
    return;
  }
  const width = root.clientWidth;
  if (!width) return;
  const drawn = `${data.version} ${width}`;
  if (own.drawn !== drawn) {
    own.drawn = drawn;
    build(root, width);
  }
  if (own.pending && (same(own.pending.brush, data.brush) || performance.now() - own.pending.at > ANSWER_WITHIN)) own.pending = null;
  paint(root, own.pending ? own.pending.brush : data.brush);
}

const same = (one, other) => one[0] === other[0] && one[1] === other[1];

function made(tag, className, text) {
  const element = document.createElement(tag);
  element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

function drawn(tag, attributes, parent) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (parent) parent.append(element);
  return element;
}

// ---- what stays until other events are shown

function build(root, width) {
  const own = root.own, { data } = own;
  const focused = root.getRootNode().activeElement, kept = focused && focused.dataset && (focused.dataset.handle || focused.dataset.event);
  const { starts, end } = data.overview;
  own.far = scale([starts[0], end], width);
  own.near = scale(data.detail ? [data.detail.starts[0], data.detail.end] : [data.near[0], data.near[1] + 1], width);

  // Where the close-up would be the same counts once more, they are drawn once, in all of its room.
  const isSame = Boolean(data.detail) && own.near.days >= own.far.days && data.detail.unit === data.overview.unit;
  const farHeight = isSame ? NEAR_HEIGHT + AXIS_HEIGHT + FAR_HEIGHT : FAR_HEIGHT;
  const near = panel("near", width, NEAR_HEIGHT, own.near), far = panel("far", width, farHeight, own.far);
  near.hidden = isSame;
  if (data.detail) columns(near, data.detail, own.near, NEAR_HEIGHT, data.texts);
  else lanes(near, root, width);
  columns(far, data.overview, own.far, farHeight, data.texts);
  own.window = drawn("rect", { class: "window", y: farHeight - 2, height: isSame ? 0 : 2 }, far.querySelector("svg"));

  own.handles = ["first", "last"].map((name, i) => handle(root, name, i));
  far.append(...own.handles);
  own.all = made("button", "all", data.texts.all);
  own.all.type = "button";
  own.all.onclick = () => choose(root, [null, null]);
  const foot = axis(own.far, unitOf(own.far), width, "axis foot");
  const upper = axis(own.near, unitOf(own.near), width, "axis");
  upper.hidden = isSame;
  root.replaceChildren(near, upper, far, foot, own.all);
  root.setAttribute("aria-label", data.texts.name.replace("{unit}", data.overview.unit));
  brushable(root, near, own.near, data.detail);
  brushable(root, far, own.far, data.overview);
  const again = kept && root.querySelector(`[data-handle="${CSS.escape(kept)}"], [data-event="${CSS.escape(kept)}"]`);
  if (again) again.focus({ preventScroll: true });
}

function scale([from, to], width) {
  const days = to - from;
  return { from, to, days, x: (day) => ((day - from) / days) * width, day: (x) => from + (x / width) * days };
}

function panel(name, width, height) {
  const box = made("div", `panel ${name}`);
  box.style.height = `${height}px`;
  const svg = drawn("svg", { width, height, "aria-hidden": name === "far" }, box);
  drawn("rect", { class: "chosen", y: 0, height }, svg);
  return box;
}

function columns(box, { starts, end, counts }, { x }, height, texts) {
  const svg = box.querySelector("svg");
  const most = Math.max(1, ...counts);
  counts.forEach((count, i) => {
    if (!count) return;
    const left = x(starts[i]), right = x(i + 1 < starts.length ? starts[i + 1] : end);
    const tall = Math.max(2, (count / most) * (height - 4));
    const gap = right - left > 5 ? 1 : 0;
    const bar = drawn("rect", {
      class: "column", x: left, y: height - tall, width: Math.max(1, right - left - gap), height: tall,
      "data-first": starts[i], "data-last": (i + 1 < starts.length ? starts[i + 1] : end) - 1,
    }, svg);
    const when = spanOf(starts[i], (i + 1 < starts.length ? starts[i + 1] : end) - 1);
    drawn("title", {}, bar).textContent = texts.bar.replace("{when}", when).replace("{count}", grouped.format(count));
  });
}

// Every event a bar over its days, in as few rows as keep them apart.
function lanes(box, root, width) {
  const own = root.own, { data } = own, { x } = own.near;
  const ends = [];
  const placed = data.bars.map((bar) => {
    const left = Math.max(0, x(bar.first)), right = Math.min(width, Math.max(x(bar.last + 1), left + 9));
    let lane = ends.findIndex((end) => end <= left + 0.5);
    if (lane < 0) lane = ends.push(0) - 1;
    ends[lane] = right + 1;
    return { bar, left, right, lane };
  });
  const tall = Math.max(LEAST_LANE, Math.min(MOST_LANE, Math.floor(NEAR_HEIGHT / Math.max(1, ends.length))));
  const list = made("div", "bars");
  list.style.height = `${Math.max(NEAR_HEIGHT, ends.length * tall)}px`;
  for (const { bar, left, right, lane } of placed) {
    const button = made("button", `bar ${bar.status}`);
    button.type = "button";
    button.dataset.event = bar.id;
    button.tabIndex = -1;
    button.title = `${bar.label} (${spanOf(bar.first, bar.last, bar.opens)})`;
    button.setAttribute("aria-label", button.title);
    button.style.cssText = `left:${left}px;width:${right - left - 1}px;bottom:${lane * tall}px;height:${tall - 1}px`;
    button.style.setProperty("--kind", bar.colour);
    button.classList.toggle("from-before", x(bar.first) < 0 || bar.opens[0]);
    button.classList.toggle("until-after", x(bar.last + 1) > width + 1 || bar.opens[1]);
    list.append(button);
  }
  if (list.firstChild) list.firstChild.tabIndex = 0;
  list.onkeydown = (event) => {
    const all = [...list.children], here = all.indexOf(event.target);
    const goal = { ArrowRight: here + 1, ArrowDown: here + 1, ArrowLeft: here - 1, ArrowUp: here - 1 }[event.key];
    if (goal === undefined || !all[goal]) return;
    event.preventDefault();
    event.target.tabIndex = -1;
    all[goal].tabIndex = 0;
    all[goal].focus();
  };
  // A click by keyboard; one by pointer is told apart from a drag where the drag ends.
  list.onclick = (event) => {
    const button = event.target.closest("button");
    if (button && event.detail === 0) own.tell("chosen", button.dataset.event);
  };
  box.append(list);
  box.classList.add("scrolls");
}

// ---- the axis, which writes dates as the rest of the page does

let locale, grouped;
const written = new Map();

function speak({ dates, numbers }) {
  if (dates !== locale) written.clear();
  locale = dates;
  grouped = new Intl.NumberFormat(numbers, { numberingSystem: "latn", useGrouping: "always" });
}

function format(options) {
  const key = JSON.stringify(options);
  if (!written.has(key)) written.set(key, new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC" }));
  return written.get(key);
}

function spanOf(first, last, [before, after] = [false, false]) {
  const full = format({ day: "numeric", month: "short", year: "numeric" });
  if (before || after) return `${before ? "… " : ""}${full.format((before ? last : first) * DAY)}${after ? " …" : ""}`;
  return full.formatRange(first * DAY, last * DAY);
}

function unitOf({ days }) {
  return days <= 120 ? "day" : days <= 3 * 366 ? "month" : "year";
}

function axis({ from, to, x }, unit, width, className) {
  const line = made("div", className);
  line.setAttribute("aria-hidden", "true");
  const most = Math.max(2, Math.floor(width / 78));
  const all = ticks(from, to, unit), step = Math.ceil(all.length / most) || 1;
  all.filter((_, i) => i % step === 0).forEach((day, i) => {
    const shape = unit === "day" ? { day: "numeric", month: "short" } : unit === "month" ? { month: "short" } : { year: "numeric" };
    if (unit !== "year" && (i === 0 || new Date(day * DAY).getUTCMonth() < step && unit === "month")) shape.year = "numeric";
    const mark = made("span", "", format(shape).format(day * DAY));
    const left = x(day);
    if (left > width - 40) return;
    mark.style.left = `${Math.max(0, left)}px`;
    line.append(mark);
  });
  return line;
}

function ticks(from, to, unit) {
  if (unit === "day") return Array.from({ length: to - from }, (_, i) => from + i);
  const found = [], at = new Date(from * DAY);
  at.setUTCDate(1);
  if (unit === "year") at.setUTCMonth(0);
  for (; at.getTime() / DAY < to; unit === "year" ? at.setUTCFullYear(at.getUTCFullYear() + 1) : at.setUTCMonth(at.getUTCMonth() + 1)) {
    if (at.getTime() / DAY >= from) found.push(at.getTime() / DAY);
  }
  return found.length ? found : [from];
}

// ---- what moves with the choice

function paint(root, brush) {
  const own = root.own, { data } = own;
  const [first, last] = brush;
  const isSet = first !== null || last !== null;
  for (const [name, { x, from, to }] of [["near", own.near], ["far", own.far]]) {
    const box = root.querySelector(`.${name}`);
    const left = Math.max(0, x(Math.max(from, first === null ? from : first)));
    const right = x(Math.min(to, last === null ? to : last + 1));
    const chosen = box.querySelector(".chosen");
    chosen.setAttribute("x", left);
    chosen.setAttribute("width", isSet ? Math.max(0, right - left) : 0);
    for (const bar of box.querySelectorAll(".column")) {
      const out = (first !== null && Number(bar.dataset.last) < first) || (last !== null && Number(bar.dataset.first) > last);
      bar.classList.toggle("out", out);
    }
    markSelected(box, x, from, to);
  }
  const { x, from, to } = own.far;
  own.window.setAttribute("x", Math.max(0, x(own.near.from)));
  own.window.setAttribute("width", Math.max(2, x(Math.min(to, own.near.to)) - Math.max(0, x(own.near.from))));
  own.all.hidden = !isSet;
  const days = [first === null ? from : Math.max(from, Math.min(first, to - 1)), last === null ? to - 1 : Math.min(to - 1, Math.max(last, from))];
  own.days = days;
  own.handles.forEach((each, i) => {
    each.style.left = `${x(days[i] + i)}px`;
    each.setAttribute("aria-valuenow", days[i]);
    each.setAttribute("aria-valuetext", format({ dateStyle: "long" }).format(days[i] * DAY));
  });
  for (const bar of root.querySelectorAll(".bar")) {
    const isSelected = Boolean(data.selected) && bar.dataset.event === data.selected.id;
    bar.setAttribute("aria-pressed", String(isSelected));
    if (isSelected && own.shown !== data.selected.id) reveal(bar);
  }
  own.shown = data.selected && data.selected.id;
}

function reveal(bar) {
  const box = bar.closest(".panel"), up = box.scrollTop, top = bar.offsetTop;
  if (top < up || top + bar.offsetHeight > up + box.clientHeight) box.scrollTop = top - box.clientHeight / 2;
}

// The selected event's days, over the counts.
function markSelected(box, x, from, to) {
  const svg = box.querySelector("svg"), { selected } = box.parentNode.own.data;
  for (const old of svg.querySelectorAll(".selected")) old.remove();
  if (!selected || selected.last < from || selected.first >= to) return;
  const left = Math.max(0, x(selected.first)), right = x(Math.min(to, selected.last + 1));
  drawn("rect", { class: "selected", x: left, y: 0, width: Math.max(3, right - left), height: 3 }, svg);
}

// ---- choosing

function choose(root, brush) {
  const own = root.own;
  own.pending = { brush, at: performance.now() };
  paint(root, brush);
  own.tell("brush", brush.map((day) => (day === null ? "" : String(day))).join(","));
}

function brushable(root, box, { day, from, to }, counts) {
  const own = root.own;
  box.onpointerdown = (event) => {
    if (event.button !== 0 || event.target.dataset.handle) return;
    const left = box.getBoundingClientRect().left, start = event.clientX, target = event.target;
    const at = (x) => Math.min(to - 1, Math.max(from, Math.floor(day(x - left))));
    let brush = null;
    const move = (moved) => {
      if (!brush && Math.abs(moved.clientX - start) < CLICK) return;
      if (!brush) box.setPointerCapture(event.pointerId);
      own.dragging = true;
      brush = [at(Math.min(start, moved.clientX)), at(Math.max(start, moved.clientX))];
      if (counts) brush = snapped(brush, counts);
      paint(root, brush);
    };
    const stop = (ended) => {
      box.onpointermove = box.onpointerup = box.onpointercancel = null;
      own.dragging = false;
      if (ended.type === "pointercancel") render(root);
      else if (brush) choose(root, brush);
      else clicked(root, target, counts, at(start));
    };
    box.onpointermove = move;
    box.onpointerup = box.onpointercancel = stop;
  };
}

// Whole bars of counts are chosen.
function snapped([first, last], { starts, end }) {
  const bar = (day) => Math.max(0, starts.filter((start) => start <= day).length - 1);
  return [starts[bar(first)], (bar(last) + 1 < starts.length ? starts[bar(last) + 1] : end) - 1];
}

function clicked(root, target, counts, day) {
  const button = target.closest(".bar");
  if (button) root.own.tell("chosen", button.dataset.event);
  else if (counts) choose(root, snapped([day, day], counts));
}

function handle(root, name, i) {
  const own = root.own, { data } = own;
  const { starts, end } = data.overview;
  const grip = made("div", `handle ${name}`);
  grip.dataset.handle = name;
  grip.tabIndex = 0;
  grip.setAttribute("role", "slider");
  grip.setAttribute("aria-label", data.texts[name]);
  grip.setAttribute("aria-valuemin", starts[0]);
  grip.setAttribute("aria-valuemax", end - 1);
  const moved = (to) => {
    const days = own.days.slice();
    days[i] = Math.min(end - 1, Math.max(starts[0], to));
    if (days[0] > days[1]) days[1 - i] = days[i];
    // A handle at the end lets everything through on its side.
    return [days[0] <= starts[0] ? null : days[0], days[1] >= end - 1 ? null : days[1]];
  };
  grip.onkeydown = (event) => {
    const way = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
    const ends = { Home: starts[0], End: end - 1 }[event.key];
    if (event.key === "Escape") choose(root, [null, null]);
    if (way === undefined && ends === undefined) return;
    event.preventDefault();
    const goal = ends !== undefined ? ends : event.shiftKey ? own.days[i] + way : stepped(own.days[i], way, i);
    const brush = moved(goal);
    own.pending = { brush, at: performance.now() };
    paint(root, brush);
    clearTimeout(own.keys);
    own.keys = setTimeout(() => choose(root, brush), KEYS_REST);
  };
  // To the next bar's first or last day.
  const stepped = (day, way, side) => {
    const edges = side === 0 ? starts : [...starts.slice(1), end].map((each) => each - 1);
    return (way > 0 ? edges.find((edge) => edge > day) : edges.findLast((edge) => edge < day)) ?? day;
  };
  grip.onpointerdown = (event) => {
    if (event.button !== 0) return;
    event.stopPropagation();
    grip.setPointerCapture(event.pointerId);
    const left = grip.parentNode.getBoundingClientRect().left;
    let brush = null;
    grip.onpointermove = ({ clientX }) => {
      own.dragging = true;
      const edge = snapped([Math.floor(own.far.day(clientX - left)), Math.floor(own.far.day(clientX - left)) - i], data.overview);
      brush = moved(edge[i]);
      paint(root, brush);
    };
    grip.onpointerup = grip.onpointercancel = () => {
      grip.onpointermove = grip.onpointerup = grip.onpointercancel = null;
      own.dragging = false;
      if (brush) choose(root, brush);
    };
  };
  return grip;
}
