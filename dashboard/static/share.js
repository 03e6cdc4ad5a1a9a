// The link, the code to embed, and the picture of the map as it stands. Nothing leaves the browser.
export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".share");
  const { link, embed, texts } = data;
  const place = window.location.origin + window.location.pathname;
  const quoted = (text) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
  const source = quoted(place + "?" + embed);
  const code = `<iframe src="${source}" title="${quoted(texts.title)}" width="100%" height="600" loading="lazy" style="border:0"></iframe>`;
  const address = place + (link ? "?" + link : "");
  const version = JSON.stringify([address, code, texts]);
  if (root.version === version) return;
  root.version = version;
  root.replaceChildren(field(texts.link, address, "link"), field(texts.embed, code, "embed"), pictureButton());

  function field(name, value, what) {
    const whole = document.createElement("div"), label = document.createElement("label");
    const row = document.createElement("div"), input = document.createElement("input");
    whole.className = "field";
    row.className = "row";
    Object.assign(input, { id: "share-" + what, name: what, readOnly: true, value });
    Object.assign(label, { htmlFor: input.id, textContent: name });
    input.onfocus = () => input.select();
    row.append(input, button(texts.copy, () => copy(input)));
    row.lastChild.setAttribute("aria-label", `${texts.copy}: ${name}`);
    whole.append(label, row);
    return whole;
  }

  function button(name, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = name;
    made.onclick = async (event) => { event.preventDefault(); await act(made); };
    return made;
  }

  // Without https there is no clipboard to write to: the selected text is copied the older way.
  async function copy(input) {
    const pressed = input.nextSibling;
    input.select();
    try {
      await navigator.clipboard.writeText(input.value);
    } catch {
      document.execCommand("copy");
    }
    pressed.textContent = texts.copied;
  }

  function pictureButton() {
    const made = button(texts.picture, async () => {
      try {
        const file = await picture(document.querySelector('iframe[title^="streamlit_folium"]').contentDocument);
        const anchor = document.createElement("a");
        anchor.href = URL.createObjectURL(file);
        anchor.download = "dateline.png";
        anchor.click();
        setTimeout(() => URL.revokeObjectURL(anchor.href), 10000);
      } catch {
        made.textContent = texts.failed;
      }
    });
    made.className = "picture";
    return made;
  }
}

const SCALE = 2;

// Street tiles come from elsewhere, and would forbid reading the canvas: the countries are drawn in their place.
async function picture(page) {
  const box = page.querySelector(".leaflet-container");
  const view = page.defaultView, frame = box.getBoundingClientRect();
  const canvas = Object.assign(document.createElement("canvas"), { width: frame.width * SCALE, height: frame.height * SCALE });
  const pen = canvas.getContext("2d");
  pen.scale(SCALE, SCALE);
  pen.translate(-frame.left, -frame.top);
  pen.fillStyle = view.getComputedStyle(box).backgroundColor;
  pen.fillRect(frame.left, frame.top, frame.width, frame.height);

  const all = (selector) => [...box.querySelectorAll(selector)].filter((each) => each.getBoundingClientRect().width);
  for (const each of all(".leaflet-pane canvas")) draw(pen, each, each.getBoundingClientRect());
  for (const each of all(".leaflet-pane svg")) {
    const rect = each.getBoundingClientRect(), copy = each.cloneNode(true);
    copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    copy.removeAttribute("style");
    const image = new Image();
    image.src = "data:image/svg+xml," + encodeURIComponent(new XMLSerializer().serializeToString(copy));
    await image.decode();
    draw(pen, image, rect);
  }
  for (const each of all(".country-label span")) write(pen, each, view);
  for (const each of all(".plate, .ring, .ring span")) disc(pen, each, view);
  for (const each of all("img.leaflet-marker-icon")) draw(pen, each, each.getBoundingClientRect());
  for (const each of all(".plate .count")) disc(pen, each, view);
  for (const each of all(".plate .count, .ring span")) write(pen, each, view);
  credit(pen, box, view, frame);
  return new Promise((done, fail) => canvas.toBlob((file) => (file ? done(file) : fail(new Error("no picture"))), "image/png"));
}

function draw(pen, image, { left, top, width, height }) {
  pen.drawImage(image, left, top, width, height);
}

function write(pen, element, view) {
  const { left, top, width, height } = element.getBoundingClientRect(), style = view.getComputedStyle(element);
  pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  pen.fillStyle = style.color;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillText(element.textContent, left + width / 2, top + height / 2);
}

// A round thing, in one colour or in the sectors of its conic gradient.
function disc(pen, element, view) {
  const { left, top, width, height } = element.getBoundingClientRect(), style = view.getComputedStyle(element);
  const x = left + width / 2, y = top + height / 2, radius = Math.min(width, height) / 2;
  const stops = [...style.backgroundImage.matchAll(/(rgba?\([^)]*\)|#[0-9a-f]+)((?: [\d.]+deg)+)/gi)]
    .flatMap(([, colour, places]) => places.trim().split(" ").map((degrees) => [colour, parseFloat(degrees)]));
  const sectors = stops.slice(1).map(([colour, to], i) => [colour, stops[i][1], to]).filter(([colour, from, to], i) => colour === stops[i][0] && to > from);
  const turn = (degrees) => ((degrees - 90) * Math.PI) / 180;
  for (const [colour, from, to] of sectors.length ? sectors : [[style.backgroundColor, 0, 360]]) {
    pen.beginPath();
    if (to - from < 360) pen.moveTo(x, y);
    pen.arc(x, y, radius, turn(from), turn(to));
    pen.fillStyle = colour;
    pen.fill();
  }
}

function credit(pen, box, view, frame) {
  const element = box.querySelector(".leaflet-control-attribution");
  if (!element) return;
  const style = view.getComputedStyle(element);
  pen.font = `11px ${style.fontFamily}`;
  const text = element.textContent, width = pen.measureText(text).width + 12;
  pen.fillStyle = style.backgroundColor;
  pen.fillRect(frame.right - width, frame.bottom - 18, width, 18);
  pen.fillStyle = style.color;
  pen.textAlign = "left";
  pen.textBaseline = "middle";
  pen.fillText(text, frame.right - width + 6, frame.bottom - 9);
}
