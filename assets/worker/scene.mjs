// A document as one list of triangles in the world: what a camera, a shadow or a flat export can work with.
//
// Skins are bent by the joints' transforms as they stand in the file (the rest pose, as viewers show it before an
// animation runs), morph targets weighted by their defaults, instances multiplied out, mirrored parts turned so that
// counter-clockwise is the front again. Points and lines are left out.

import { placesOf, sceneOf } from "./bounds.mjs";
import { IDENTITY, cofactors, place, product, turn } from "./matrix.mjs";

/**
 * @typedef {object} Piece  One primitive at one place.
 * @property {Float32Array} positions  3 per vertex, world, metres
 * @property {Float32Array | null} normals  3 per vertex, unit; null: flat
 * @property {Float32Array | null} tangents  4 per vertex
 * @property {(Float32Array | null)[]} uvs  2 per vertex, sets 0 and 1
 * @property {Float32Array | null} colours  4 per vertex, linear
 * @property {Uint32Array} indices  3 per triangle
 * @property {import("@gltf-transform/core").Primitive} primitive  where it comes from, and what it is made of
 */

/** The most triangles that are multiplied out of instances: 4 million of them take about 400 MB. */
const MOST_TRIANGLES = 4_000_000;

/**
 * Every visible piece of the default scene, in the order of its nodes.
 *
 * @param {import("@gltf-transform/core").Document} document
 * @returns {{pieces: Piece[], triangles: number, leftOut: number}}  leftOut: triangles beyond MOST_TRIANGLES
 */
export function gather(document) {
  const found = { pieces: [], triangles: 0, leftOut: 0 };
  sceneOf(document)?.traverse((node) => {
    const mesh = node.getMesh();
    if (!mesh) return;
    const matrices = node.getSkin() ? [IDENTITY] : placesOf(node);
    for (const primitive of mesh.listPrimitives()) {
      const local = shape(node, mesh, primitive);
      if (!local) continue;
      for (const matrix of matrices) add(found, placed({ ...local, primitive }, matrix));
    }
  });
  return found;
}

/** @returns {{min: number[], max: number[]}} the box around the triangles of pieces; null where there are none. */
export function extent(pieces) {
  const min = [Infinity, Infinity, Infinity];
  const max = [-Infinity, -Infinity, -Infinity];
  for (const { positions, indices } of pieces) {
    for (let i = 0; i < indices.length; i++) {
      for (let axis = 0; axis < 3; axis++) {
        const value = positions[indices[i] * 3 + axis];
        if (value < min[axis]) min[axis] = value;
        if (value > max[axis]) max[axis] = value;
      }
    }
  }
  return min[0] <= max[0] ? { min, max } : null;
}

function add(found, piece) {
  const triangles = piece.indices.length / 3;
  if (found.triangles + triangles > MOST_TRIANGLES) {
    found.leftOut += triangles;
    return;
  }
  found.pieces.push(piece);
  found.triangles += triangles;
}

/** The material of a primitive under a variant, or its own where the variant says nothing of it. */
export function chosen(primitive, variant) {
  const list = variant === undefined ? null : primitive.getExtension("KHR_materials_variants");
  const mapping = list?.listMappings().find((each) => each.listVariants().some((one) => one.getName() === variant));
  return mapping?.getMaterial() ?? primitive.getMaterial();
}

/** A primitive in its mesh's own space (skinned: in the world), or null where it has no triangles. */
export function shape(node, mesh, primitive) {
  const position = primitive.getAttribute("POSITION");
  const indices = position && triangles(primitive, position.getCount());
  if (!indices?.length) return null;
  const weights = node.getWeights().length ? node.getWeights() : mesh.getWeights();
  const local = {
    positions: morphed(primitive, "POSITION", 3, weights),
    normals: morphed(primitive, "NORMAL", 3, weights),
    tangents: morphed(primitive, "TANGENT", 4, weights),
    uvs: [floats(primitive.getAttribute("TEXCOORD_0")), floats(primitive.getAttribute("TEXCOORD_1"))],
    colours: colours(primitive.getAttribute("COLOR_0")),
    indices,
  };
  const skin = node.getSkin();
  return skin ? bent(local, skin, primitive) : local;
}

/** Corner numbers of a primitive's triangles, strips and fans unrolled; those out of range are dropped. */
function triangles(primitive, count) {
  const mode = primitive.getMode();
  if (mode < 4) return null;
  const listed = primitive.getIndices()?.getArray();
  const given = listed ?? Uint32Array.from({ length: count }, (_, i) => i);
  const corners = [];
  if (mode === 4) {
    const whole = given.length - (given.length % 3);
    const plain = Uint32Array.from(given.subarray(0, whole));
    return plain.every((corner) => corner < count) ? plain : plain.filter((_, i) => inRange(plain, i, count));
  }
  for (let i = 0; i + 2 < given.length; i++) {
    const odd = mode === 5 && i % 2 === 1;
    const first = mode === 5 ? i : 0;
    corners.push(given[first], given[odd ? i + 2 : i + 1], given[odd ? i + 1 : i + 2]);
  }
  return Uint32Array.from(corners).filter((_, i, all) => inRange(all, i, count));
}

function inRange(corners, i, count) {
  const first = i - (i % 3);
  return corners[first] < count && corners[first + 1] < count && corners[first + 2] < count;
}

/** An accessor's numbers as they are meant: normalised integers divided out; null for none. */
function floats(accessor) {
  const array = accessor?.getArray();
  if (!array) return null;
  if (!accessor.getNormalized()) return array instanceof Float32Array ? array : Float32Array.from(array);
  const most = { 1: 255, 2: 65535 }[array.BYTES_PER_ELEMENT];
  const signed = array instanceof Int8Array || array instanceof Int16Array;
  const by = signed ? (most - 1) / 2 : most;
  return Float32Array.from(array, (value) => Math.max(value / by, -1));
}

/** Vertex colours as RGBA, linear as glTF has them. */
function colours(accessor) {
  const given = floats(accessor);
  if (!given || accessor.getElementSize() === 4) return given;
  const rgba = new Float32Array((given.length / 3) * 4).fill(1);
  for (let i = 0; i < given.length / 3; i++) rgba.set(given.subarray(i * 3, i * 3 + 3), i * 4);
  return rgba;
}

/** An attribute plus its morph targets by weight; a tangent's fourth number is never morphed. */
function morphed(primitive, semantic, size, weights) {
  const usual = floats(primitive.getAttribute(semantic));
  const targets = primitive.listTargets();
  if (!usual || !targets.some((target, i) => weights[i] && target.getAttribute(semantic))) return usual;
  const result = Float32Array.from(usual);
  targets.forEach((target, t) => {
    const shift = weights[t] ? floats(target.getAttribute(semantic)) : null;
    if (!shift) return;
    for (let i = 0; i < usual.length / size; i++) {
      for (let axis = 0; axis < 3; axis++) result[i * size + axis] += weights[t] * shift[i * 3 + axis];
    }
  });
  return result;
}

/** A piece bent by its skin's joints, in the world. Weights are normalised as they are used. */
function bent(local, skin, primitive) {
  const joints = skin.listJoints();
  const inverse = skin.getInverseBindMatrices();
  const matrices = joints.map((joint, i) => {
    const bind = inverse && i < inverse.getCount() ? inverse.getElement(i, []) : IDENTITY;
    return product(joint.getWorldMatrix(), bind);
  });
  const influences = [0, 1].map((set) => ({
    joints: primitive.getAttribute(`JOINTS_${set}`)?.getArray(),
    weights: floats(primitive.getAttribute(`WEIGHTS_${set}`)),
  })).filter((each) => each.joints && each.weights);
  if (!influences.length || !matrices.length) return local;
  const count = local.positions.length / 3;
  const result = {
    ...local,
    positions: new Float32Array(count * 3),
    normals: local.normals && new Float32Array(count * 3),
    tangents: local.tangents && Float32Array.from(local.tangents),
  };
  const matrix = new Float64Array(16);
  for (let i = 0; i < count; i++) {
    blend(matrix, matrices, influences, i);
    place(matrix, local.positions, i, result.positions, i);
    if (local.normals) turn(cofactors(matrix), local.normals, 3, result.normals, i);
    if (local.tangents) turn(matrix, local.tangents, 4, result.tangents, i);
  }
  return result;
}

/** Writes into matrix the mean of matrices by the weights of vertex i. */
function blend(matrix, matrices, influences, i) {
  let sum = 0;
  matrix.fill(0);
  for (const { joints, weights } of influences) {
    for (let k = i * 4; k < i * 4 + 4; k++) {
      const weight = weights[k];
      const from = weight > 0 ? matrices[joints[k]] : null;
      if (!from) continue;
      sum += weight;
      for (let at = 0; at < 16; at++) matrix[at] += weight * from[at];
    }
  }
  if (sum === 0) matrix.set(matrices[0]);
  else for (let at = 0; at < 16; at++) matrix[at] /= sum;
}

/** A piece moved by a matrix, its triangles turned over where the matrix mirrors. */
function placed(local, matrix) {
  const count = local.positions.length / 3;
  const turned = cofactors(matrix);
  const mirrored = matrix[0] * turned[0] + matrix[1] * turned[1] + matrix[2] * turned[2] < 0;
  const result = {
    ...local,
    positions: new Float32Array(count * 3),
    normals: local.normals && new Float32Array(count * 3),
    tangents: local.tangents && Float32Array.from(local.tangents),
    indices: mirrored ? turnedOver(local.indices) : local.indices,
  };
  const sign = mirrored ? -1 : 1;
  for (let at = 0; at < 16; at++) turned[at] *= sign;
  for (let i = 0; i < count; i++) {
    place(matrix, local.positions, i, result.positions, i);
    if (local.normals) turn(turned, local.normals, 3, result.normals, i);
    if (!local.tangents) continue;
    turn(matrix, local.tangents, 4, result.tangents, i);
    result.tangents[i * 4 + 3] *= sign;
  }
  return result;
}

function turnedOver(indices) {
  const result = Uint32Array.from(indices);
  for (let i = 0; i < result.length; i += 3) [result[i + 1], result[i + 2]] = [result[i + 2], result[i + 1]];
  return result;
}
