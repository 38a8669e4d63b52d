// A panel in the browser: native controls, so that keys, touch and screen readers need nothing from us.
// What is shown comes from the kernel (`shown`, `value`); what is wanted goes there (`asked`).
const SPEEDS = { slow: 1000, normal: 300, fast: 80 }; // milliseconds that a step of Play rests
const PATIENCE = 1000; // milliseconds without an answer after which we say so
const ICONS = { play: "M4 2 L14 8 L4 14 Z", pause: "M3 2h4v12h-4z M9 2h4v12h-4z" };
const LATE = "Waiting for the kernel: it is busy, or it has stopped. If this stays, run this cell again.";
const STOPPED = "Not running: run this cell to use its controls. The picture shows the setting of last time.";

function make(tag, className, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), { className, ...properties });
  element.append(...children);
  return element;
}

const longest = (texts) => Math.max(0, ...texts.map((text) => text.length));

function icon(name) {
  const picture = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  picture.setAttribute("viewBox", "0 0 16 16");
  picture.setAttribute("aria-hidden", "true");
  picture.innerHTML = `<path d="${ICONS[name]}" fill="currentColor"/>`;
  return picture;
}

function slider({ label, texts, wide }, changed) {
  const id = `nas-${Math.random().toString(36).slice(2)}`;
  const input = make("input", "nas-slider", { id, type: "range", min: 0, max: texts.length - 1, step: 1 });
  const value = make("span", "nas-value", { ariaHidden: "true" });
  const set = (at) => {
    input.value = at;
    value.textContent = texts[at];
    input.setAttribute("aria-valuetext", texts[at]);
  };
  input.addEventListener("input", () => changed(set(+input.value)));
  const name = make("label", "nas-label", { htmlFor: id }, label);
  const node = make("div", wide ? "nas-control nas-wide" : "nas-control", {}, name, input, value);
  return { node, set, at: () => +input.value, last: texts.length - 1 };
}

function list({ label, texts }, changed) {
  const id = `nas-${Math.random().toString(36).slice(2)}`;
  const options = texts.map((text) => make("option", "", {}, text));
  const input = make("select", "nas-list", { id, onchange: () => changed() }, ...options);
  const name = make("label", "nas-label", { htmlFor: id }, label);
  const node = make("div", longest(texts) > 20 ? "nas-control nas-long" : "nas-control", {}, name, input);
  return { node, set: (at) => (input.selectedIndex = at), at: () => input.selectedIndex };
}

// A toggle that moves a slider on, a step at a time, each when the picture of the last one is there.
function player(control, label, ask) {
  const toggle = make("button", "nas-button", { type: "button" });
  const speed = make("select", "nas-list", { ariaLabel: "Speed of Play" });
  speed.append(...Object.keys(SPEEDS).map((name) => make("option", "", { selected: name === "normal" }, name)));
  let timer = null;
  const paint = () => {
    const on = timer !== null;
    toggle.setAttribute("aria-pressed", on);
    toggle.setAttribute("aria-label", `${on ? "Pause" : "Play"}: ${label}`);
    toggle.replaceChildren(icon(on ? "pause" : "play"), on ? "Pause" : "Play");
  };
  const stop = () => {
    clearTimeout(timer);
    timer = null;
    paint();
  };
  const wait = () => (timer = setTimeout(step, SPEEDS[speed.value]));
  const step = () => {
    if (control.at() === control.last) return stop();
    control.set(control.at() + 1);
    timer = 0; // until answered() calls
    ask();
  };
  toggle.addEventListener("click", () => {
    if (timer !== null) return stop();
    if (control.at() === control.last) {
      control.set(0);
      ask();
    }
    wait();
    paint();
  });
  paint();
  return { nodes: [toggle, speed], stop, answered: () => timer === 0 && wait(), playing: () => timer !== null };
}

function render({ model, el }) {
  const ask = () => {
    const turn = (model.get("asked").turn ?? 0) + 1;
    model.set("asked", { turn, at: controls.map((control) => control.at()) });
    model.save_changes();
    expect();
  };
  const kinds = { slider, list };
  const described = model.get("controls");
  const controls = described.map((one) => kinds[one.kind](one, ask));
  const reset = make("button", "nas-button", { type: "button", title: "Set every control back" }, "Reset");
  const moved = model.get("play");
  const play = moved < 0 ? null : player(controls[moved], described[moved].label, ask);
  reset.addEventListener("click", () => {
    play?.stop();
    model.get("defaults").forEach((at, number) => controls[number].set(at));
    ask();
  });
  const buttons = make("div", play ? "nas-buttons nas-plays" : "nas-buttons", {}, ...(play?.nodes ?? []), reset);
  const form = make("div", "nas-controls", { role: "group", ariaLabel: "Controls of the picture" });
  form.append(...controls.map((control) => control.node), buttons);
  const labels = described.map((one) => one.label);
  const values = described.filter((one) => one.kind === "slider").flatMap((one) => one.texts);
  form.style.setProperty("--nas-label", `${(0.56 * longest(labels) + 0.8).toFixed(1)}em`);
  form.style.setProperty("--nas-value", `${longest(values)}ch`);

  const image = make("img", "nas-picture", { alt: model.get("alt") });
  const words = make("div", "nas-words", { role: "status", ariaLive: "polite" });
  const error = make("div", "nas-widget-error", { role: "alert", hidden: true });
  const late = make("div", "nas-late", { role: "status" });
  const stopped = make("p", "nas-stopped", {}, STOPPED);
  image.style.width = words.style.width = `${model.get("width")}px`;
  el.classList.add("nas-widget");
  el.append(stopped, form, image, error, words, late);

  let patience = null;
  const waiting = () => model.get("asked").turn !== model.get("shown").turn;
  const expect = () => {
    patience ??= setTimeout(() => (late.textContent = model.get("late") ?? LATE), PATIENCE);
  };
  const show = () => {
    const { at, words: said, failed } = model.get("shown");
    clearTimeout(patience);
    patience = null;
    late.textContent = "";
    words.ariaLive = play?.playing() ? "off" : "polite";
    words.textContent = failed ? "" : said;
    error.textContent = failed ? said : "";
    error.hidden = !failed;
    if (waiting()) return expect(); // the learner is on already: her controls stay where they are
    controls.forEach((control, number) => control.at() !== at[number] && control.set(at[number]));
    play?.answered();
  };
  const paint = () => {
    const before = image.src;
    image.src = URL.createObjectURL(new Blob([model.get("value")]));
    URL.revokeObjectURL(before);
  };
  model.get("shown").at.forEach((at, number) => controls[number].set(at));
  show();
  paint();
  // anywidget calls us with its view as `this`, and takes away what would mark a view whose kernel is gone
  const live = function () {
    el.classList.toggle("jupyter-widgets-disconnected", !this?.model?.comm_live);
  };
  model.on("comm_live_update", live);
  model.on("change:shown", show);
  model.on("change:value", paint);

  // Plain keys belong to the control that has the focus: JupyterLab would move on to another cell.
  const ours = (event) => {
    if (!el.contains(event.target)) return;
    const plain = !(event.ctrlKey || event.metaKey || event.altKey || (event.shiftKey && event.key === "Enter"));
    event.target.toggleAttribute("data-lm-suppress-shortcuts", plain);
  };
  window.addEventListener("keydown", ours, true);
  return () => {
    window.removeEventListener("keydown", ours, true);
    model.off("comm_live_update", live);
    model.off("change:shown", show);
    model.off("change:value", paint);
    play?.stop();
    clearTimeout(patience);
    URL.revokeObjectURL(image.src);
  };
}

export default { render };
