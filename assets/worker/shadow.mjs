// The soft shadow that a thing throws on the floor it stands on, under a sky that is bright all over.

import { axes, project } from "./camera.mjs";
import { rasterise } from "./raster.mjs";

const GRID = 256;
const RIM = 0.05; // the share of the picture at each side over which the shadow fades out: none is cut off
/** Two shadows in one: what is near the floor, hardly smeared, and all that hangs above it, far smeared. */
const PARTS = [
  { below: 0.03, smear: 0.012, dark: 0.38 },
  { below: 0.6, smear: 0.035, dark: 0.3 },
];

/**
 * A function of a picture's pixel: how dark the floor is there, 0..1; 0 where no floor is seen.
 *
 * Heights are looked at from far below. The floor is at the lowest point of the box.
 *
 * @param {import("./render.mjs").dressed} stage  what `dressed` gives
 * @param {import("./camera.mjs").Camera} camera
 * @param {{width: number, height: number}} picture  pixels
 * @returns {(x: number, y: number) => number}
 */
export function floorShadow({ casts, box }, camera, { width, height }) {
  const floor = box.min[1];
  const [cx, cz] = [(box.min[0] + box.max[0]) / 2, (box.min[2] + box.max[2]) / 2];
  const size = Math.max(box.max[0] - box.min[0], box.max[2] - box.min[2], (box.max[1] - floor) * 0.4, 1e-9);
  const half = size * 0.75; // the grid reaches a quarter beyond the thing on each side
  if (camera.eye[1] <= floor) return () => 0;
  const dark = darkness(heights(casts, [cx, floor, cz], half), size);
  const [right, up, back] = axes(camera);
  const tan = Math.tan(camera.fov / 2);
  const rim = (at, size) => Math.min(Math.min(at + 0.5, size - at - 0.5) / (RIM * size), 1);
  return (x, y) => {
    const h = ((x + 0.5) / width - 0.5) * 2 * tan * camera.aspect;
    const v = (0.5 - (y + 0.5) / height) * 2 * tan;
    const down = up[1] * v + right[1] * h - back[1];
    if (down >= -1e-6) return 0;
    const far = (floor - camera.eye[1]) / down;
    const wx = camera.eye[0] + far * (right[0] * h + up[0] * v - back[0]);
    const wz = camera.eye[2] + far * (right[2] * h + up[2] * v - back[2]);
    const shown = between(dark, ((wx - cx) / half + 1) * (GRID / 2) - 0.5, ((wz - cz) / half + 1) * (GRID / 2) - 0.5);
    return shown * rim(x, width) * rim(y, height);
  };
}

/** Metres from the floor to the lowest part above each place of the grid, Infinity where nothing is. */
function heights(casts, [x, floor, z], half) {
  const away = half * 200; // so far that the picture from below has hardly any perspective
  const camera = { eye: [x, floor - away, z], target: [x, floor, z], fov: 2 * Math.atan(half / away), aspect: 1 };
  const solid = casts.map((cast) => ({
    ...cast,
    look: { ...cast.look, doubleSided: true, seeThrough: false, cutoff: cast.look.blended ? 0.5 : cast.look.cutoff },
    screen: project(cast.positions, camera, GRID, GRID),
  }));
  const { depth } = rasterise(solid, { width: GRID, height: GRID });
  return depth.map((near) => (near > 0 ? Math.max(1 / near - away, 0) : Infinity));
}

/** How dark each place of the grid is, by heights and the size of the thing, both metres. */
function darkness(heights, size) {
  const result = new Float32Array(GRID * GRID);
  for (const { below, smear, dark } of PARTS) {
    const cover = heights.map((height) => Math.max(1 - height / (below * size), 0));
    const soft = smeared(cover, Math.max(Math.round((smear * GRID) / 1.5), 1));
    soft.forEach((value, at) => (result[at] = 1 - (1 - result[at]) * (1 - dark * value)));
  }
  return result;
}

/** Three running means over rows and columns: near enough to a Gaussian. */
function smeared(values, radius) {
  let now = values;
  for (let pass = 0; pass < 3; pass++) now = means(means(now, radius, 1, GRID), radius, GRID, 1);
  return now;
}

function means(values, radius, step, stride) {
  const result = new Float32Array(values.length);
  for (let line = 0; line < GRID; line++) {
    const at = (k) => values[line * stride + Math.min(Math.max(k, 0), GRID - 1) * step];
    let sum = 0;
    for (let k = -radius; k <= radius; k++) sum += at(k);
    for (let k = 0; k < GRID; k++) {
      result[line * stride + k * step] = sum / (2 * radius + 1);
      sum += at(k + radius + 1) - at(k - radius);
    }
  }
  return result;
}

function between(values, x, y) {
  if (!(x >= 0 && y >= 0 && x < GRID - 1 && y < GRID - 1)) return 0;
  const [i, j] = [x | 0, y | 0];
  const at = j * GRID + i;
  const top = values[at] + (values[at + 1] - values[at]) * (x - i);
  const bottom = values[at + GRID] + (values[at + GRID + 1] - values[at + GRID]) * (x - i);
  return top + (bottom - top) * (y - j);
}
