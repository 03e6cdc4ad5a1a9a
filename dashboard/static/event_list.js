// The events that are shown, on the map and without a place. Arrow keys move between rows.
// Words reach the page as text nodes and attributes only.
export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".events");
  const before = root.scrollTop;
  root.replaceChildren(...data.groups.map(section));
  root.scrollTop = before;
  if (root.selected !== data.selected) {
    root.selected = data.selected;
    const row = root.querySelector("[aria-pressed=true]");
    if (row) reveal(row);
  }
  root.onclick = (event) => {
    const row = event.target.closest("button");
    if (row) setTriggerValue("chosen", row.dataset.event);
  };
  root.onkeydown = (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const rows = [...root.querySelectorAll("button")], here = rows.indexOf(event.target);
    if (step === undefined || here < 0 || !rows[here + step]) return;
    event.preventDefault();
    rows[here + step].focus();
  };

  function made(tag, className, text) {
    const element = document.createElement(tag);
    element.className = className;
    if (text !== undefined) {
      element.textContent = text;
      element.dir = "auto";
    }
    return element;
  }

  function section({ title, rows, empty }) {
    const whole = made("section", "");
    const heading = made("h3", "", `${title} (${rows.length})`);
    const list = made("ul", "");
    whole.append(heading, rows.length ? list : made("p", "empty", empty));
    for (const each of rows) {
      const item = made("li", "");
      item.append(row(each));
      list.append(item);
    }
    return whole;
  }

  function row({ key, glyph, summary, where, when, status }) {
    const button = made("button", "row");
    button.type = "button";
    button.dataset.event = key;
    button.setAttribute("aria-pressed", String(key === data.selected));
    const image = made("img", "");
    image.src = glyph;
    image.alt = status;
    const lines = made("span", "lines");
    lines.append(made("span", "summary", summary), made("span", "meta", [when, where].filter(Boolean).join(" · ")));
    button.append(image, lines);
    return button;
  }

  function reveal(element) {
    const box = root.getBoundingClientRect(), line = element.getBoundingClientRect();
    if (line.top < box.top || line.bottom > box.bottom) root.scrollTop += line.top - box.top - box.height / 3;
  }
}
