// Loose pieces of a surface sized by how much of them is seen, so that what is hidden is simplified first.

import { MeshoptSimplifier } from "meshoptimizer";
import { area } from "./whole.mjs";

const LEAST = 0.1,
  MOST = 2;
const SEEN_OF_CONVEX = 0.25; // of a closed convex body's area any one view shows a quarter (Cauchy)

/**
 * The pieces of a surface that hang together, and what share of each is seen.
 * sights: pictures of the whole; scale: their pixels per world unit.
 * @returns {{piece: Uint32Array, share: Float64Array, middle: Float64Array}}  piece (n) of each vertex, named by its first
 *   vertex; share and middle by that name: 1 where as much is seen as of a convex body, the mean place of its vertices
 */
export function pieces(whole, sights, scale) {
  const piece = connected(whole),
    n = piece.length;
  const pixels = new Float64Array(n),
    wide = new Float64Array(n),
    middle = new Float64Array(3 * n),
    count = new Uint32Array(n);
  for (const { seen, which } of sights)
    for (let at = 0; at < seen.length; at++) if (seen[at]) pixels[piece[which[at]]]++;
  for (let at = 0; at < whole.indices.length; at += 3) wide[piece[whole.indices[at]]] += drawnArea(whole, at);
  for (let at = 0; at < n; at++) {
    count[piece[at]]++;
    for (let i = 0; i < 3; i++) middle[3 * piece[at] + i] += whole.positions[3 * at + i];
  }
  for (let at = 0; at < n; at++) for (let i = 0; i < 3 && count[at]; i++) middle[3 * at + i] /= count[at];
  const expected = sights.length * scale * scale * SEEN_OF_CONVEX;
  return { piece, middle, share: pixels.map((seen, at) => (seen + 0.5) / (wide[at] * expected + 0.5)) };
}

/**
 * The surface with each piece shrunk about its middle by its share to the power of `strength`, and the way back.
 * An error in a piece that is hardly seen then counts for less beside one in a piece that is.
 */
export function shrunk(whole, { piece, share, middle }, strength) {
  const factor = share.map((seen) => Math.min(MOST, Math.max(LEAST, seen ** strength)));
  const about = (positions, by) => {
    const out = new Float32Array(positions.length);
    for (let at = 0; at < piece.length; at++)
      for (let i = 0; i < 3; i++) {
        const m = middle[3 * piece[at] + i];
        out[3 * at + i] = m + (positions[3 * at + i] - m) * by(factor[piece[at]]);
      }
    return out;
  };
  return {
    whole: { ...whole, positions: about(whole.positions, (f) => f) },
    back: (positions) => about(positions, (f) => 1 / f),
  };
}

/** Names the piece of each vertex: corners of a triangle are of one, and so are vertices at one place. */
function connected({ positions, indices }) {
  const parent = MeshoptSimplifier.generatePositionRemap(positions, 3);
  const root = (at) => {
    while (parent[at] !== at) at = parent[at] = parent[parent[at]];
    return at;
  };
  for (let at = 0; at < indices.length; at += 3) {
    const roots = [root(indices[at]), root(indices[at + 1]), root(indices[at + 2])],
      least = Math.min(...roots);
    for (const each of roots) parent[each] = least;
  }
  return parent.map((_, at) => root(at));
}

/** Area of the triangle at corner `at`, as often as its part is placed. */
function drawnArea({ parts, owner, positions, indices }, at) {
  return area(positions, indices[at], indices[at + 1], indices[at + 2]) * parts[owner[indices[at]]].placements.length;
}
