// The sentence over the map: a live region, so its element stays and only its words change.
// While the days play by themselves nobody wants each of them read out.
export default function ({ data, parentElement }) {
  const line = parentElement.querySelector("[role=status]");
  line.setAttribute("aria-live", data.quiet ? "off" : "polite");
  if (line.textContent !== data.line) line.textContent = data.line;
}
