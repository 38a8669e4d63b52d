// simulate_reinforce and winners of nas_teach/strategies/reinforce.py, for the browser. Held against them by a test.
import { generator } from "./random.js";

const Z = 1.959963984540054; // of a 95 % interval
const drawn = new Map(); // number of runs -> the random numbers of its steps so far

// What the steps draw, in numpy's order: a number in [0, 1) for each run, then a normal one for each run.
function draws(seeded, runs, steps) {
  if (!drawn.has(runs)) drawn.set(runs, { from: generator(seeded), steps: [] });
  const kept = drawn.get(runs);
  while (kept.steps.length < steps)
    kept.steps.push({
      uniform: Float64Array.from({ length: runs }, kept.from.random),
      normal: Float64Array.from({ length: runs }, kept.from.normal),
    });
  return kept.steps;
}

// decay and start of a moving average; start null: the first reward. No decay: no baseline.
function average(settings, runs) {
  if (!settings) return () => 0;
  const { decay, start } = settings;
  const level = new Float64Array(runs).fill(start ?? 0);
  let fresh = start === null;
  return (run, reward) => {
    const before = fresh ? reward : level[run];
    level[run] = decay * before + (1 - decay) * reward;
    if (fresh && run === runs - 1) fresh = false;
    return before;
  };
}

// probs[t][run * choices + choice]: the policy before step t, and after the last
export function simulate(rewards, noise, { steps, runs, lr, baseline, adam, seeded }) {
  const choices = rewards.length, size = runs * choices;
  const random = draws(seeded, runs, steps), base = average(baseline, runs);
  const logits = new Float64Array(size), m = new Float64Array(size), v = new Float64Array(size);
  const probs = [new Float64Array(size).fill(1 / choices)];
  for (let t = 0; t < steps; t++) {
    const before = probs[t], after = new Float64Array(size);
    const mFactor = 1 - 0.9 ** (t + 1), vFactor = 1 - 0.999 ** (t + 1);
    for (let run = 0; run < runs; run++) {
      const first = run * choices;
      let choice = 0;
      for (let sum = 0, i = 0; i < choices - 1; i++) choice += random[t].uniform[run] > (sum += before[first + i]);
      const reward = rewards[choice] + noise * random[t].normal[run];
      const advantage = reward - base(run, reward);
      let most = -Infinity, total = 0;
      for (let i = 0, k = first; i < choices; i++, k++) {
        const grad = (before[k] - (i === choice)) * advantage;
        m[k] = 0.9 * m[k] + 0.1 * grad;
        v[k] = 0.999 * v[k] + 0.001 * grad ** 2;
        logits[k] -= adam ? (lr * (m[k] / mFactor)) / (Math.sqrt(v[k] / vFactor) + 1e-8) : lr * grad;
        most = Math.max(most, logits[k]);
      }
      for (let i = 0, k = first; i < choices; i++, k++) total += after[k] = Math.exp(logits[k] - most);
      for (let i = 0, k = first; i < choices; i++, k++) after[k] /= total;
    }
    probs.push(after);
  }
  return probs;
}

// For each choice the share of runs in which it alone is on top, with the ends of its Wilson interval.
export function winners(last, choices) {
  const runs = last.length / choices, won = new Array(choices).fill(0);
  for (let first = 0; first < last.length; first += choices) {
    const own = last.subarray(first, first + choices), most = Math.max(...own);
    const top = [...own.keys()].filter((i) => own[i] === most);
    if (top.length === 1) won[top[0]]++;
  }
  return won.map((count) => ({ share: count / runs, ...wilson(count, runs) }));
}

function wilson(count, total) {
  const share = count / total, z2 = Z ** 2;
  const middle = (share + z2 / (2 * total)) / (1 + z2 / total);
  const half = (Z / (1 + z2 / total)) * Math.sqrt((share * (1 - share)) / total + z2 / (4 * total ** 2));
  return { low: count ? middle - half : 0, high: count < total ? middle + half : 1 };
}
