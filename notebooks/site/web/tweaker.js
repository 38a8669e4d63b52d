// The reward tweaker of lesson 02, computed and drawn here. Words and picture are those of lesson_02/widget.py.
import { simulate, winners } from "./reinforce.js";

const KERNELS = [3, 5, 7];
const SERIES = [ // style.series
  { color: "#0072b2", dash: "none", mark: (x, y) => `<circle cx="${x}" cy="${y}" r="2.9"/>` },
  { color: "#d55e00", dash: "5.55,2.4", mark: (x, y) => `<path d="M${x - 2.9} ${y - 2.9}h5.8v5.8h-5.8z"/>` },
  { color: "#009e73", dash: "9.6,2.4,1.5,2.4", mark: (x, y) => `<path d="M${x} ${y - 2.9}l2.9 5.8h-5.8z"/>` },
];
const GREY = "#666666";
const BAR = 0.62; // width of a bar
const FONT = `font-family="DejaVu Sans, Verdana, sans-serif" font-size="10" text-anchor="middle"`;

// A number with so many decimals as Python writes it: exact halves go to the even digit.
export function fixed(x, decimals) {
  const [up, digits] = [x.toFixed(decimals), x.toFixed(60).split(".")[1].slice(decimals)];
  if (!/^50*$/.test(digits)) return up;
  const down = (Math.abs(x) - 0.5 * 10 ** -decimals).toFixed(decimals);
  const even = [down, up.replace("-", "")].find((text) => "02468".includes(text.at(-1)));
  return (x < 0 ? "-" : "") + even;
}

const percent = (share) => fixed(100 * share, 0);
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

// Of one choice over the runs: an array that is its own
const column = (probs, choice) => probs.filter((_, k) => k % KERNELS.length === choice);

function quantile(sorted, q) {
  const place = (sorted.length - 1) * q, below = Math.floor(place);
  return sorted[below] + (place - below) * ((sorted[below + 1] ?? sorted[below]) - sorted[below]);
}

export function inWords(rewards, { steps, runs, ends, means }) {
  const shares = ends.map((end) => end.share), top = shares.indexOf(Math.max(...shares));
  const { share, low, high } = ends[top];
  const said = share
    ? `ends on kernel ${KERNELS[top]} in ${percent(share)} % of runs ` +
      `(95 % interval ${percent(low)} to ${percent(high)} %)`
    : "has no favourite in any run: the greatest probabilities are equal";
  return (
    `Over ${runs} runs of ${steps} steps the controller ${said}. ${truth(rewards)} ` +
    `Mean probability of kernels 3, 5 and 7 at the end: ${means.map((value) => fixed(value, 3)).join(", ")}.`
  );
}

function truth(rewards) {
  const best = KERNELS.filter((_, i) => rewards[i] === Math.max(...rewards));
  if (best.length === 1) return `The best kernel by true reward is ${best[0]}.`;
  if (best.length === 2) return `Kernels ${best[0]} and ${best[1]} share the greatest true reward.`;
  return "All three kernels have the same true reward, so no choice is better than another.";
}

function scale(axes) {
  const along = ([low, high], from, to) => (value) => +(from + ((value - low) / (high - low)) * (to - from)).toFixed(2);
  return { x: along(axes.x, axes.left, axes.right), y: along(axes.y, axes.bottom, axes.top) };
}

function path(points) {
  return `M${points.map((point) => point.join(" ")).join("L")}`;
}

function drawPaths(axes, probs, band) {
  const steps = probs.length - 1, { x, y } = scale({ ...axes, x: [0, steps] });
  const every = Math.max(1, Math.floor(steps / 6));
  const parts = SERIES.map(({ color, dash, mark }, i) => {
    const spread = probs.map((now) => column(now, i).sort());
    const edge = (q) => spread.map((sorted, t) => [x(t), y(quantile(sorted, q))]);
    const middle = spread.map((sorted, t) => [x(t), y(mean(sorted))]);
    const marks = middle.filter((_, t) => t % every === 0).map(([left, top]) => mark(left, top)).join("");
    return [
      `<path d="${path([...edge(band[0]), ...edge(band[1]).reverse()])}z" fill="${color}" fill-opacity=".14"/>`,
      `<path d="${path(middle)}" fill="none" stroke="${color}" stroke-width="1.5" stroke-dasharray="${dash}"/>` +
        `<g fill="${color}">${marks}</g>`,
    ];
  });
  const clip = `<clipPath id="left"><path d="M${axes.left} ${axes.top}H${axes.right}V${axes.bottom}H${axes.left}z"/></clipPath>`;
  const [bands, lines] = [0, 1].map((layer) => parts.map((part) => part[layer]).join(""));
  return [`${clip}<g clip-path="url(#left)">${bands}</g>`, `<g clip-path="url(#left)">${lines}</g>`];
}

function drawBars(axes, ends, rewards) {
  const { x, y } = scale(axes), most = Math.max(...rewards);
  return ends.map(({ share, low, high }, i) => {
    const left = x(i - BAR / 2), width = x(i + BAR / 2) - left;
    const bar = `<rect x="${left}" y="${y(share)}" width="${width}" height="${y(0) - y(share)}"`;
    const span = `<path d="M${x(i)} ${y(low)}V${y(high)}" stroke="#000" stroke-width="1.4"/>`;
    const text = `<text x="${x(i)}" y="${y(high + 0.02) - 2}" ${FONT}>${percent(share)} %</text>`;
    const best = `<text x="${x(i)}" y="${y(1.3) + 9}" ${FONT} fill="${GREY}">best</text>`;
    return `${bar} fill="${SERIES[i].color}" opacity=".85"/>${span}${text}${rewards[i] === most ? best : ""}`;
  }).join("");
}

// at: the place of every control among its options. Returns the words, and the three layers of the picture.
export function tweak(data, at) {
  const values = Object.fromEntries(data.names.map((name, number) => [name, data.options[number][at[number]]]));
  const { noise, lr, steps, runs } = values;
  const rewards = KERNELS.map((kernel) => values[`k${kernel}`]);
  const rule = { baseline: data.baselines[values.baseline], adam: data.adam[values.how_to_step] };
  const probs = simulate(rewards, noise, { steps, runs, lr, ...rule, seeded: data.seeded });
  const ends = winners(probs[steps], KERNELS.length);
  const means = KERNELS.map((_, i) => mean(column(probs[steps], i)));
  const [bands, lines] = drawPaths(data.axes[0], probs, data.band);
  const layers = [data.ground, data.frames[steps], bands + drawBars(data.axes[1], ends, rewards) + lines];
  return { words: inWords(rewards, { steps, runs, ends, means }), layers, probs };
}
