// A page of the laboratory: each widget's own front end, on a socket instead of a notebook's kernel.
import view from "/parts/view.js";

const LATE = "Waiting for the laboratory: it has much to do, or it has been stopped.";
const GONE = "The laboratory does not answer. This page tries again by itself.";
const AWAY = "You were away for a while. Move a control, and it goes on.";
const RETRY = 2000; // milliseconds
const IDLE = 4000, FULL = 4001, REFUSED = 4002; // why the server closes a socket, as in server.py

const notice = document.querySelector(".notice");
const models = {};
let socket = null;
let head = null; // what was said last, before its picture

function connect() {
  socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/turn`);
  socket.binaryType = "arraybuffer";
  socket.onopen = () => {
    notice.textContent = "";
    Object.values(models).forEach((model) => model.send());
  };
  socket.onmessage = ({ data }) => {
    if (typeof data === "string") head = JSON.parse(data);
    else models[head.widget].answered(head, new Uint8Array(data));
  };
  socket.onclose = ({ code, reason }) => {
    socket = null;
    Object.values(models).forEach((model) => (model.sent = null));
    notice.textContent = code === IDLE ? AWAY : code === FULL || code === REFUSED ? reason : GONE;
    if (code !== IDLE && code !== REFUSED) setTimeout(() => socket ?? connect(), RETRY);
  };
}

// What a widget's front end takes for its model. It has one question on its way at a time, and then asks the latest.
class Model {
  constructor(name, state) {
    Object.assign(this, { name, state, listeners: {}, sent: null });
  }
  get(key) {
    return this.state[key];
  }
  set(key, value) {
    this.state[key] = value;
    (this.listeners[`change:${key}`] ?? []).forEach((listener) => listener());
  }
  on(event, listener) {
    (this.listeners[event] ??= []).push(listener);
  }
  off(event, listener) {
    this.listeners[event] = (this.listeners[event] ?? []).filter((one) => one !== listener);
  }
  save_changes() {
    if (socket === null) connect();
    this.send();
  }
  send() {
    const { turn, at } = this.state.asked;
    if (this.sent !== null || turn === this.state.shown.turn || socket?.readyState !== WebSocket.OPEN) return;
    this.sent = turn;
    socket.send(JSON.stringify({ widget: this.name, turn, at }));
  }
  answered({ turn, at, words, failed }, picture) {
    this.sent = null;
    this.set("value", picture);
    this.set("shown", { turn, at, words, failed });
    this.send();
  }
}

async function begin(el) {
  const name = el.dataset.widget;
  const [state, picture] = await Promise.all([
    fetch(`/first/${name}.json`).then((answer) => answer.json()),
    fetch(`/first/${name}.png`).then((answer) => answer.arrayBuffer()),
  ]);
  const asked = { turn: 0, at: [] };
  models[name] = new Model(name, { ...state, asked, late: LATE, value: new Uint8Array(picture) });
  view.render({ model: models[name], el });
}

const places = [...document.querySelectorAll("[data-widget]")];
if (places.length) {
  connect();
  Promise.all(places.map(begin)).catch(() => (notice.textContent = GONE));
}
