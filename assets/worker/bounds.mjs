// The box that a model fills in its rest pose, in metres, with skins, morph weights and instances applied.

import { composed, product } from "./matrix.mjs";

const MANY = 2_000_000; // vertices x instances beyond which an instance counts as its box

/**
 * The axis-aligned box of the default scene; null where nothing is shown.
 * @param {import("@gltf-transform/core").Document} document
 * @returns {{min: number[], max: number[]} | null}
 */
export function boundsOf(document) {
  const box = { min: [Infinity, Infinity, Infinity], max: [-Infinity, -Infinity, -Infinity] };
  sceneOf(document)?.traverse((node) => {
    for (const primitive of node.getMesh()?.listPrimitives() ?? []) grow(box, node, primitive);
  });
  return Number.isFinite(box.min[0]) ? box : null;
}

/** The scene that is shown: the default one, else the first. */
export function sceneOf(document) {
  return document.getRoot().getDefaultScene() ?? document.getRoot().listScenes()[0];
}

function grow(box, node, primitive) {
  const position = primitive.getAttribute("POSITION");
  if (!position) return;
  if (node.getSkin() && primitive.getAttribute("JOINTS_0")) return growSkinned(box, node.getSkin(), primitive);
  const places = placesOf(node);
  if (places.length > 1 && places.length * position.getCount() > MANY) return growBoxes(box, position, places);
  for (const matrix of places) growBy(box, position, () => matrix);
}

function growBy(box, position, matrixAt) {
  const p = [0, 0, 0];
  for (let at = 0; at < position.getCount(); at++) include(box, matrixAt(at), position.getElement(at, p));
}

function growBoxes(box, position, places) {
  const low = position.getMinNormalized([]), high = position.getMaxNormalized([]);
  for (const matrix of places)
    for (let corner = 0; corner < 8; corner++) include(box, matrix, low.map((v, axis) => ((corner >> axis) & 1 ? high[axis] : v)));
}

function include(box, m, [x, y, z]) {
  for (let axis = 0; axis < 3; axis++) {
    const v = m[axis] * x + m[4 + axis] * y + m[8 + axis] * z + m[12 + axis];
    if (v < box.min[axis]) box.min[axis] = v;
    if (v > box.max[axis]) box.max[axis] = v;
  }
}

/** World matrices at which a node shows its mesh: one, or one an instance. */
export function placesOf(node) {
  const world = node.getWorldMatrix();
  const batch = node.getExtension("EXT_mesh_gpu_instancing");
  const [translation, rotation, scale] = ["TRANSLATION", "ROTATION", "SCALE"].map((name) => batch?.getAttribute(name));
  const count = (translation ?? rotation ?? scale)?.getCount() ?? 0;
  if (!count) return [world];
  return Array.from({ length: count }, (_, at) => {
    const local = composed(
      translation?.getElement(at, [0, 0, 0]) ?? [0, 0, 0],
      rotation?.getElement(at, [0, 0, 0, 1]) ?? [0, 0, 0, 1],
      scale?.getElement(at, [1, 1, 1]) ?? [1, 1, 1],
    );
    return product(world, local);
  });
}

/** A vertex lies where its joints hold it; the node's own matrix does not count (glTF 2.0, 3.7.3.3). */
function growSkinned(box, skin, primitive) {
  const inverse = skin.getInverseBindMatrices();
  const held = skin.listJoints().map((joint, at) => {
    const world = joint.getWorldMatrix();
    return inverse ? product(world, inverse.getElement(at, new Array(16))) : world;
  });
  const joints = primitive.getAttribute("JOINTS_0"), weights = primitive.getAttribute("WEIGHTS_0");
  const j = [0, 0, 0, 0], w = [0, 0, 0, 0], blended = new Array(16);
  growBy(box, primitive.getAttribute("POSITION"), (at) => {
    joints.getElement(at, j), weights.getElement(at, w);
    for (let k = 0; k < 16; k++) blended[k] = w.reduce((sum, weight, i) => sum + (weight ? weight * held[j[i]][k] : 0), 0);
    return blended;
  });
}
