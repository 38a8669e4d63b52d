// Twins of the course's widgets: the same front end as in JupyterLab, with no kernel behind it. Every place on the
// page that names a widget gets one when the reader comes near it.
import view from "./view.js";
import { tweak } from "./tweaker.js";

const NEAR = "600px 0px"; // how far below the window a widget is loaded
const FEWER = "Here some sliders halt at fewer values than in the notebook.";

async function load(name) {
  const answer = await fetch(new URL(`./states/${name}.json.gz`, import.meta.url));
  if (!answer.ok) throw new Error(`${answer.status} for ${answer.url}`);
  return new Response(answer.body.pipeThrough(new DecompressionStream("gzip"))).json();
}

// The state in which the controls are `at`; the last control turns fastest.
function look(data, at) {
  const place = at.reduce((sum, one, number) => sum * data.counts[number] + one, 0);
  const [ground, frame, moving, words] = data.states[place];
  const layer = (number) => data.layers[number].map((piece) => data.pieces[piece]).join("");
  return { words: data.words[words], layers: [ground, frame, moving].map(layer) };
}

function picture([width, height], layers) {
  const names = `xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"`;
  const size = `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`;
  return new TextEncoder().encode(`<svg ${names} ${size}>${layers.join("")}</svg>`);
}

// What anywidget hands to a view, as far as view.js asks for it.
class Model {
  constructor(data) {
    this.data = data;
    this.answer = data.states ? look : tweak;
    this.heard = new Map();
    const { controls, defaults, play, alt, width } = data;
    this.traits = { controls, defaults, play, alt, width, type: "image/svg+xml", asked: { turn: 0, at: defaults } };
    this.show();
  }
  get(name) {
    return this.traits[name];
  }
  set(name, value) {
    this.traits[name] = value;
    this.heard.get(`change:${name}`)?.();
  }
  on(event, listener) {
    this.heard.set(event, listener);
  }
  off(event) {
    this.heard.delete(event);
  }
  save_changes() { // as a kernel does, it answers later, and only the last of many questions
    this.pending ??= setTimeout(() => this.show());
  }
  show() {
    this.pending = null;
    const { turn, at } = this.get("asked");
    const { words, layers } = this.answer(this.data, at);
    this.set("value", picture(this.data.size, layers));
    this.set("shown", { turn, at, words, failed: false });
  }
}

async function raise(place) {
  const data = await load(place.dataset.widget);
  const model = new Model(data);
  const panel = document.createElement("div");
  view.render({ model, el: panel });
  if (data.fewer) panel.append(Object.assign(document.createElement("p"), { className: "nas-fewer", textContent: FEWER }));
  place.replaceChildren(panel);
  place.twin = model; // for the tests
  place.closest(".cell_output")?.classList.add("nas-turns"); // its still picture gives way
  place.dataset.state = "live";
}

const nearby = new IntersectionObserver((entries) => {
  for (const { target } of entries.filter((entry) => entry.isIntersecting)) {
    nearby.unobserve(target);
    raise(target).catch((error) => {
      target.dataset.state = "failed";
      target.textContent = `This widget could not be loaded, so its picture stands still. ${error.message}`;
    });
  }
}, { rootMargin: NEAR });

for (const place of document.querySelectorAll(".nas-twin")) nearby.observe(place);
