// One surface with fewer triangles, by a single call of meshoptimizer over all of it.

import { MeshoptSimplifier } from "meshoptimizer";

const PROTECTED = 2; // meshopt_SimplifyVertex_Protect: a discontinuity that no collapse may close
const ANY_ERROR = 1e30;
const SPECK = 0.003; // radius of a piece, of the longest side: a pixel or so of a picture of 384

/**
 * A simpler surface: `indices` of the triangles that are left, with the positions and attributes that they look at.
 * Edges collapse in the order of one error all over the surface, so a part is as fine as it must be to look as right as
 * the others. how: {update: vertices may move, seams: "free" | "kept", prune: which loose pieces may go whole, "any" whose
 * size is within the error, "specks" only or "none", regular: triangles of even shape}.
 * @param {ReturnType<import("./whole.mjs").surface>} whole
 * @param {{values: Float32Array, columns: number}} given
 * @param {number} target  triangles
 * @returns {{indices: Uint32Array, positions: Float32Array, values: Float32Array, error: number}}  error in world units
 */
export function collapse(whole, given, target, how) {
  const flags = [
    "Permissive",
    "ErrorAbsolute",
    ...(how.prune === "any" ? ["Prune"] : []),
    ...(how.regular ? ["Regularize"] : []),
  ];
  const lock = locks(whole, how.seams === "kept");
  const weights = new Array(given.columns).fill(1);
  const source = how.prune === "specks" ? withoutSpecks(whole) : whole.indices;
  const corners = 3 * Math.max(0, Math.min(target, source.length / 3));
  if (!how.update) {
    const [indices, error] = MeshoptSimplifier.simplifyWithAttributes(
      source,
      whole.positions,
      3,
      given.values,
      given.columns,
      weights,
      lock,
      corners,
      ANY_ERROR,
      flags,
    );
    return { indices, positions: whole.positions, values: given.values, error };
  }
  const indices = source.slice(),
    positions = whole.positions.slice(),
    values = given.values.slice();
  const [length, error] = MeshoptSimplifier.simplifyWithUpdate(
    indices,
    positions,
    3,
    values,
    given.columns,
    weights,
    lock,
    corners,
    ANY_ERROR,
    flags,
  );
  return { indices: indices.slice(0, length), positions, values, error };
}

function withoutSpecks({ indices, positions }) {
  const left = MeshoptSimplifier.simplifyPrune(indices, positions, 3, SPECK);
  return left.length ? left : indices;
}

/** Protects the lines along which parts of the surface meet, and with `seams` those between equal places of one part. */
function locks({ positions, owner }, seams) {
  const lock = new Uint8Array(owner.length);
  const first = MeshoptSimplifier.generatePositionRemap(positions, 3);
  for (let at = 0; at < owner.length; at++)
    if (first[at] !== at && (seams || owner[first[at]] !== owner[at])) lock[at] = lock[first[at]] = PROTECTED;
  return lock;
}
