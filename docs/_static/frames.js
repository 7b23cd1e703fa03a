// Moves the widgets of a page without a kernel: every state was drawn beforehand, by tools/frames.py.

// Frames arrive in a script that calls this: fetch is refused where a page is a file.
const packed = {};
globalThis.exploreFrames = (name, text) => packed[name] = text;
const load = ({src, frames}) => new Promise((done, refuse) => {
  const script = Object.assign(document.createElement("script"), {src, onerror: refuse});
  script.onload = async () => {
    const {body} = await fetch(`data:;base64,${packed[frames]}`);
    done(new Response(body.pipeThrough(new DecompressionStream("gzip"))).json());
  };
  document.head.append(script);
});

// The frames by state. Of each hole of a template, part of what the last frame had there stays.
const product = (axis, ...others) =>
  axis ? axis.flatMap(i => product(...others).map(rest => [i, ...rest])) : [[]];
const byState = ({planes, frames}) => {
  const states = new Set(planes.flatMap(plane => product(...plane).map(String))), last = {};
  return new Map([...states].map((state, n) => {
    const [template, ...holes] = frames[n], before = last[template] ?? [];
    last[template] = holes.map(([stays, more], i) => (before[i] ?? "").slice(0, stays) + more);
    return [state, [template, ...last[template]]];
  }));
};

const wake = box => {
  const find = name => box.querySelector(`.explore-${name}`), form = find("controls");
  const fields = [...form.querySelectorAll("input, select")];
  const kind = ({type}) => ({checkbox: "checked", range: "value"})[type] ?? "selectedIndex";
  const index = field => Number(field[kind(field)]);
  let recent = fields, loaded;  // the control moved longest ago comes first
  const start = () => loaded ??= load(box.dataset).then(all => ({...all, frames: byState(all)}));
  const draw = async () => {
    const {names, labels, first, templates, frames} = await start();
    const state = () => String(fields.map(index)), back = [];
    for (const field of recent) {
      if (frames.has(state())) break;
      const i = fields.indexOf(field);
      if (index(field) === first[i]) continue;
      field[kind(field)] = first[i];
      back.push(`${names[i]} is back at ${labels[i][first[i]]}`);
    }
    const [template, words, ...holes] = frames.get(state());
    find("frame").innerHTML = templates[template].replace(/\x01/g, () => holes.shift());
    find("words").textContent = words;
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
  form.addEventListener("reset", () => setTimeout(() => {  // when the browser has put all back
    find("back").textContent = "";
    draw();
  }));
  const near = ([entry]) => entry.isIntersecting && start();
  new IntersectionObserver(near, {rootMargin: "600px"}).observe(box);
  form.addEventListener("focusin", start);
  box.previousElementSibling.classList.add("explore-asleep");
  box.hidden = false;
};
// Without what unpacks them (Safari before 16.4), the stills stay.
if (globalThis.DecompressionStream) document.querySelectorAll(".explore").forEach(wake);
// A picture that is wider than its box scrolls there, by keyboard, too.
for (const part of document.querySelectorAll(".explore-scroll, .explore-still, .cell_output:has(> img)"))
  if (part.scrollWidth > part.clientWidth) part.tabIndex = 0;
