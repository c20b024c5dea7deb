// Cloth that one can see through. Triangles of one thing are drawn in the order of the file, so that of sheer cloth the
// inside would cover the outside here and there: its depth is drawn first, and then only what is nearest.

import { Mesh, MeshBasicMaterial } from "three";

const FIRST = 1, THEN = 2; // order of drawing among what is transparent

/**
 * Makes what is sheer in a model show its nearest side alone, over what is opaque behind it. Moving shapes (skins,
 * morphs) stay as they are.
 *
 * @param {{scene: import("three").Object3D}} model  once, when it is loaded
 */
export function veil(model) {
  const sheer = [];
  model.scene.traverse((node) => {
    if (node.isMesh && !node.isSkinnedMesh && !node.morphTargetInfluences && node.material.transparent) sheer.push(node);
  });
  for (const node of sheer) {
    const { map, side } = node.material;
    const depth = new Mesh(node.geometry, new MeshBasicMaterial({ map, side, alphaTest: 0.02, transparent: true, colorWrite: false }));
    depth.renderOrder = FIRST;
    node.renderOrder = THEN;
    node.add(depth);
  }
}
