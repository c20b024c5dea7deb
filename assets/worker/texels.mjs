// Pictures on surfaces: decoded once, with smaller copies, and read between their pixels.

import sharp from "sharp";

/**
 * @typedef {object} Picture
 * @property {{width: number, height: number, data: Uint8Array}[]} levels  RGBA, each half as large as the one before
 * @property {Float32Array} curve  256 numbers: what a byte of red, green or blue means, 0..1
 */

const LINEAR = Float32Array.from({ length: 256 }, (_, i) => i / 255);
const SRGB = LINEAR.map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
const TO_SRGB = Uint8Array.from({ length: 4097 }, (_, i) => Math.round(encoded(i / 4096) * 255));

/** A linear value 0..1 as sRGB 0..1 (IEC 61966-2-1). */
export function encoded(v) {
  return v <= 0.0031308 ? v * 12.92 : 1.055 * v ** (1 / 2.4) - 0.055;
}

/**
 * An image with all its levels.
 *
 * @param {Uint8Array} bytes  PNG, JPEG, WebP …
 * @param {{most: number, colour: boolean}} options  most: pixels of the longer side that are kept; colour: sRGB
 * @returns {Promise<Picture>}
 */
export async function picture(bytes, { most, colour }) {
  const image = sharp(bytes, { limitInputPixels: 2 ** 28 });
  const { data, info } = await image
    .resize({ width: most, height: most, fit: "inside", withoutEnlargement: true, kernel: "cubic" })
    .toColourspace("srgb")
    .ensureAlpha()
    .raw({ depth: "uchar" })
    .toBuffer({ resolveWithObject: true });
  const levels = [{ width: info.width, height: info.height, data: new Uint8Array(data) }];
  const curve = colour ? SRGB : LINEAR;
  for (let last = levels[0]; last.width > 1 || last.height > 1; last = levels.at(-1)) levels.push(halved(last, colour));
  return { levels, curve };
}

/** A level of half the size: means of 2 x 2 in linear light. */
function halved({ width, height, data }, colour) {
  const [w, h] = [Math.max(width >> 1, 1), Math.max(height >> 1, 1)];
  const result = new Uint8Array(w * h * 4);
  for (let y = 0; y < h; y++) {
    const [y0, y1] = [y * 2 * width, Math.min(y * 2 + 1, height - 1) * width];
    for (let x = 0; x < w; x++) {
      const [x0, x1] = [x * 2, Math.min(x * 2 + 1, width - 1)];
      const [a, b, c, d] = [(y0 + x0) * 4, (y0 + x1) * 4, (y1 + x0) * 4, (y1 + x1) * 4];
      const to = (y * w + x) * 4;
      for (let k = 0; k < 4; k++) {
        result[to + k] = k < 3 && colour
          ? TO_SRGB[((SRGB[data[a + k]] + SRGB[data[b + k]] + SRGB[data[c + k]] + SRGB[data[d + k]]) * 1024 + 0.5) | 0]
          : (data[a + k] + data[b + k] + data[c + k] + data[d + k] + 2) >> 2;
      }
    }
  }
  return { width: w, height: h, data: result };
}

const REPEAT = 10497;
const MIRROR = 33648;

/** What `sample` read last: red, green, blue (linear), alpha, 0..1. One array, so that no pixel allocates. */
export const read = new Float64Array(4);

/**
 * Reads a picture at u, v into `read`, between its pixels and, by lod, between two of its levels.
 *
 * @param {Picture} image
 * @param {{wrapS: number, wrapT: number, nearest: boolean}} how
 * @param {number} lod  0: the largest level; fractions mix two
 */
export function sample(image, how, u, v, lod) {
  const last = image.levels.length - 1;
  const level = lod > 0 ? Math.min(lod, last) : 0;
  const whole = level | 0;
  read.fill(0);
  const part = level - whole;
  if (how.nearest) return nearest(image, how, u, v);
  if (part < 0.02) return bilinear(image.levels[whole], image.curve, how, u, v, 1);
  bilinear(image.levels[whole], image.curve, how, u, v, 1 - part);
  return bilinear(image.levels[whole + 1], image.curve, how, u, v, part);
}

function nearest({ levels, curve }, how, u, v) {
  const { width, height, data } = levels[0];
  const row = wrapped(Math.floor(v * height), height, how.wrapT);
  const at = (row * width + wrapped(Math.floor(u * width), width, how.wrapS)) * 4;
  for (let k = 0; k < 3; k++) read[k] = curve[data[at + k]];
  read[3] = data[at + 3] / 255;
}

function bilinear({ width, height, data }, curve, how, u, v, weight) {
  const x = u * width - 0.5;
  const y = v * height - 0.5;
  const x0 = Math.floor(x);
  const y0 = Math.floor(y);
  const left = wrapped(x0, width, how.wrapS);
  const right = wrapped(x0 + 1, width, how.wrapS);
  const top = wrapped(y0, height, how.wrapT) * width;
  const bottom = wrapped(y0 + 1, height, how.wrapT) * width;
  const a = (top + left) * 4;
  const b = (top + right) * 4;
  const c = (bottom + left) * 4;
  const d = (bottom + right) * 4;
  const low = (y - y0) * weight;
  const high = weight - low;
  const wb = (x - x0) * high;
  const wd = (x - x0) * low;
  const wa = high - wb;
  const wc = low - wd;
  for (let k = 0; k < 3; k++) {
    read[k] += curve[data[a + k]] * wa + curve[data[b + k]] * wb + curve[data[c + k]] * wc + curve[data[d + k]] * wd;
  }
  read[3] += (data[a + 3] * wa + data[b + 3] * wb + data[c + 3] * wc + data[d + 3] * wd) / 255;
}

/** A pixel's number within 0..size-1 under glTF's wrap modes. */
function wrapped(i, size, mode) {
  if (i >= 0 && i < size) return i;
  if (mode === REPEAT) return ((i % size) + size) % size;
  if (mode !== MIRROR) return i < 0 ? 0 : size - 1;
  const at = ((i % (2 * size)) + 2 * size) % (2 * size);
  return at < size ? at : 2 * size - 1 - at;
}
