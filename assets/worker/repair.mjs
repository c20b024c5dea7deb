// Faults of real exporters that change nothing of what a model is meant to be, put right and told.

import { MathUtils } from "@gltf-transform/core";

const UNIT_TOLERANCE = 5e-4; // the validator's own for normals; its sums of weights have 2e-7 each

/** Repairs in the JSON, before anything is parsed: what a parser would make worse. Appends to `repairs`. */
export function repairJson(json, repairs) {
  rootScenes(json, repairs);
  emptyThings(json, repairs);
  unreadTextures(json, repairs);
}

/** A scene may list roots only (glTF 2.0, 3.5.1): a node below another one is reached through its root. */
function rootScenes(json, repairs) {
  const parents = new Map();
  (json.nodes ?? []).forEach((node, at) => node.children?.forEach((child) => parents.set(child, at)));
  const rootOf = (at, left = json.nodes.length) => (parents.has(at) && left > 0 ? rootOf(parents.get(at), left - 1) : at);
  let mended = 0;
  for (const scene of json.scenes ?? []) {
    if (!scene.nodes) continue;
    mended += scene.nodes.filter((at) => parents.has(at)).length;
    scene.nodes = [...new Set(scene.nodes.map((at) => rootOf(at)))];
  }
  tell(repairs, "scene_non_root_node", mended, (n) => `A scene listed ${n} nodes that lie below others; they are reached through those.`);
}

/** Meshes without primitives and lists without entries, which the format does not know. */
function emptyThings(json, repairs) {
  const hollow = new Set((json.meshes ?? []).flatMap((mesh, at) => (mesh.primitives?.length ? [] : [at])));
  for (const node of json.nodes ?? []) {
    if (hollow.has(node.mesh)) delete node.mesh;
    if (node.children?.length === 0) delete node.children;
  }
  for (const mesh of json.meshes ?? []) mesh.primitives ??= [];
  tell(repairs, "empty_mesh", hollow.size, (n) => `${n} meshes without any triangles were taken out.`);
}

/** KTX2 beside a PNG or JPEG that says the same: the plain one is read. */
function unreadTextures(json, repairs) {
  let plain = 0;
  for (const texture of json.textures ?? []) {
    if (!texture.extensions?.KHR_texture_basisu || texture.source === undefined) continue;
    delete texture.extensions.KHR_texture_basisu;
    plain += 1;
  }
  const used = (json.extensionsUsed ?? []).filter((name) => name !== "KHR_texture_basisu");
  if (plain) json.extensionsUsed = used;
  tell(repairs, "ktx2_fallback", plain, (n) => `${n} textures were read from the plain images beside their KTX2 ones.`);
}

/** Repairs in the document: what the format asks of numbers. Appends to `repairs`. */
export function repairDocument(document, repairs) {
  const counts = { weights: 0, normals: 0, tangents: 0, bones: 0 };
  for (const primitive of primitives(document)) {
    counts.weights += normaliseWeights(primitive);
    counts.normals += normaliseNormals(primitive);
    counts.tangents += normaliseTangents(primitive.getAttribute("TANGENT"));
  }
  for (const skin of document.getRoot().listSkins()) counts.bones += affine(skin.getInverseBindMatrices());
  const hollow = document.getRoot().listMeshes().filter((mesh) => !mesh.listPrimitives().length);
  hollow.forEach((mesh) => mesh.dispose());
  tell(repairs, "skin_weights", counts.weights, (n) => `The skin weights of ${n} vertices did not add up to one; they were scaled.`);
  tell(repairs, "normals", counts.normals, (n) => `${n} normals were not of length one; they were made so.`);
  tell(repairs, "tangents", counts.tangents, (n) => `${n} tangents were not of length one or had no side; they were made so.`);
  tell(repairs, "bind_matrices", counts.bones, (n) => `${n} inverse bind matrices were not affine; their last row was set.`);
}

function tell(repairs, code, count, sentence) {
  if (count) repairs.push({ code, say: sentence(count) });
}

function* primitives(document) {
  for (const mesh of document.getRoot().listMeshes()) yield* mesh.listPrimitives();
}

/** Scales the weights of each vertex to a sum of one, in the accessors' own type. Returns how many were off. */
function normaliseWeights(primitive) {
  const sets = primitive.listSemantics().filter((name) => name.startsWith("WEIGHTS_")).sort().map((name) => primitive.getAttribute(name));
  if (!sets.length) return 0;
  let off = 0;
  const el = [0, 0, 0, 0];
  const step = sets[0].getNormalized() ? MathUtils.decodeNormalizedInt(1, sets[0].getComponentType()) : 0;
  for (let at = 0; at < sets[0].getCount(); at++) {
    const all = sets.flatMap((set) => [...set.getElement(at, el)]);
    const sum = all.reduce((a, b) => a + b, 0);
    if (Math.abs(sum - 1) <= Math.max(step / 2, 2e-7 * all.filter(Boolean).length)) continue;
    off += 1;
    const scaled = sum > 0 ? all.map((w) => w / sum) : all.map((_, i) => (i ? 0 : 1));
    put(sets, at, step ? stepped(scaled, step) : scaled);
  }
  return off;
}

/** Multiples of `step` nearest to `values` that add up to one: the largest takes what rounding left. */
export function stepped(values, step) {
  const whole = values.map((v) => Math.round(v / step));
  const rest = Math.round(1 / step) - whole.reduce((a, b) => a + b, 0);
  whole[whole.indexOf(Math.max(...whole))] += rest;
  return whole.map((v) => v * step);
}

function put(sets, at, values) {
  sets.forEach((set, i) => set.setElement(at, values.slice(4 * i, 4 * i + 4)));
}

/** Unit normals; one without a direction takes that of its triangles, else up. Returns how many were off. */
function normaliseNormals(primitive) {
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

function normaliseTangents(tangents) {
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
