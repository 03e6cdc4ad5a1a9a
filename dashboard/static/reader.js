// The article with its words marked. One tab stop; arrow keys move between the marked words.
// Words reach the page as text nodes and attributes only.
export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".reader");

  if (root.version !== data.version) {
    root.version = data.version;
    root.replaceChildren(...data.pieces.map(node));
    const first = words()[0];
    if (first) first.tabIndex = 0;
    root.scrollTop = 0;
    root.lit = undefined;
  }
  if (root.lit !== JSON.stringify(data.lit)) {
    root.lit = JSON.stringify(data.lit);
    light(data.lit);
  }
  root.onclick = (event) => choose(event.target.closest("mark"));
  root.onkeydown = keyed;

  function node(piece) {
    const made = document.createElement(piece.sort ? "mark" : "span");
    made.textContent = piece.text;
    made.dataset.start = piece.start;
    made.dataset.end = piece.start + Array.from(piece.text).length;
    if (!piece.sort) return made;
    made.className = "word " + piece.sort;
    made.title = piece.title;
    if (piece.targets.length) {
      made.targets = piece.targets;
      made.dataset.choice = "";
      if (piece.first) {
        made.setAttribute("role", "button");
        made.tabIndex = -1;
      }
    }
    return made;
  }

  function words() {
    return [...root.querySelectorAll("mark[role=button]")];
  }

  // Choosing a word again goes on to the next event that rests on it.
  function choose(mark) {
    if (!mark || !mark.targets) return;
    const next = mark.targets.indexOf(data.selected) + 1;
    setTriggerValue("chosen", mark.targets[next % mark.targets.length]);
  }

  function keyed(event) {
    const all = words(), here = all.indexOf(event.target);
    if (here < 0) return;
    const goal = { ArrowRight: here + 1, ArrowDown: here + 1, ArrowLeft: here - 1, ArrowUp: here - 1, Home: 0, End: all.length - 1 }[event.key];
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      choose(event.target);
    } else if (goal !== undefined && all[goal]) {
      event.preventDefault();
      event.target.tabIndex = -1;
      all[goal].tabIndex = 0;
      all[goal].focus();
    }
  }

  function light(spans) {
    let first;
    for (const each of root.children) {
      const start = Number(each.dataset.start), end = Number(each.dataset.end);
      const names = spans.filter(([from, to]) => from <= start && end <= to).map(([, , name]) => "lit-" + name);
      each.className = [...each.className.split(" ").filter((name) => !name.startsWith("lit")), ...names].join(" ").trim();
      if (names.length) first = first || each;
    }
    const sentence = root.querySelector(".lit-sentence") || first;
    if (sentence) reveal(sentence);
  }

  // Scrolls the text, never the page.
  function reveal(element) {
    const box = root.getBoundingClientRect(), line = element.getBoundingClientRect();
    if (line.top >= box.top + 8 && line.bottom <= box.bottom - 8) return;
    root.scrollTop += line.top - box.top - box.height / 4;
  }
}
