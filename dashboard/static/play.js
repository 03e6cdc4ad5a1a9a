// Plays the days: one step after another, each when the one before is shown and its time is over.
export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".play");
  const [button, mode, speed] = root.querySelectorAll("button, select");

  if (!root.made) {
    root.made = true;
    label(mode, data.texts.mode, data.modes);
    label(speed, data.texts.speed, data.speeds);
  }
  if (root.playing && root.version !== data.version) stop(); // other steps than those that were played
  root.version = data.version;
  if (root.playing && data.at === root.at) wait();
  face();

  button.onclick = () => {
    if (root.playing) return stop();
    root.playing = true;
    root.at = (data.at === null || data.at >= data.steps - 1) ? -1 : data.at;
    face();
    next();
  };
  mode.onchange = () => {
    if (!root.playing && data.at !== null) tell(data.at);
  };
  return () => clearTimeout(root.timer);

  function label(select, name, options) {
    select.setAttribute("aria-label", name);
    for (const { value, text } of options) select.append(new Option(text, value));
    select.value = options.find((option) => option.usual).value;
  }

  function face() {
    button.textContent = root.playing ? data.texts.pause : data.texts.play;
    button.dataset.playing = String(Boolean(root.playing));
    button.disabled = data.steps < 2;
    root.hidden = data.steps < 2;
  }

  function wait() {
    clearTimeout(root.timer);
    root.timer = setTimeout(next, Math.max(0, root.told + Number(speed.value) - Date.now()));
  }

  function next() {
    if (!root.playing || !root.isConnected) return;
    if (root.at >= data.steps - 1) return stop();
    root.at += 1;
    tell(root.at);
  }

  function tell(step) {
    root.told = Date.now();
    setTriggerValue("step", { step, mode: mode.value, playing: Boolean(root.playing) });
  }

  function stop() {
    root.playing = false;
    clearTimeout(root.timer);
    face();
    tell(null);
  }
}
