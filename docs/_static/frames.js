// Moves the widgets of a page without a kernel: its states were drawn beforehand, by tools/frames.py.

// Frames arrive in a script that calls this: fetch is refused where a page is a file.
const arrived = {};
globalThis.exploreFrames = async (name, packed) => {
  const {body} = await fetch(`data:;base64,${packed}`);
  arrived[name](new Response(body.pipeThrough(new DecompressionStream("gzip"))).json());
};
const load = ({src, frames}) => new Promise((done, refuse) => {
  arrived[frames] = done;
  document.head.append(Object.assign(document.createElement("script"), {src, onerror: refuse}));
});
const product = (states, axis) => states.flatMap(state => axis.map(i => `${state},${i}`));
const unpack = ({planes, columns, ...all}) => {
  const states = [...new Set(planes.flatMap(plane => plane.reduce(product, [""])))];
  columns.forEach(([stays, more], c) => {
    let text = "";  // part of it stays from frame to frame, or it is what stands to the left
    columns[c] = stays.map((n, k) => text = n < 0 ? columns[c - 1][k] : text.slice(0, n) + more[k]);
  });
  return {...all, columns, states};
};

const wake = box => {
  const [form, frame, words, back] = ["controls", "frame", "words", "back"].map(
    part => box.querySelector(`.explore-${part}`));
  const fields = [...form.querySelectorAll("input, select")];
  const kind = ({type}) => ({checkbox: "checked", range: "value"})[type] ?? "selectedIndex";
  const index = field => Number(field[kind(field)]);
  let recent = [...fields.keys()], loaded, shown;  // the control moved longest ago comes first
  const start = () => loaded ??= load(box.dataset).then(unpack);
  const draw = async () => {
    const {names, labels, first, states, templates, frames, columns} = await start();
    const number = () => states.indexOf(`,${fields.map(index)}`), gone = [];
    for (const i of recent.filter(i => index(fields[i]) !== first[i])) {
      if (number() >= 0) break;
      fields[i][kind(fields[i])] = first[i];
      gone.push(`${names[i]} is back at ${labels[i][first[i]]}`);
    }
    if (gone.length)
      back.textContent = `${gone.join(", ")}: this page does not hold every combination.`;
    const n = number(), [svg, places] = templates[frames[n]];
    if (shown !== svg) frame.innerHTML = shown = svg;
    const parts = frame.querySelectorAll("*");
    for (const [part, name, c] of places)
      if (name) parts[part].setAttribute(name, columns[c][n]);
      else parts[part].textContent = columns[c][n];
    words.textContent = columns[0][n];
    for (const [i, field] of fields.entries())
      if (field.type === "range")
        field.ariaValueText = field.nextElementSibling.value = labels[i][index(field)];
  };
  form.addEventListener("input", ({target}) => {
    const i = fields.indexOf(target);
    if (i !== recent.at(-1)) back.textContent = "";
    recent = [...recent.filter(other => other !== i), i];
    draw();
  });
  form.addEventListener("reset", () => setTimeout(() => {  // when the browser has put all back
    back.textContent = "";
    draw();
  }));
  form.addEventListener("focusin", start);
  const near = new IntersectionObserver(
    ([entry]) => entry.isIntersecting && start(), {rootMargin: "600px"});
  addEventListener("load", () => near.observe(box));
  box.previousElementSibling.classList.add("explore-asleep");
  box.hidden = false;
};
// Without what unpacks them (Safari before 16.4), the stills stay.
if (globalThis.DecompressionStream) document.querySelectorAll(".explore").forEach(wake);
