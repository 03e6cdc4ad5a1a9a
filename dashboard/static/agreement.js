// What several articles say of one event, side by side; a source's heading chooses its telling.
// Words reach the page as text nodes only.
export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".agreement");
  const { element, foreign, quote } = window.datelineAccount;
  root.setAttribute("aria-label", data.title);
  const focused = root.contains(active()) && active().dataset.event;
  root.replaceChildren(heading(), table());
  if (focused) root.querySelector(`[data-event="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });

  root.onclick = (event) => {
    const button = event.target.closest("button");
    if (button) setTriggerValue("chosen", button.dataset.event);
  };

  function active() {
    return root.getRootNode().activeElement;
  }

  function heading() {
    const made = element("p", "head");
    made.append(element("strong", "", data.title), " ", element("span", "note", data.note));
    return made;
  }

  function table() {
    const made = element("table", "");
    const sources = element("tr", "");
    sources.append(element("td", ""));
    for (const each of data.columns) sources.append(source(each));
    const quotes = element("tr", "");
    quotes.append(element("td", ""));
    for (const each of data.columns) {
      const cell = element("td", "");
      cell.append(quote(each.quote));
      quotes.append(cell);
    }
    made.append(sources, ...data.rows.map(row), quotes);
    const scroller = element("div", "scroller");
    scroller.tabIndex = 0;
    scroller.setAttribute("role", "group");
    scroller.setAttribute("aria-label", data.title);
    scroller.append(made);
    return scroller;
  }

  function source({ key, name, source, published, chosen }) {
    const cell = element("th", "");
    cell.scope = "col";
    const button = foreign("button", "", name);
    button.type = "button";
    button.dataset.event = key;
    button.setAttribute("aria-pressed", String(chosen));
    cell.append(button);
    if (source) cell.append(foreign("div", "published", source));
    if (published) cell.append(element("div", "published", published));
    return cell;
  }

  function row({ label, differs, values }) {
    const made = element("tr", differs ? "differs" : "");
    const name = element("th", "", label);
    name.scope = "row";
    if (differs) name.append(element("span", "mark", data.differs));
    made.append(name, ...values.map((value) => foreign("td", "", value)));
    return made;
  }
}
