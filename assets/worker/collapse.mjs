// One surface with fewer triangles: a single call of meshoptimizer over all of it, and what has to be put right after it.

import { MeshoptSimplifier } from "meshoptimizer";

const PROTECTED = 2; // meshopt_SimplifyVertex_Protect: a discontinuity that no collapse may close
const ANY_ERROR = 1e30;

/**
 * A simpler surface: `indices` of the triangles that are left, with the positions and attributes that they look at.
 * Edges collapse in the order of one error all over the surface, so a part is as fine as it must be to look as right as
 * the others. how: {update: vertices may move, seams: "free" | "kept", prune: small loose pieces may go, regular}.
 * @param {ReturnType<import("./whole.mjs").surface>} whole
 * @param {{values: Float32Array, columns: number}} given
 * @param {number} target  triangles
 * @returns {{indices: Uint32Array, positions: Float32Array, values: Float32Array, error: number}}  error in world units
 */
export function collapse(whole, given, target, how) {
  const flags = ["Permissive", "ErrorAbsolute", ...(how.prune ? ["Prune"] : []), ...(how.regular ? ["Regularize"] : [])];
  const lock = locks(whole, how.seams === "kept");
  const weights = new Array(given.columns).fill(1);
  const corners = 3 * Math.max(0, Math.min(target, whole.indices.length / 3));
  if (!how.update) {
    const [indices, error] = MeshoptSimplifier.simplifyWithAttributes(
      whole.indices, whole.positions, 3, given.values, given.columns, weights, lock, corners, ANY_ERROR, flags);
    return { indices, positions: whole.positions, values: given.values, error };
  }
  const indices = whole.indices.slice(), positions = whole.positions.slice(), values = given.values.slice();
  const [length, error] = MeshoptSimplifier.simplifyWithUpdate(
    indices, positions, 3, values, given.columns, weights, lock, corners, ANY_ERROR, flags);
  return { indices: indices.slice(0, length), positions, values, error };
}

/** Protects the lines along which parts of the surface meet, and with `seams` those between equal places of one part. */
function locks({ positions, owner }, seams) {
  const lock = new Uint8Array(owner.length);
  const first = MeshoptSimplifier.generatePositionRemap(positions, 3);
  for (let at = 0; at < owner.length; at++)
    if (first[at] !== at && (seams || owner[first[at]] !== owner[at])) lock[at] = lock[first[at]] = PROTECTED;
  return lock;
}
