// The sentence over the map: a live region, so its element stays and only its words change.
export default function ({ data, parentElement }) {
  const line = parentElement.querySelector("[role=status]");
  if (line.textContent !== data.line) line.textContent = data.line;
}
