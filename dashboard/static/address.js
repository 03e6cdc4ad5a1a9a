// Keeps the browser's address and theme as the view says. Streamlit itself writes the steps that Back undoes;
// here what is no step is written in place: where the map is, and links put right. Going back or forward is told.
export default function ({ data, setTriggerValue }) {
  const kept = (name) => name === "embed" || name === "embed_options";
  const here = new URL(window.location.href);

  window.removeEventListener("popstate", window.datelineWent);
  window.datelineWent = () => setTriggerValue("went", window.location.search);
  window.addEventListener("popstate", window.datelineWent);

  if (data.inPlace !== null && data.inPlace !== window.datelineAddress) {
    const wanted = new URLSearchParams(data.inPlace);
    for (const [name, value] of here.searchParams) if (kept(name)) wanted.append(name, value);
    here.search = wanted.toString();
    window.history.replaceState(window.history.state, "", here);
  }
  window.datelineAddress = data.inPlace;

  // Streamlit takes its theme from the address only when it starts.
  const started = here.searchParams.getAll("embed_options").find((option) => /^(light|dark)_theme$/i.test(option));
  const wanted = data.theme && data.theme + "_theme";
  const dropped = !data.theme && window.datelineTheme;
  window.datelineTheme = data.theme;
  if (dropped ? !started : !wanted || wanted === started || data.shown === data.theme) return;
  const others = here.searchParams.getAll("embed_options").filter((option) => option !== started);
  for (const name of ["embed_options", "theme"]) here.searchParams.delete(name);
  for (const option of others) here.searchParams.append("embed_options", option);
  if (wanted) {
    here.searchParams.set("theme", data.theme);
    here.searchParams.append("embed_options", wanted);
  }
  window.location.replace(here);
}
