// What must not be lost on the way: names and the things that they name, as plain lists that two documents share.

/**
 * Names, variants, skins, morph targets, animations and extras of a document.
 * @param {import("@gltf-transform/core").Document} document
 */
export function inventory(document) {
  const root = document.getRoot();
  const meshes = root.listMeshes(), nodes = root.listNodes();
  return {
    nodes: named(nodes),
    meshes: named(meshes),
    materials: named(root.listMaterials()),
    cameras: named(root.listCameras()),
    scenes: named(root.listScenes()),
    animations: root.listAnimations().map((each) => `${each.getName()}: ${each.listChannels().length} channels`).sort(),
    targets: root.listAnimations().flatMap((each) => each.listChannels().map(channel)).sort(),
    skins: root.listSkins().map((each) => `${each.getName()}: ${names(each.listJoints())}`).sort(),
    skinned: nodes.filter((each) => each.getSkin() && each.getMesh()).map((each) => each.getMesh().getName()).sort(),
    morphs: meshes.filter((each) => morphs(each).length).map((each) => `${each.getName()}: ${names(morphs(each))}`).sort(),
    variants: variants(root),
    dressed: meshes.flatMap((mesh) => mesh.listPrimitives().map(dresses)).filter(Boolean).sort(),
    extras: extras([...nodes, ...meshes, ...root.listMaterials(), ...root.listScenes()]),
  };
}

/**
 * What `before` had and `after` has not, a sentence each; empty where nothing was lost.
 * Skins and morph targets must also not have become more: a skin a mesh costs a phone a copy of every joint.
 */
export function lost(before, after) {
  const faults = [];
  for (const [kind, had] of Object.entries(before)) {
    const missing = without(had, after[kind]);
    const more = missing.length > 3 ? ` and ${missing.length - 3} more` : "";
    if (missing.length) faults.push(`${kind}: ${missing.slice(0, 3).join("; ")}${more} lost.`);
  }
  for (const kind of ["skins", "skinned", "morphs", "animations", "targets"])
    if (after[kind].length > before[kind].length) faults.push(`${kind}: ${before[kind].length} became ${after[kind].length}.`);
  return faults;
}

/** Elements of `had` that are not in `have`, each as often as it is missing. */
function without(had, have) {
  const left = new Map();
  for (const each of have) left.set(each, (left.get(each) ?? 0) + 1);
  return had.filter((each) => {
    const count = left.get(each) ?? 0;
    left.set(each, count - 1);
    return count < 1;
  });
}

const names = (things) => things.map((each) => each.getName()).join(", ");
const named = (things) => things.map((each) => each.getName()).filter(Boolean).sort();
const morphs = (mesh) => mesh.listPrimitives()[0]?.listTargets() ?? [];
const channel = (each) => `${each.getTargetNode()?.getName() ?? ""}.${each.getTargetPath()}`;

function variants(root) {
  const extension = root.listExtensionsUsed().find((each) => each.extensionName === "KHR_materials_variants");
  return extension ? extension.listVariants().map((each) => each.getName()).sort() : [];
}

/** Which material each variant puts on a primitive. */
function dresses(primitive) {
  const list = primitive.getExtension("KHR_materials_variants");
  const variants = (each) => each.listVariants().map((variant) => variant.getName()).sort().join("+");
  return list?.listMappings().map((each) => `${variants(each)}=${each.getMaterial()?.getName()}`).sort().join(" ");
}

function extras(things) {
  return things.map((each) => each.getExtras()).filter((each) => Object.keys(each).length).map((each) => JSON.stringify(each)).sort();
}
