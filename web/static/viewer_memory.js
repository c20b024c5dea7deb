// Giving back what a model holds: buffers and textures on the graphics card, decoded pictures beside it.

/** Every material of a model, worn now or in another colour before. @returns {Set<import("three").Material>} */
function materials(model) {
  const found = new Set([...model.parser.associations.keys()].filter((one) => one.isMaterial));
  model.scene.traverse(({ material }) => { for (const one of [material ?? []].flat()) found.add(one); });
  return found;
}

/**
 * Frees all that a loaded model holds. three.js leaves decoded pictures to whoever loaded them; so they are closed here.
 *
 * @param {import("three/addons/loaders/GLTFLoader.js").GLTF} model
 */
export function release(model) {
  for (const material of materials(model)) {
    for (const value of Object.values(material)) if (value?.isTexture) drop(value);
    material.dispose();
  }
  model.scene.traverse((node) => {
    node.geometry?.dispose();
    node.skeleton?.dispose();
  });
}

function drop(texture) {
  texture.dispose();
  texture.source?.data?.close?.();
}
