// How open each seen point is to the sky, judged by the depths around it.

const TAPS = 12;
const RADIUS = 0.09; // of the picture's height: how far around a point is looked
const STRENGTH = 0.75;

/**
 * A function of a pixel: 0..1, 1 where nothing near it stands before it.
 *
 * Around each point of a picture of half the size, points on a spiral are compared with its tangent plane; what stands
 * out hides a part of the sky by its angle (after McGuire et al., "Scalable ambient obscurance", HPG 2012). A mean of
 * 4 x 4 points of like depth takes the pattern away.
 *
 * @param {Float32Array} depth  metres before the camera, Infinity for none
 * @param {import("./camera.mjs").Camera} camera
 * @returns {(x: number, y: number) => number}
 */
export function openness(depth, width, height, camera) {
  const [w, h] = [width >> 1, height >> 1];
  const far = halved(depth, width, w, h);
  const raw = new Float32Array(w * h).fill(1);
  const tan = Math.tan(camera.fov / 2);
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) if (far[y * w + x] < Infinity) raw[y * w + x] = around(far, w, h, x, y, tan);
  }
  const smooth = smoothed(raw, far, w, h);
  return (x, y) => (depth[y * width + x] === Infinity ? 1 : between(smooth, far, w, h, x, y, depth[y * width + x]));
}

/** The openness at a pixel of the full picture: of the four points around it, those of like depth. */
function between(smooth, far, w, h, x, y, z) {
  const [left, top] = [(x - 1) >> 1, (y - 1) >> 1];
  const [right, low] = [x & 1 ? 0.25 : 0.75, y & 1 ? 0.25 : 0.75];
  let [sum, weight] = [0, 0];
  for (let k = 0; k < 4; k++) {
    const i = Math.min(Math.max(left + (k & 1), 0), w - 1);
    const at = Math.min(Math.max(top + (k >> 1), 0), h - 1) * w + i;
    if (!(Math.abs(far[at] - z) < 0.03 * z)) continue;
    const share = (k & 1 ? right : 1 - right) * (k >> 1 ? low : 1 - low);
    sum += smooth[at] * share;
    weight += share;
  }
  return weight > 0 ? sum / weight : 1;
}

function halved(depth, width, w, h) {
  const result = new Float32Array(w * h);
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      const at = y * 2 * width + x * 2;
      result[y * w + x] = Math.min(depth[at], depth[at + 1], depth[at + width], depth[at + width + 1]);
    }
  }
  return result;
}

/** The openness of one point. tan: half the picture's height at distance 1. */
function around(far, w, h, x, y, tan) {
  const z = far[y * w + x];
  const scale = (2 * tan * z) / h; // metres a pixel here
  const slopeX = slope(far, z, y * w + x, x > 0 ? -1 : 0, x < w - 1 ? 1 : 0);
  const slopeY = slope(far, z, y * w + x, y > 0 ? -w : 0, y < h - 1 ? w : 0);
  const radius = RADIUS * h;
  const turn = (((x & 3) * 4 + (y & 3)) * 2 * Math.PI) / 16;
  let hidden = 0;
  for (let tap = 0; tap < TAPS; tap++) {
    const out = ((tap + 0.5) / TAPS) * radius;
    const angle = turn + tap * 2.399963;
    const dx = Math.round(Math.cos(angle) * out);
    const dy = Math.round(Math.sin(angle) * out);
    const [i, j] = [x + dx, y + dy];
    if (i < 0 || j < 0 || i >= w || j >= h) continue;
    const stands = z + slopeX * dx + slopeY * dy - far[j * w + i]; // metres before the tangent plane
    const aside = Math.sqrt(dx * dx + dy * dy) * scale;
    if (!(stands > 0) || stands > 2.5 * radius * scale) continue;
    hidden += Math.max(stands / Math.sqrt(stands * stands + aside * aside) - 0.12, 0);
  }
  return Math.max(1 - (2 * STRENGTH * hidden) / TAPS, 0.15);
}

/** Metres of depth a pixel, by the nearer of two neighbours: over an edge that is the one of the same surface. */
function slope(far, z, at, before, after) {
  const [a, b] = [z - far[at + before], far[at + after] - z];
  if (before === 0) return Number.isFinite(b) ? b : 0;
  const best = after === 0 || Math.abs(a) < Math.abs(b) ? a : b;
  return Number.isFinite(best) ? best : 0;
}

function smoothed(raw, far, w, h) {
  const result = new Float32Array(raw.length).fill(1); // what is seen through has no depth and hides nothing
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      const at = y * w + x;
      if (far[at] === Infinity) continue;
      let [sum, count] = [0, 0];
      for (let j = Math.max(y - 1, 0); j <= Math.min(y + 2, h - 1); j++) {
        for (let i = Math.max(x - 1, 0); i <= Math.min(x + 2, w - 1); i++) {
          if (Math.abs(far[j * w + i] - far[at]) > 0.03 * far[at]) continue;
          sum += raw[j * w + i];
          count++;
        }
      }
      result[at] = sum / count;
    }
  }
  return result;
}
