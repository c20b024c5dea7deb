// What the format asks of the numbers of a vertex: directions of length one, weights that add up to one, colours within one.

import { Accessor, MathUtils } from "@gltf-transform/core";
import { tell } from "./talk.mjs";

const UNIT_TOLERANCE = 5e-4; // the validator's own for normals
const WEIGHT_TOLERANCE = 2e-7; // and for the sum of weights, times their number
const KNOWN = /^(POSITION|NORMAL|TANGENT|(TEXCOORD|COLOR|JOINTS|WEIGHTS)_\d+|_.+)$/;

/** Repairs in place and appends to `repairs`. */
export function repairVertices(document, repairs) {
  const counts = { unknown: 0, weights: 0, normals: 0, tangents: 0, colours: 0, bones: 0 };
  for (const primitive of document.getRoot().listMeshes().flatMap((mesh) => mesh.listPrimitives())) {
    counts.unknown += dropUnknown(primitive);
    counts.weights += mendWeights(primitive);
    counts.normals += mendNormals(primitive);
    counts.tangents += mendTangents(primitive.getAttribute("TANGENT"));
    for (const name of primitive.listSemantics().filter((each) => each.startsWith("COLOR_")))
      counts.colours += clampColours(primitive.getAttribute(name));
  }
  for (const skin of document.getRoot().listSkins()) counts.bones += affine(skin.getInverseBindMatrices());
  for (const each of document.getRoot().listAccessors())
    if (each.getComponentType() === Accessor.ComponentType.FLOAT) each.setNormalized(false);
  tell(repairs, "unknown_attributes", counts.unknown, (n) =>
    `${n} attributes of vertices have names that nothing reads; they were left out.`);
  tell(repairs, "skin_weights", counts.weights, (n) =>
    `The skin weights of ${n} vertices did not add up to one, or named a joint twice; they were put in order.`);
  tell(repairs, "normals", counts.normals, (n) => `${n} normals were not of length one; they were made so.`);
  tell(repairs, "tangents", counts.tangents, (n) =>
    `${n} tangents were not of length one or had no side; they were made so.`);
  tell(repairs, "colours", counts.colours, (n) =>
    `The colours of ${n} vertices lay outside 0 to 1; they were held within it.`);
  tell(repairs, "bind_matrices", counts.bones, (n) =>
    `${n} inverse bind matrices were not affine; their last row was set.`);
}

function dropUnknown(primitive) {
  const unknown = primitive.listSemantics().filter((name) => !KNOWN.test(name));
  unknown.forEach((name) => primitive.setAttribute(name, null));
  return unknown.length;
}

/** No weight below zero, no joint twice, a sum of one, in the accessors' own type. Returns how many vertices were off. */
function mendWeights(primitive) {
  const names = primitive.listSemantics().sort();
  const sets = (prefix) => names.filter((each) => each.startsWith(prefix)).map((each) => primitive.getAttribute(each));
  const weights = sets("WEIGHTS_"), joints = sets("JOINTS_");
  if (!weights.length || weights.length !== joints.length) return 0;
  const step = weights[0].getNormalized() ? MathUtils.decodeNormalizedInt(1, weights[0].getComponentType()) : 0;
  let off = 0;
  for (let at = 0; at < weights[0].getCount(); at++) {
    const w = got(weights, at), j = got(joints, at);
    if (whole(w, j, step)) continue;
    off += 1;
    const mended = scaled(merged(w, j), step);
    put(weights, at, mended);
    put(joints, at, j.map((joint, i) => (mended[i] ? joint : 0)));
  }
  return off;
}

function whole(w, j, step) {
  const used = w.filter(Boolean).length;
  const sum = w.reduce((a, b) => a + b, 0);
  const twice = new Set(j.filter((_, i) => w[i])).size < used;
  return !twice && w.every((v) => v >= 0) && Math.abs(sum - 1) <= Math.max(step / 2, WEIGHT_TOLERANCE * used);
}

function merged(w, j) {
  const out = w.map((v) => Math.max(0, v));
  j.forEach((joint, i) => {
    const first = j.indexOf(joint);
    if (first === i) return;
    out[first] += out[i];
    out[i] = 0;
  });
  return out;
}

/** Weights of sum one; where they are stored as integers, multiples of `step`, of which the largest takes what rounding left. */
export function scaled(values, step) {
  const sum = values.reduce((a, b) => a + b, 0);
  const shares = sum > 0 ? values.map((v) => v / sum) : values.map((_, i) => (i ? 0 : 1));
  if (!step) return shares;
  const steps = shares.map((v) => Math.round(v / step));
  steps[steps.indexOf(Math.max(...steps))] += Math.round(1 / step) - steps.reduce((a, b) => a + b, 0);
  return steps.map((v) => v * step);
}

const got = (sets, at) => sets.flatMap((set) => set.getElement(at, [0, 0, 0, 0]));
const put = (sets, at, values) => sets.forEach((set, i) => set.setElement(at, values.slice(4 * i, 4 * i + 4)));

/** Unit normals; one without a direction takes that of its triangles, else up. Returns how many were off. */
function mendNormals(primitive) {
  const normals = primitive.getAttribute("NORMAL");
  if (!normals) return 0;
  let off = 0, faces = null;
  const el = [0, 0, 0];
  for (let at = 0; at < normals.getCount(); at++) {
    const length = Math.hypot(...normals.getElement(at, el));
    if (Math.abs(length - 1) <= UNIT_TOLERANCE) continue;
    off += 1;
    if (length > 1e-6) normals.setElement(at, el.map((v) => v / length));
    else normals.setElement(at, (faces ??= faceNormals(primitive))(at));
  }
  return off;
}

function faceNormals(primitive) {
  const position = primitive.getAttribute("POSITION"), indices = primitive.getIndices();
  const count = indices ? indices.getCount() : position.getCount();
  const sums = new Float64Array(3 * position.getCount());
  const a = [0, 0, 0], b = [0, 0, 0], c = [0, 0, 0];
  for (let at = 0; primitive.getMode() === 4 && at + 2 < count; at += 3) {
    const corner = [0, 1, 2].map((i) => (indices ? indices.getScalar(at + i) : at + i));
    position.getElement(corner[0], a), position.getElement(corner[1], b), position.getElement(corner[2], c);
    const u = b.map((v, i) => v - a[i]), w = c.map((v, i) => v - a[i]);
    const cross = [u[1] * w[2] - u[2] * w[1], u[2] * w[0] - u[0] * w[2], u[0] * w[1] - u[1] * w[0]];
    for (const vertex of corner) cross.forEach((v, i) => (sums[3 * vertex + i] += v));
  }
  return (at) => {
    const sum = [...sums.subarray(3 * at, 3 * at + 3)], length = Math.hypot(...sum);
    return length > 0 ? sum.map((v) => v / length) : [0, 1, 0];
  };
}

function mendTangents(tangents) {
  if (!tangents) return 0;
  let off = 0;
  const el = [0, 0, 0, 0];
  for (let at = 0; at < tangents.getCount(); at++) {
    tangents.getElement(at, el);
    const length = Math.hypot(el[0], el[1], el[2]);
    if (Math.abs(length - 1) <= UNIT_TOLERANCE && Math.abs(el[3]) === 1) continue;
    off += 1;
    const direction = length > 1e-6 ? el.slice(0, 3).map((v) => v / length) : [1, 0, 0];
    tangents.setElement(at, [...direction, el[3] < 0 ? -1 : 1]);
  }
  return off;
}

function clampColours(colours) {
  if (colours.getComponentType() !== Accessor.ComponentType.FLOAT) return 0;
  let off = 0;
  const el = [0, 0, 0, 0].slice(0, colours.getElementSize());
  for (let at = 0; at < colours.getCount(); at++) {
    colours.getElement(at, el);
    if (el.every((v) => v >= 0 && v <= 1)) continue;
    colours.setElement(at, el.map((v) => Math.min(1, Math.max(0, v))));
    off += 1;
  }
  return off;
}

/** Inverse bind matrices end in 0 0 0 1 (glTF 2.0, 3.7.3.1). Returns how many did not. */
function affine(matrices) {
  if (!matrices) return 0;
  let off = 0;
  const el = new Array(16).fill(0), row = [0, 0, 0, 1];
  for (let at = 0; at < matrices.getCount(); at++) {
    matrices.getElement(at, el);
    if (row.every((v, i) => el[4 * i + 3] === v)) continue;
    off += 1;
    row.forEach((v, i) => (el[4 * i + 3] = v));
    matrices.setElement(at, el);
  }
  return off;
}
