// Cleans and simplifies a model and says in full what is left of it. Run by assets/node.py.
//
// Request: { root, entry, ratios, out?, and what else simplify takes }.
// Result: { removed, cleaned, levels: [{ told, left }] }, where
// `cleaned` and `left` are { nodes, materials, animations, skins, primitives: [{ mesh, material, mode, semantics, targets,
// indices, POSITION, … }] }, and the GLB of each level is written into `out` where it is given.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { clean } from "../../assets/worker/clean.mjs";
import { glb } from "../../assets/worker/io.mjs";
import { read } from "../../assets/worker/read.mjs";
import { simplify } from "../../assets/worker/simplify.mjs";
import { answer } from "../../assets/worker/talk.mjs";

const names = (list) => list.map((each) => each.getName());

function left(document) {
  const root = document.getRoot();
  return {
    nodes: root.listNodes().map((node) => ({ name: node.getName(), extras: node.getExtras() })),
    materials: names(root.listMaterials()),
    animations: names(root.listAnimations()),
    keyframes: root
      .listAnimations()
      .flatMap((each) => each.listSamplers().map((sampler) => sampler.getInput().getCount())),
    skins: root.listSkins().map((skin) => skin.listJoints().length),
    meshes: names(root.listMeshes()),
    primitives: root.listMeshes().flatMap((mesh) => mesh.listPrimitives().map((primitive) => shape(mesh, primitive))),
  };
}

function shape(mesh, primitive) {
  const mapped = primitive.getExtension("KHR_materials_variants")?.listMappings() ?? [];
  return {
    mesh: mesh.getName(),
    material: primitive.getMaterial()?.getName() ?? null,
    variants: mapped.flatMap((each) => names(each.listVariants())),
    mode: primitive.getMode(),
    targets: primitive.listTargets().map((each) => each.getAttribute("POSITION").getCount()),
    indices: Array.from(primitive.getIndices()?.getArray() ?? []),
    attributes: Object.fromEntries(
      primitive.listSemantics().map((name) => [name, Array.from(primitive.getAttribute(name).getArray())]),
    ),
  };
}

await answer(async ({ root, entry, ratios, out, ...options }) => {
  const { document } = await read(root, entry);
  const { removed } = await clean(document);
  const io = await glb();
  const cleaned = await io.writeBinary(document);
  const levels = [];
  for (const ratio of ratios) {
    const level = await io.readBinary(cleaned);
    const told = await simplify(level, { ratio, ...options });
    if (out) writeFileSync(join(out, `${ratio}.glb`), await io.writeBinary(level));
    levels.push({ told, left: left(level) });
  }
  return { removed, cleaned: left(document), levels };
});
