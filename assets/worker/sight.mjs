// How a surface looks from a few sides, small and grey, and how alike two such looks are.

const SIDE = 160;
const VIEWS = [
  [20, 20],
  [80, -10],
  [140, 35],
  [200, 5],
  [260, 50],
  [320, -25],
].map(([azimuth, height]) => camera(azimuth, height));
const GROUND = 0.95;
const KEY = unit([0.45, 0.75, 0.5]); // of the light that stands with the camera: right, up, towards it
const FILL = unit([-0.7, 0.1, 0.6]);
const WINDOW = 7;
const C1 = 0.01 ** 2,
  C2 = 0.03 ** 2; // for values 0..1

/** Right, up and back of a camera that looks at the middle from `azimuth` and `height` in degrees. */
function camera(azimuth, height) {
  const a = (azimuth * Math.PI) / 180,
    h = (height * Math.PI) / 180;
  const back = [Math.sin(a) * Math.cos(h), Math.sin(h), Math.cos(a) * Math.cos(h)];
  return {
    right: [Math.cos(a), 0, -Math.sin(a)],
    up: [-Math.sin(a) * Math.sin(h), Math.cos(h), -Math.cos(a) * Math.sin(h)],
    back,
  };
}

function unit(v) {
  const length = Math.hypot(...v);
  return v.map((each) => each / length);
}

/**
 * What is needed to draw one surface, or what is left of it.
 * @typedef {object} Look
 * @property {Uint32Array[]} corners  per part
 * @property {Float32Array} positions  (n, 3)
 * @property {Float32Array} shades  (n, 6): normal in the world (0 for flat), texture coordinates, lightness of the colour
 */

/**
 * The ball around all placements of all parts: {middle, radius}.
 * movesOf: per part the moves from its first placement to each.
 */
export function framed({ parts, positions }, movesOf) {
  const low = [Infinity, Infinity, Infinity],
    high = [-Infinity, -Infinity, -Infinity];
  const p = new Float64Array(3);
  parts.forEach((part, at) => {
    for (const { matrix } of movesOf[at])
      for (let vertex = part.start; vertex < part.start + part.vertices; vertex++) {
        moved(matrix, positions, vertex, p);
        for (let i = 0; i < 3; i++) {
          if (p[i] < low[i]) low[i] = p[i];
          if (p[i] > high[i]) high[i] = p[i];
        }
      }
  });
  const middle = low.map((v, i) => (v + high[i]) / 2);
  return { middle, radius: Math.hypot(...low.map((v, i) => high[i] - v)) / 2 };
}

function moved(m, from, at, to) {
  const x = from[3 * at],
    y = from[3 * at + 1],
    z = from[3 * at + 2];
  if (!m) return ((to[0] = x), (to[1] = y), (to[2] = z));
  to[0] = m[0] * x + m[4] * y + m[8] * z + m[12];
  to[1] = m[1] * x + m[5] * y + m[9] * z + m[13];
  to[2] = m[2] * x + m[6] * y + m[10] * z + m[14];
}

/**
 * Pictures of `look`, one per view: {grey: (SIDE * SIDE) 0..1, seen: 1 where something is, which: a vertex of it}.
 * paints: per part {texture, lightness, doubled, cutoff}; frame: of the source, so that pictures can be compared.
 */
export function pictures(look, paints, movesOf, frame) {
  return VIEWS.map((view) => picture(look, paints, movesOf, frame, view));
}

function picture(look, paints, movesOf, frame, view) {
  const pixels = SIDE * SIDE;
  const canvas = {
    grey: new Float32Array(pixels).fill(GROUND),
    depth: new Float32Array(pixels).fill(-Infinity),
    seen: new Uint8Array(pixels),
    which: new Uint32Array(pixels),
  };
  look.corners.forEach((corners, at) => {
    if (!corners.length) return;
    for (const { matrix, flipped } of movesOf[at])
      drawn(canvas, look, corners, paints[at], projected(view, frame, matrix), view, flipped ? -1 : 1);
  });
  return canvas;
}

/** Pixels that a world unit across the view takes. */
export function pixelsPerUnit({ radius }) {
  return radius > 0 ? (0.48 * SIDE) / radius : 1;
}

/** The matrix rows that take a vertex to pixels (x right, y down) and to depth (larger is nearer). */
function projected({ right, up, back }, { middle, radius }, move) {
  const scale = pixelsPerUnit({ radius });
  const row = (axis, by, plus) => {
    const offset = plus - by * scale * (axis[0] * middle[0] + axis[1] * middle[1] + axis[2] * middle[2]);
    const m = move ?? [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];
    const through = (c) => by * scale * (axis[0] * m[4 * c] + axis[1] * m[4 * c + 1] + axis[2] * m[4 * c + 2]);
    return [through(0), through(1), through(2), through(3) + offset];
  };
  return [row(right, 1, SIDE / 2), row(up, -1, SIDE / 2), row(back, 1, 0)];
}

function drawn(canvas, look, corners, paint, rows, view, front) {
  const s = new Float64Array(9);
  for (let at = 0; at < corners.length; at += 3) {
    for (let i = 0; i < 3; i++) seenFrom(rows, look.positions, corners[at + i], s, 3 * i);
    const turn = (s[3] - s[0]) * (s[7] - s[1]) - (s[4] - s[1]) * (s[6] - s[0]);
    const behind = turn * front > 0;
    if (turn === 0 || !Number.isFinite(turn) || (behind && !paint.doubled)) continue;
    filled(canvas, look, corners, at, { s, turn, behind, view, paint });
  }
}

/** Writes pixel column, row and depth of a vertex to `to` from `into` on. */
function seenFrom(rows, positions, vertex, to, into) {
  const x = positions[3 * vertex];
  const y = positions[3 * vertex + 1];
  const z = positions[3 * vertex + 2];
  for (let i = 0; i < 3; i++) to[into + i] = rows[i][0] * x + rows[i][1] * y + rows[i][2] * z + rows[i][3];
}

const tone = new Float64Array(6);

/** Draws one triangle where it is nearer than what is there. s: column, row and depth of its corners; turn: twice its area. */
function filled({ grey, depth, seen, which }, { positions, shades }, corners, at, { s, turn, behind, view, paint }) {
  const left = Math.max(0, Math.ceil(Math.min(s[0], s[3], s[6]) - 0.5));
  const right = Math.min(SIDE - 1, Math.floor(Math.max(s[0], s[3], s[6]) - 0.5));
  const top = Math.max(0, Math.ceil(Math.min(s[1], s[4], s[7]) - 0.5));
  const low = Math.min(SIDE - 1, Math.floor(Math.max(s[1], s[4], s[7]) - 0.5));
  if (left > right || top > low) return;
  const [a, b, c] = [6 * corners[at], 6 * corners[at + 1], 6 * corners[at + 2]];
  const smooth = shades[a] !== 0 || shades[a + 1] !== 0 || shades[a + 2] !== 0;
  const flat = smooth ? 0 : faceTone(positions, corners, at, view, behind);
  for (let y = top; y <= low; y++)
    for (let x = left; x <= right; x++) {
      const [px, py, pixel] = [x + 0.5 - s[0], y + 0.5 - s[1], y * SIDE + x];
      const wb = (px * (s[7] - s[1]) - py * (s[6] - s[0])) / turn;
      const wc = ((s[3] - s[0]) * py - (s[4] - s[1]) * px) / turn;
      const wa = 1 - wb - wc;
      const z = wa * s[2] + wb * s[5] + wc * s[8];
      if (wa < 0 || wb < 0 || wc < 0 || z <= depth[pixel]) continue;
      for (let i = 0; i < 6; i++) tone[i] = wa * shades[a + i] + wb * shades[b + i] + wc * shades[c + i];
      const texel = paint.texture ? sampled(paint.texture, tone[3], tone[4]) : 1;
      if (texel < 0) continue;
      const lit = flat || lightOf(tone[0], tone[1], tone[2], view, behind);
      depth[pixel] = z;
      seen[pixel] = 1;
      which[pixel] = corners[at];
      grey[pixel] = Math.sqrt(Math.min(1, texel * paint.lightness * tone[5] * lit));
    }
}

/** Light that a normal gets, 0..1.2, under a key, a fill and a little from everywhere. */
function lightOf(nx, ny, nz, { right, up, back }, behind) {
  const by = (behind ? -1 : 1) / (Math.hypot(nx, ny, nz) || 1);
  const r = by * (nx * right[0] + ny * right[1] + nz * right[2]);
  const u = by * (nx * up[0] + ny * up[1] + nz * up[2]);
  const b = by * (nx * back[0] + ny * back[1] + nz * back[2]);
  const key = r * KEY[0] + u * KEY[1] + b * KEY[2],
    fill = r * FILL[0] + u * FILL[1] + b * FILL[2];
  return 0.15 + 0.08 * u + 0.7 * Math.max(0, key) + 0.25 * Math.max(0, fill);
}

function faceTone(p, corners, at, view, behind) {
  const a = 3 * corners[at],
    b = 3 * corners[at + 1],
    c = 3 * corners[at + 2];
  const ux = p[b] - p[a],
    uy = p[b + 1] - p[a + 1],
    uz = p[b + 2] - p[a + 2];
  const vx = p[c] - p[a],
    vy = p[c + 1] - p[a + 1],
    vz = p[c + 2] - p[a + 2];
  return lightOf(uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx, view, behind);
}

/** Lightness of the nearest texel, -1 where it is cut out. Coordinates repeat. */
function sampled({ side, texels, bend }, u, v) {
  const x = bend[0] * u + bend[1] * v + bend[2],
    y = bend[3] * u + bend[4] * v + bend[5];
  const column = Math.min(side - 1, Math.floor((x - Math.floor(x)) * side)),
    row = Math.min(side - 1, Math.floor((y - Math.floor(y)) * side));
  return texels[row * side + column] ?? 1;
}

/**
 * Mean structural similarity over the pixels where either picture shows something, -1..1.
 * Source: Wang et al., IEEE TIP 13(4), 2004.
 */
export function likeness(ones, others) {
  let sum = 0,
    pixels = 0;
  ones.forEach((one, at) => {
    const other = others[at];
    const a = (one.sums ??= [table(one.grey, one.grey), table(one.grey, null)]),
      b = [table(other.grey, other.grey), table(other.grey, null)];
    const both = table(one.grey, other.grey);
    for (let i = 0; i < SIDE * SIDE; i++)
      if (one.seen[i] | other.seen[i]) ((sum += similarity(i, a, b, both)), pixels++);
  });
  return pixels ? sum / pixels : 1;
}

/** Similarity of the surroundings of one pixel, WINDOW x WINDOW, cut at the edge. a, b: sums of squares and of values. */
function similarity(pixel, [aa, a], [bb, b], ab) {
  const half = (WINDOW - 1) / 2,
    wide = SIDE + 1,
    x = pixel % SIDE,
    y = (pixel - x) / SIDE;
  const left = Math.max(0, x - half),
    right = Math.min(SIDE, x + half + 1);
  const top = wide * Math.max(0, y - half),
    low = wide * Math.min(SIDE, y + half + 1);
  const n = ((right - left) * (low - top)) / wide,
    p = low + right,
    q = top + right,
    r = low + left,
    s = top + left;
  const ma = (a[p] - a[q] - a[r] + a[s]) / n,
    mb = (b[p] - b[q] - b[r] + b[s]) / n;
  const va = (aa[p] - aa[q] - aa[r] + aa[s]) / n - ma * ma,
    vb = (bb[p] - bb[q] - bb[r] + bb[s]) / n - mb * mb;
  const cov = (ab[p] - ab[q] - ab[r] + ab[s]) / n - ma * mb;
  return ((2 * ma * mb + C1) * (2 * cov + C2)) / ((ma * ma + mb * mb + C1) * (va + vb + C2));
}

/** Sums of a (times b, where there is one) above and left of each place, (SIDE + 1) squared. */
function table(a, b) {
  const wide = SIDE + 1,
    out = new Float64Array(wide * wide);
  for (let y = 0; y < SIDE; y++) {
    let row = 0;
    for (let x = 0; x < SIDE; x++) {
      row += b ? a[y * SIDE + x] * b[y * SIDE + x] : a[y * SIDE + x];
      out[(y + 1) * wide + x + 1] = out[y * wide + x + 1] + row;
    }
  }
  return out;
}
