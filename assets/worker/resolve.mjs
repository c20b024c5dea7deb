// From what is seen at each sample to the colours of pixels.
//
// A pixel has 2 x 2 samples. Of two beside each other that show one surface at much the same angle only one is shaded, as
// multisampling does; the tone is set per sample, so that an edge before something bright stays smooth.

import { sent, shade } from "./shade.mjs";
import { byte, tone } from "./tone.mjs";

export const STEP = 2;

/** Facets of one surface whose normals are this alike share one shading of a pixel: 18 degrees. */
const ALIKE = 0.95;
const SHADES = 64;

/** What one pixel has shaded so far: triangles, and what they send and let through. */
const shaded = {
  count: 0,
  ids: new Uint32Array(SHADES),
  cast: new Int32Array(SHADES),
  row: new Uint8Array(SHADES),
  light: new Float64Array(SHADES * 6),
};
const rgb = new Float64Array(3);
const total = new Float64Array(4);
const mix = new Float64Array(6);

/**
 * The picture, straight alpha.
 *
 * @param {import("./raster.mjs").Visible} seen
 * @param {import("./raster.mjs").Cast[]} casts
 * @param {Uint32Array} castOf  of each triangle: the number of its cast
 * @param {import("./shade.mjs").Stage & {open: (x: number, y: number) => number}} stage  open: by pixel
 * @returns {{rgba: Uint8ClampedArray, width: number, height: number}}
 */
export function resolve(seen, casts, castOf, stage) {
  const [width, height] = [seen.width / STEP, seen.height / STEP];
  const rgba = new Uint8ClampedArray(width * height * 4);
  const scene = { seen, casts, castOf, stage };
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (!touched(seen, x, y)) continue;
      pixel(scene, x, y);
      write(rgba, (y * width + x) * 4);
    }
  }
  return { rgba, width, height };
}

function touched({ width, ids, layers }, x, y) {
  const at = y * STEP * width + x * STEP;
  if (ids[at] || ids[at + 1] || ids[at + width] || ids[at + width + 1]) return true;
  if (!layers) return false;
  const { heads } = layers;
  return heads[at] >= 0 || heads[at + 1] >= 0 || heads[at + width] >= 0 || heads[at + width + 1] >= 0;
}

/** Sums up the four samples of a pixel in `total`: toned light, premultiplied, and cover. */
function pixel(scene, x, y) {
  shaded.count = 0;
  total.fill(0);
  for (let k = 0; k < STEP * STEP; k++) point(scene, x * STEP + (k & 1), y * STEP + (k >> 1));
}

function point(scene, x, y) {
  const { seen } = scene;
  const at = y * seen.width + x;
  mix[0] = mix[1] = mix[2] = 0;
  mix[3] = mix[4] = mix[5] = 1;
  if (seen.layers) through(scene, seen.layers, at, x, y);
  if (seen.ids[at]) over(scene, seen.ids[at], x, y);
  const cover = 1 - (mix[3] + mix[4] + mix[5]) / 3;
  if (!(cover > 0.0005)) return;
  for (let k = 0; k < 3; k++) rgb[k] = mix[k] / cover;
  tone(rgb);
  for (let k = 0; k < 3; k++) total[k] += byte(rgb[k]) * cover;
  total[3] += cover;
}

/** Puts the layers before a sample's opaque surface into `mix`, the nearest first. */
function through(scene, layers, at, x, y) {
  const behind = scene.seen.depth[at];
  let last = Infinity;
  let lastEntry = -1;
  for (;;) {
    let next = -1;
    for (let entry = layers.heads[at]; entry >= 0; entry = layers.next[entry]) {
      const near = layers.depth[entry];
      const later = near < last || (near === last && entry < lastEntry);
      const first = next < 0 || near > layers.depth[next] || (near === layers.depth[next] && entry > next);
      if (near > behind && later && first) next = entry;
    }
    if (next < 0 || mix[3] + mix[4] + mix[5] < 0.003) return;
    over(scene, layers.ids[next], x, y);
    last = layers.depth[next];
    lastEntry = next;
  }
}

/** Adds a surface behind all that `mix` has. */
function over(scene, id, x, y) {
  const from = lit(scene, id, x, y) * 6;
  const { light } = shaded;
  for (let k = 0; k < 3; k++) {
    mix[k] += light[from + k] * mix[3 + k];
    mix[3 + k] *= light[from + 3 + k];
  }
}

/** The number, in `shaded`, of what a triangle sends in this pixel: found there or shaded now. */
function lit({ casts, castOf, stage }, id, x, y) {
  const number = castOf[id - 1];
  const cast = casts[number];
  const row = cast.look.seeThrough ? 0 : y & 1; // layers lie upon each other: one shading a pixel has to do
  const triangle = id - 1 - cast.first;
  for (let k = 0; k < shaded.count; k++) {
    if (shaded.row[k] !== row) continue;
    if (shaded.ids[k] === id) return k;
    if (shaded.cast[k] !== number || cast.look.seeThrough) continue;
    if (alike(cast.faces, triangle, shaded.ids[k] - 1 - cast.first)) return k;
  }
  const slot = shaded.count < SHADES ? shaded.count++ : SHADES - 1;
  // amid the samples that share it, as multisampling does; shade() keeps to the triangle
  shade(cast, triangle, x | 1, cast.look.seeThrough ? y | 1 : y + 0.5, stage, stage.open(x >> 1, y >> 1), STEP);
  shaded.ids[slot] = id;
  shaded.cast[slot] = number;
  shaded.row[slot] = row;
  shaded.light.set(sent, slot * 6);
  return slot;
}

function alike(faces, one, other) {
  const [a, b] = [one * 3, other * 3];
  return faces[a] * faces[b] + faces[a + 1] * faces[b + 1] + faces[a + 2] * faces[b + 2] > ALIKE;
}

function write(rgba, to) {
  const cover = total[3];
  if (!(cover > 0)) return;
  for (let k = 0; k < 3; k++) rgba[to + k] = total[k] / cover;
  rgba[to + 3] = (cover * 255) / (STEP * STEP);
}
