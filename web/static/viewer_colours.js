// A model in one of its own colours. Source: KHR_materials_variants.

const VARIANTS = "KHR_materials_variants";
const plain = (name) => (name ?? "").toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, "");

/**
 * The model in the colour of that name, however it is written ("Navy Blue", "navy_blue"); a name that it does not know
 * changes nothing.
 *
 * @param {import("three/addons/loaders/GLTFLoader.js").GLTF} model
 * @param {string | null | undefined} name
 * @returns {Promise<boolean>} whether it knows the name
 */
export async function dress(model, name) {
  const variants = model.userData.gltfExtensions?.[VARIANTS]?.variants ?? [];
  const index = variants.findIndex((one) => plain(one.name) === plain(name));
  if (index < 0) return false;
  const changes = [];
  model.scene.traverse((node) => {
    const mapping = node.userData.gltfExtensions?.[VARIANTS]?.mappings?.find((one) => one.variants.includes(index));
    if (mapping) changes.push(wear(model.parser, node, mapping.material));
  });
  await Promise.all(changes);
  return true;
}

async function wear(parser, node, number) {
  node.material = await parser.getDependency("material", number);
  parser.assignFinalMaterial(node);
}
