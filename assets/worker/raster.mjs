// Which triangle is seen at each sample of a picture.
//
// Triangles are tested by their edge planes in homogeneous coordinates (Olano & Greer, "Triangle scan conversion using
// 2D homogeneous coordinates", 1997), so that nothing has to be clipped and two triangles that share an edge never both
// have, and never both miss, a sample on it. Depth is 1/w: larger is nearer, 0 is nothing.

import { alphaAt } from "./surface.mjs";

/**
 * @typedef {object} Visible
 * @property {number} width  samples
 * @property {number} height  samples
 * @property {Uint32Array} ids  per sample: 1 + the triangle's number over all pieces; 0: nothing
 * @property {Float32Array} depth  per sample: 1/w
 * @property {Layers | null} layers  what can be seen through; null where nothing can
 *
 * @typedef {object} Layers
 * @property {Int32Array} heads  per sample: its first entry, -1: none
 * @property {Int32Array} next
 * @property {Uint32Array} ids
 * @property {Float32Array} depth
 * @property {number} count
 */

/** Entries that are kept of what can be seen through, 12 bytes each. Beyond, the last pieces of the list are lost. */
const MOST_LAYERS = 16_000_000;

/** Depths are alike within two of a float's smallest steps; of those the later piece is seen, as a label on a bag. */
const LEVEL = 1 - 2 ** -22;

/** Alphas below and above which blending shows nothing or hides all: exporters blend much that has no hole at all. */
const NOTHING = 1 / 512;
const SOLID = 1 - 1 / 256;

/**
 * @typedef {import("./scene.mjs").Piece & Staged} Cast
 * @typedef {{screen: Float64Array, faces: Float32Array, first: number, look: import("./surface.mjs").Look}} Staged
 *   screen: 3 per vertex, see camera.mjs; faces: unit normals of triangles; first: the number of its first triangle
 */

/**
 * @param {Cast[]} casts  pieces with their corners on the picture and the number of their first triangle
 * @param {{width: number, height: number}} size  samples
 * @returns {Visible}
 */
export function rasterise(casts, { width, height }) {
  const seen = {
    width,
    height,
    ids: new Uint32Array(width * height),
    depth: new Float32Array(width * height),
    layers: null,
  };
  for (const cast of casts) if (!cast.look.seeThrough) scan(cast, seen, null);
  const clear = casts.filter((cast) => cast.look.seeThrough);
  if (!clear.length) return seen;
  seen.layers = noLayers(width * height);
  for (const cast of clear) scan(cast, seen, seen.layers);
  return seen;
}

function noLayers(samples) {
  const room = Math.min(samples, MOST_LAYERS);
  return {
    heads: new Int32Array(samples).fill(-1),
    next: new Int32Array(room),
    ids: new Uint32Array(room),
    depth: new Float32Array(room),
    count: 0,
  };
}

/** The edge planes of the triangle that is looked at: e0, e1, e2 (x, y, constant each), 1/w (the same), determinant. */
export const plane = new Float64Array(13);

/**
 * Writes the planes of one triangle into `plane`, all positive within it.
 *
 * @returns {number} 1 where its front is seen, -1 its back, 0 where it cannot be seen
 */
export function setPlane(screen, a, b, c) {
  const [ax, ay, aw] = [screen[a], screen[a + 1], screen[a + 2]];
  const [bx, by, bw] = [screen[b], screen[b + 1], screen[b + 2]];
  const [cx, cy, cw] = [screen[c], screen[c + 1], screen[c + 2]];
  edge(0, bx, by, bw, cx, cy, cw);
  edge(3, cx, cy, cw, ax, ay, aw);
  edge(6, ax, ay, aw, bx, by, bw);
  const determinant = ax * plane[0] + ay * plane[1] + aw * plane[2];
  if (!(Math.abs(determinant) > 1e-12 * aw * bw * cw) || (aw <= 0 && bw <= 0 && cw <= 0)) return 0;
  if (determinant < 0) for (let i = 0; i < 9; i++) plane[i] = -plane[i];
  const by1 = 1 / Math.abs(determinant);
  for (let i = 0; i < 3; i++) plane[9 + i] = (plane[i] + plane[3 + i] + plane[6 + i]) * by1;
  plane[12] = determinant;
  return determinant < 0 ? 1 : -1; // y runs down the picture, so what is counter-clockwise in the world is negative
}

function edge(at, x0, y0, w0, x1, y1, w1) {
  plane[at] = y0 * w1 - y1 * w0;
  plane[at + 1] = w0 * x1 - w1 * x0;
  plane[at + 2] = x0 * y1 - x1 * y0;
}

/** Puts every triangle of a cast into what is seen, or, where layers are given, into those. */
function scan(cast, seen, layers) {
  const { indices, screen, look, first } = cast;
  for (let i = 0; i < indices.length; i += 3) {
    const [a, b, c] = [indices[i] * 3, indices[i + 1] * 3, indices[i + 2] * 3];
    const side = setPlane(screen, a, b, c);
    if (side === 0 || (side < 0 && !look.doubleSided)) continue;
    if (!setBox(screen, a, b, c, seen.width, seen.height)) continue;
    fill(cast, i / 3, first + i / 3 + 1, seen, layers);
  }
}

/** The samples that a triangle may cover: left, top, right, bottom, inclusive. */
const box = new Int32Array(4);

function setBox(screen, a, b, c, width, height) {
  if (screen[a + 2] <= 1e-9 || screen[b + 2] <= 1e-9 || screen[c + 2] <= 1e-9) {
    box.set([0, 0, width - 1, height - 1]);
    return true;
  }
  const [ax, bx, cx] = [screen[a] / screen[a + 2], screen[b] / screen[b + 2], screen[c] / screen[c + 2]];
  const [ay, by, cy] = [screen[a + 1] / screen[a + 2], screen[b + 1] / screen[b + 2], screen[c + 1] / screen[c + 2]];
  // a sample's middle is at +0.5; the millionth keeps edges that lie on one
  box[0] = Math.max(0, Math.ceil(Math.min(ax, bx, cx) - 0.500001));
  box[1] = Math.max(0, Math.ceil(Math.min(ay, by, cy) - 0.500001));
  box[2] = Math.min(width - 1, Math.floor(Math.max(ax, bx, cx) - 0.499999));
  box[3] = Math.min(height - 1, Math.floor(Math.max(ay, by, cy) - 0.499999));
  return box[0] <= box[2] && box[1] <= box[3];
}

/** First and last sample of a row that three edges may let in; a first beyond the last where they let in none. */
const span = new Int32Array(2);

function setSpan(c0, c1, c2) {
  let low = box[0];
  let high = box[2];
  for (let k = 0; k < 3; k++) {
    const slope = plane[k * 3];
    const constant = k === 0 ? c0 : k === 1 ? c1 : c2;
    if (slope === 0) {
      if (constant < 0) low = high + 1;
      continue;
    }
    const zero = -constant / slope - 0.5;
    if (slope > 0 && zero - 1 > low) low = Math.floor(Math.min(zero, high + 1));
    if (slope < 0 && zero + 1 < high) high = Math.ceil(Math.max(zero, low - 1));
  }
  span[0] = low;
  span[1] = high;
}

function fill(cast, triangle, id, seen, layers) {
  const { width, ids, depth } = seen;
  const { cutoff, blended } = cast.look;
  const [x0, y0, z0, x1, y1, z1, x2, y2, z2, dx, dy, dz] = plane;
  const own0 = x0 > 0 || (x0 === 0 && y0 > 0); // top and left edges have the samples that lie on them
  const own1 = x1 > 0 || (x1 === 0 && y1 > 0);
  const own2 = x2 > 0 || (x2 === 0 && y2 > 0);
  for (let row = box[1]; row <= box[3]; row++) {
    const y = row + 0.5;
    const [c0, c1, c2, cd] = [y0 * y + z0, y1 * y + z1, y2 * y + z2, dy * y + dz];
    setSpan(c0, c1, c2);
    for (let column = span[0]; column <= span[1]; column++) {
      const x = column + 0.5;
      const e0 = x0 * x + c0;
      if (!(e0 > 0 || (e0 === 0 && own0))) continue;
      const e1 = x1 * x + c1;
      if (!(e1 > 0 || (e1 === 0 && own1))) continue;
      const e2 = x2 * x + c2;
      if (!(e2 > 0 || (e2 === 0 && own2))) continue;
      const at = row * width + column;
      const near = dx * x + cd;
      if (near < depth[at] * LEVEL) continue;
      if (cutoff > 0 && alphaAt(cast, triangle, e0, e1, e2) < cutoff) continue;
      const alpha = !layers ? 1 : blended ? alphaAt(cast, triangle, e0, e1, e2) : 0.5;
      if (alpha < NOTHING) continue;
      if (alpha < SOLID) {
        push(layers, at, id, near);
        continue;
      }
      ids[at] = id;
      depth[at] = near;
    }
  }
}

function push(layers, at, id, near) {
  if (layers.count === layers.ids.length && !grown(layers)) return;
  const entry = layers.count++;
  layers.ids[entry] = id;
  layers.depth[entry] = near;
  layers.next[entry] = layers.heads[at];
  layers.heads[at] = entry;
}

function grown(layers) {
  const room = Math.min(layers.ids.length * 2, MOST_LAYERS);
  if (room === layers.ids.length) return false;
  for (const key of ["next", "ids", "depth"]) {
    const larger = new layers[key].constructor(room);
    larger.set(layers[key]);
    layers[key] = larger;
  }
  return true;
}
