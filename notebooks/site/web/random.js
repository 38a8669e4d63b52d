// numpy's default generator: PCG64 (O'Neill 2014, XSL-RR), and normal numbers by the ziggurat with 256 layers
// (Marsaglia & Tsang 2000). The same state gives the same numbers as numpy.random.Generator.
const STEP = 0x2360ed051fc65da44385df649fccf645n;
const LAYERS = 256;
const TAIL = 3.654152885361009; // where the last layer begins
const AREA = 0.004928673233974655; // of each layer
const UNIT = 2 ** 52;

const height = (x) => Math.exp(-0.5 * x * x);

// scale[i]: a whole number below 2^52 times this is x; inside[i]: below it, x lies under the curve for certain
function ziggurat() {
  const edge = new Float64Array(LAYERS + 1);
  edge[LAYERS] = AREA / height(TAIL); // of the base layer, which has the tail in it
  edge[LAYERS - 1] = TAIL;
  for (let i = LAYERS - 2; i > 0; i--) edge[i] = Math.sqrt(-2 * Math.log(AREA / edge[i + 1] + height(edge[i + 1])));
  const of = (i) => (i ? edge[i] : edge[LAYERS]);
  const all = Array.from({ length: LAYERS }, (_, i) => i);
  return {
    scale: all.map((i) => of(i) / UNIT),
    inside: all.map((i) => Math.floor(((i ? edge[i - 1] : TAIL) / of(i)) * UNIT)),
    top: all.map((i) => (i ? height(edge[i]) : 1)),
  };
}

const { scale, inside, top } = ziggurat();

// state, increment: as in numpy.random.PCG64(seed).state["state"], as text
export function generator({ state: start, inc }) {
  const increment = BigInt(inc);
  let state = BigInt(start);
  const next = () => {
    state = BigInt.asUintN(128, state * STEP + increment);
    const mixed = (state >> 64n) ^ BigInt.asUintN(64, state);
    const turn = state >> 122n;
    return BigInt.asUintN(64, (mixed >> turn) | (mixed << (64n - turn)));
  };
  const random = () => Number(next() >> 11n) / 2 ** 53;
  const beyond = (side) => {
    for (;;) {
      const x = -Math.log1p(-random()) / TAIL;
      if (-2 * Math.log1p(-random()) > x * x) return side * (TAIL + x);
    }
  };
  const normal = () => {
    for (;;) {
      const bits = next();
      const layer = Number(bits & 0xffn);
      const whole = Number((bits >> 9n) & 0xfffffffffffffn);
      const x = (bits & 0x100n ? -1 : 1) * whole * scale[layer];
      if (whole < inside[layer]) return x;
      if (layer === 0) return beyond((bits >> 17n) & 1n ? -1 : 1);
      if ((top[layer - 1] - top[layer]) * random() + top[layer] < height(x)) return x;
    }
  };
  return { random, normal };
}
