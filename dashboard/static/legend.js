// What colour, fill, size and line mean.
export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".legend");
  root.replaceChildren(
    ...data.groups.map(({ title, entries }) => {
      const group = document.createElement("div");
      const heading = document.createElement("h3");
      heading.textContent = title;
      const list = document.createElement("ul");
      for (const { glyph, label } of entries) {
        const item = document.createElement("li");
        const image = document.createElement("img");
        image.src = glyph;
        image.alt = "";
        item.append(image, label);
        list.append(item);
      }
      group.append(heading, list);
      return group;
    }),
  );
}
