// Moves the widgets of a page without a kernel: every state was drawn beforehand, by tools/frames.py.
// The frames of a widget arrive in a script that calls this: fetch is refused where a page is a file.
const packed = {};
globalThis.exploreFrames = (name, text) => packed[name] = text;

const unpack = async text => {
  const bytes = Uint8Array.from(atob(text), letter => letter.charCodeAt());
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text());
};
const load = box => new Promise((done, refuse) => {
  const script = Object.assign(document.createElement("script"), {src: box.dataset.src});
  script.onload = () => unpack(packed[box.dataset.frames]).then(done, refuse);
  script.onerror = refuse;
  document.head.append(script);
});
const product = (axis, ...others) =>
  axis ? axis.flatMap(i => product(...others).map(rest => [i, ...rest])) : [[]];

// The frames by state. Of each hole of a template, part of what the last frame had there stays.
const frames = ({planes, frames}) => {
  const states = new Set(planes.flatMap(plane => product(...plane).map(String))), last = [];
  return new Map([...states].map((state, n) => {
    const [template, ...parts] = frames[n], before = last[template] ?? [];
    const holes = [];
    for (let i = 0; i < parts.length; i += 2)
      holes.push((before[i / 2] ?? "").slice(0, parts[i]) + parts[i + 1]);
    last[template] = holes;
    return [state, {template, holes}];
  }));
};

const wake = box => {
  const find = name => box.querySelector(`.explore-${name}`);
  const form = find("controls"), fields = [...form.querySelectorAll("input, select")];
  const kinds = {checkbox: "checked", range: "value"};
  const kind = field => kinds[field.type] ?? "selectedIndex";
  const index = field => Number(field[kind(field)]);
  const name = field => field.ariaLabel ?? field.labels[0].firstChild.textContent.trim();
  let recent = [...fields], data;  // the control moved longest ago comes first
  const start = () => data ??= load(box).then(all => ({...all, frames: frames(all)}));
  const draw = async () => {
    const {labels, first, templates, frames} = await start();
    const back = [], state = () => fields.map(index).join();
    for (const field of recent) {
      if (frames.has(state())) break;
      const i = fields.indexOf(field);
      if (index(field) === first[i]) continue;
      field[kind(field)] = first[i];
      back.push(`${name(field)} is back at ${labels[i][first[i]]}`);
    }
    const {template, holes: [said, ...holes]} = frames.get(state());
    find("frame").innerHTML = templates[template].replace(/\x01/g, () => holes.shift());
    find("words").textContent = said;
    if (back.length)
      find("back").textContent = `${back.join(", ")}: this page does not hold every combination.`;
    fields.forEach((field, i) => {
      if (field.type !== "range") return;
      field.ariaValueText = field.nextElementSibling.value = labels[i][index(field)];
    });
  };
  form.addEventListener("input", ({target}) => {
    if (target !== recent.at(-1)) find("back").textContent = "";
    recent = [...recent.filter(field => field !== target), target];
    draw();
  });
  form.addEventListener("submit", async event => {  // Reset
    event.preventDefault();
    const {first} = await start();
    fields.forEach((field, i) => field[kind(field)] = first[i]);
    find("back").textContent = "";
    draw();
  });
  const near = ([entry]) => entry.isIntersecting && start();
  new IntersectionObserver(near, {rootMargin: "600px"}).observe(box);
  form.addEventListener("focusin", start, {once: true});
  box.previousElementSibling.classList.add("explore-asleep");
  box.hidden = false;
};
// Without what unpacks them (Safari before 16.4), the stills stay.
if (globalThis.DecompressionStream) document.querySelectorAll(".explore").forEach(wake);
// A picture that is wider than its box scrolls there, by keyboard, too.
for (const part of document.querySelectorAll(".explore-scroll, .explore-still, .cell_output:has(> img)"))
  if (part.scrollWidth > part.clientWidth) part.tabIndex = 0;
