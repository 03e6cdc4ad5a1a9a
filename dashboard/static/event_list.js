// The events that are shown, in the chosen order. Arrow keys choose the event before and after, Home and End the
// first and last; from anywhere else on the page the left and right arrow keys do.
// Words reach the page as text nodes and attributes only.
export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".events");
  const ANSWER = 1500; // milliseconds in which a choice made here is on its way to the other views

  if (root.rows !== data.version) {
    root.rows = data.version;
    const focused = root.contains(active()) && active().dataset.event;
    const before = root.scrollTop;
    root.replaceChildren(list());
    root.scrollTop = before;
    root.shown = undefined;
    if (focused) (rowOf(focused) || rows()[0] || root).focus({ preventScroll: true });
  }
  if (root.wanted && (root.wanted.key === data.selected || Date.now() - root.wanted.at > ANSWER)) root.wanted = null;
  if (!root.wanted) show(data.selected);
  head();

  root.onclick = (event) => {
    const row = event.target.closest(".row");
    if (row) choose(row.dataset.event);
  };
  root.onkeydown = (event) => {
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (plain(event) && (step || event.key === "Home" || event.key === "End")) go(event, step, true);
  };
  if (root.listen) document.removeEventListener("keydown", root.listen);
  root.listen = (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step && plain(event) && root.isConnected && !hasKeysOfItsOwn(event.composedPath())) go(event, step, false);
  };
  document.addEventListener("keydown", root.listen);
  return () => document.removeEventListener("keydown", root.listen);

  function plain(event) {
    return !(event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey);
  }

  // Inputs, sliders and the like move by arrow keys themselves, as do the marked words of the article.
  function hasKeysOfItsOwn(path) {
    const own = "input, textarea, select, iframe, video, mark, [contenteditable=true], [data-arrow-keys], "
      + "[role=application], [role=combobox], [role=grid], [role=listbox], [role=menu], [role=radio], [role=slider], "
      + "[role=spinbutton], [role=tab], [role=textbox], [role=tree]";
    return path.some((element) => element.matches && element.matches(own));
  }

  function go(event, step, focus) {
    const all = rows();
    if (!all.length) return;
    const here = all.indexOf(rowOf(root.shown));
    const last = all.length - 1;
    const goal = step === undefined ? (event.key === "Home" ? 0 : last) : here < 0 ? (step > 0 ? 0 : last) : here + step;
    event.preventDefault();
    if (!all[goal]) return;
    if (focus) all[goal].focus({ preventScroll: true });
    if (goal !== here) choose(all[goal].dataset.event);
  }

  function choose(key) {
    root.wanted = { key, at: Date.now() };
    show(key);
    setTriggerValue("chosen", key);
  }

  // Only one row is a tab stop: the chosen one, else the first.
  function show(key) {
    if (root.shown === key) return;
    root.shown = key;
    const chosen = rowOf(key);
    for (const row of rows()) {
      row.setAttribute("aria-pressed", String(row === chosen));
      row.tabIndex = row === (chosen || rows()[0]) ? 0 : -1;
    }
    if (chosen) reveal(chosen);
  }

  function active() {
    return root.getRootNode().activeElement;
  }

  function rows() {
    return [...root.querySelectorAll(".row")];
  }

  function rowOf(key) {
    return rows().find((row) => row.dataset.event === key);
  }

  // The tabs tell how many there are of each sort; the order is of all.
  function head() {
    const bar = parentElement.querySelector(".head");
    const focused = bar.contains(active()) && active().dataset.name;
    bar.replaceChildren(
      choice(data.texts.show, data.trays, "tray"),
      choice(data.texts.order, data.orders, "order"),
    );
    if (focused) [...bar.querySelectorAll("button")].find((button) => button.dataset.name === focused)?.focus();
  }

  function choice(label, options, what) {
    const group = made("div", "choice " + what);
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", label);
    for (const { name, text, chosen } of options) {
      const button = made("button", "", text);
      button.type = "button";
      button.dataset.name = name;
      button.setAttribute("aria-pressed", String(chosen));
      button.onclick = () => setTriggerValue(what, name);
      group.append(button);
    }
    return group;
  }

  function made(tag, className, text) {
    const element = document.createElement(tag);
    element.className = className;
    if (text !== undefined) {
      element.textContent = text;
      element.dir = "auto";
    }
    return element;
  }

  function list() {
    if (!data.rows.length) return made("p", "empty", data.texts.empty);
    const whole = made("ul", "");
    whole.setAttribute("aria-label", data.texts.name);
    for (const each of data.rows) {
      const item = made("li", "");
      item.append(row(each));
      whole.append(item);
    }
    if (!data.texts.more) return whole;
    const both = document.createDocumentFragment();
    both.append(whole, made("p", "empty", data.texts.more));
    return both;
  }

  function row({ key, glyph, summary, meta, status }) {
    const button = made("button", "row");
    button.type = "button";
    button.dataset.event = key;
    const image = made("img", "");
    image.src = glyph;
    image.alt = status;
    const lines = made("span", "lines");
    lines.append(made("span", "summary", summary), made("span", "meta", meta));
    button.append(image, lines);
    return button;
  }

  // Scrolls the list, never the page.
  function reveal(element) {
    const box = root.getBoundingClientRect(), line = element.getBoundingClientRect();
    if (line.top < box.top || line.bottom > box.bottom) root.scrollTop += line.top - box.top - box.height / 3;
  }
}
