// The light of a photographer's studio, made up here so that no picture of one has to be shipped.
//
// A grey room with a large soft box before it to the left, a weaker one to the right, one above and two strips behind;
// it turns with the camera. What surfaces of each roughness mirror of it is worked out once (split sum: Karis, "Real
// shading in Unreal Engine 4", SIGGRAPH 2013), over octahedral maps (Cigolle et al., JCGT 3(2), 2014).
// Light is measured so that a white matt surface that faces the camera shines with EXPOSURE.

/** Roughness of each mirrored map, its size in texels, and of how many directions each is the mean. */
const LEVELS = [
  [0, 256, 1], [0.1, 128, 24], [0.2, 128, 40], [0.35, 64, 64], [0.5, 64, 96], [0.7, 32, 128], [1, 32, 160],
];
const EXPOSURE = 1.05;

/** Boxes of light: where (unit), how wide and high (half angles, radians), how strong. */
const BOXES = [
  { at: unit([-0.72, 0.62, 0.75]), half: [0.4, 0.5], shine: 8 },
  { at: unit([0.95, 0.3, 0.5]), half: [0.3, 0.55], shine: 1 },
  { at: unit([0.05, 1, 0.12]), half: [0.6, 0.45], shine: 3 },
  { at: unit([0.85, 0.4, -0.65]), half: [0.18, 0.65], shine: 4.5 },
  { at: unit([-0.9, 0.35, -0.6]), half: [0.18, 0.65], shine: 4.5 },
];

/** How bright the empty room is from below to above. */
function room(y) {
  return y < 0 ? 0.42 + 0.16 * y : 0.42 + 0.2 * y;
}

/** Radiance from a direction (unit, studio space: +Z towards the camera), before it is measured. */
function radiance(x, y, z) {
  let sum = room(y);
  for (const { at, half, shine, right, up } of FRAMED) {
    const along = x * at[0] + y * at[1] + z * at[2];
    if (along <= 0.05) continue;
    const h = Math.abs(x * right[0] + y * right[1] + z * right[2]) / along / half[0];
    const v = Math.abs(x * up[0] + y * up[1] + z * up[2]) / along / half[1];
    sum += shine * soft(h) * soft(v);
  }
  return sum;
}

const FRAMED = BOXES.map((each) => {
  const right = unit([each.at[2], 0, -each.at[0]]);
  const [a, r] = [each.at, right];
  return { ...each, right, up: [a[1] * r[2] - a[2] * r[1], a[2] * r[0] - a[0] * r[2], a[0] * r[1] - a[1] * r[0]] };
});

/** 1 within a box, 0 beyond, smooth over its outer third. */
function soft(distance) {
  const t = Math.min(Math.max((1.15 - distance) / 0.4, 0), 1);
  return t * t * (3 - 2 * t);
}

let made = null;

/** The studio, made at its first use (about an eighth of a second). */
export function studio() {
  made ??= measured();
  return made;
}

function measured() {
  const sharp = mapped(256, radiance);
  const matt = mapped(32, cosine(reduced(sharp, 8)));
  const front = [[0, 0, 1], unit([0.3, 0.3, 1]), unit([-0.3, 0.3, 1]), unit([0, -0.2, 1])];
  const by = (EXPOSURE * front.length) / front.reduce((sum, d) => sum + look(matt, d[0], d[1], d[2]), 0);
  const level = ([roughness, size, count]) => (roughness ? mapped(size, glossy(sharp, roughness, count)) : sharp);
  const levels = LEVELS.map(level);
  for (const map of [matt, ...levels]) for (let i = 0; i < map.data.length; i++) map.data[i] *= by;
  return { matt, levels };
}

/** What a matt surface facing x, y, z sends out, white: irradiance / pi. */
export function matt({ matt: map }, x, y, z) {
  return look(map, x, y, z);
}

/** What comes from the direction x, y, z, smeared as a surface of this roughness (0..1) mirrors it. */
export function mirrored({ levels }, x, y, z, roughness) {
  let above = 1;
  while (above < LEVELS.length - 1 && LEVELS[above][0] < roughness) above++;
  const [low, high] = [LEVELS[above - 1][0], LEVELS[above][0]];
  const part = Math.min((roughness - low) / (high - low), 1);
  return look(levels[above - 1], x, y, z) * (1 - part) + look(levels[above], x, y, z) * part;
}

/** A map's value in a direction (any length), between its texels. */
function look({ size, data }, x, y, z) {
  const by = 1 / (Math.abs(x) + Math.abs(y) + Math.abs(z));
  let u = x * by;
  let v = z * by;
  if (y < 0) {
    const kept = u;
    u = (1 - Math.abs(v)) * (kept < 0 ? -1 : 1);
    v = (1 - Math.abs(kept)) * (v < 0 ? -1 : 1);
  }
  const s = Math.min(Math.max((u * 0.5 + 0.5) * size - 0.5, 0), size - 1.001);
  const t = Math.min(Math.max((v * 0.5 + 0.5) * size - 0.5, 0), size - 1.001);
  const [i, j] = [s | 0, t | 0];
  const [fs, ft] = [s - i, t - j];
  const at = j * size + i;
  const top = data[at] * (1 - fs) + data[at + 1] * fs;
  return top * (1 - ft) + (data[at + size] * (1 - fs) + data[at + size + 1] * fs) * ft;
}

/** An octahedral map of what `from` gives for each direction. */
function mapped(size, from) {
  const data = new Float32Array(size * size);
  for (let j = 0; j < size; j++) {
    for (let i = 0; i < size; i++) {
      const [x, y, z] = direction((i + 0.5) / size, (j + 0.5) / size);
      data[j * size + i] = from(x, y, z);
    }
  }
  return { size, data };
}

/** The unit direction of a place 0..1, 0..1 on an octahedral map; its middle is up, its corners down. */
function direction(s, t) {
  let [x, z] = [s * 2 - 1, t * 2 - 1];
  const y = 1 - Math.abs(x) - Math.abs(z);
  if (y < 0) [x, z] = [(1 - Math.abs(z)) * (x < 0 ? -1 : 1), (1 - Math.abs(x)) * (z < 0 ? -1 : 1)];
  return unit([x, y, z]);
}

function reduced({ size, data }, by) {
  const small = size / by;
  const result = new Float32Array(small * small);
  for (let at = 0; at < data.length; at++) {
    const [row, column] = [(at / size / by) | 0, ((at % size) / by) | 0];
    result[row * small + column] += data[at];
  }
  return { size: small, data: result.map((each) => each / (by * by)) };
}

/** A function of a normal: the mean of a map over its half of the sky, by the cosine. */
function cosine({ size, data }) {
  const all = Array.from(data, (shine, at) => {
    const [x, y, z] = direction(((at % size) + 0.5) / size, (((at / size) | 0) + 0.5) / size);
    const sum = Math.abs(x) + Math.abs(y) + Math.abs(z);
    return { x, y, z, shine, solid: sum ** 3 }; // a texel's solid angle, up to a constant that the mean takes out
  });
  return (nx, ny, nz) => {
    let [sum, weight] = [0, 0];
    for (const { x, y, z, shine, solid } of all) {
      const facing = (x * nx + y * ny + z * nz) * solid;
      if (facing <= 0) continue;
      sum += shine * facing;
      weight += facing;
    }
    return sum / weight;
  };
}

/** A function of a mirrored direction: a map's mean as a surface of this roughness, looked at straight on, sees it. */
function glossy(map, roughness, count) {
  const spread = halfways(count, roughness);
  const bounced = spread.map(([hx, hy, hz]) => ({ x: 2 * hz * hx, y: 2 * hz * hy, z: 2 * hz * hz - 1 }));
  const usable = bounced.filter(({ z }) => z > 0);
  const total = usable.reduce((sum, { z }) => sum + z, 0);
  return (nx, ny, nz) => {
    const [tx, ty, tz] = Math.abs(ny) < 0.99 ? unit([nz, 0, -nx]) : [1, 0, 0];
    const [bx, by, bz] = [ny * tz - nz * ty, nz * tx - nx * tz, nx * ty - ny * tx];
    let sum = 0;
    for (const { x, y, z } of usable) {
      sum += z * look(map, tx * x + bx * y + nx * z, ty * x + by * y + ny * z, tz * x + bz * y + nz * z);
    }
    return sum / total;
  };
}

/** Half vectors as GGX of this roughness spreads them (Walter et al., EGSR 2007), evenly over two dimensions. */
export function halfways(count, roughness) {
  const alpha2 = roughness ** 4;
  return Array.from({ length: count }, (_, i) => {
    const share = (i + 0.5) / count;
    const turn = 2 * Math.PI * ((i * 0.6180339887498949) % 1);
    const cos = Math.sqrt((1 - share) / (1 + (alpha2 - 1) * share));
    const sin = Math.sqrt(Math.max(1 - cos * cos, 0));
    return [Math.cos(turn) * sin, Math.sin(turn) * sin, cos];
  });
}

function unit(v) {
  const length = Math.hypot(v[0], v[1], v[2]) || 1;
  return [v[0] / length, v[1] / length, v[2] / length];
}
