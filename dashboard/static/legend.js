// What colour, fill, size and line mean. Entries that can be filtered by are buttons.
export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".legend");
  const focused = root.getRootNode().activeElement;
  const kept = focused && focused.dataset.choice;
  const anyChosen = (entries) => entries.some(({ chosen }) => chosen);

  root.replaceChildren(
    ...data.groups.map(({ title, entries }) => {
      const group = document.createElement("div");
      group.setAttribute("role", "group");
      group.setAttribute("aria-label", title);
      const heading = document.createElement("h3");
      heading.textContent = title;
      const list = document.createElement("ul");
      for (const each of entries) {
        const item = document.createElement("li");
        item.append(node(each, anyChosen(entries)));
        list.append(item);
      }
      group.append(heading, list);
      return group;
    }),
  );
  const again = kept && root.querySelector(`button[data-choice="${CSS.escape(kept)}"]`);
  if (again) again.focus({ preventScroll: true });
  root.onclick = (event) => {
    const button = event.target.closest("button");
    if (button) setTriggerValue("chosen", button.dataset.choice);
  };

  function node({ glyph, label, choice, chosen }, someAre) {
    const made = document.createElement(choice ? "button" : "span");
    const image = document.createElement("img");
    image.src = glyph;
    image.alt = "";
    made.append(image, label);
    if (choice) {
      made.type = "button";
      made.dataset.choice = choice;
      made.setAttribute("aria-pressed", String(chosen));
      made.classList.toggle("out", someAre && !chosen);
    }
    return made;
  }
}
