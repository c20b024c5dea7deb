// `node census.mjs FILE…`: of each model what it holds and what a validator says of it once nothing is compressed.
//
// One JSON array on standard output. Reads by glTF-Transform as released and validates by Khronos' validator, ours and
// others' files alike. A file that cannot be read says so in `unreadable`.

import validator from "gltf-validator";
import { decoded } from "./decode.mjs";

/**
 * @typedef {object} Census
 * @property {string} path
 * @property {string} [unreadable]  why it cannot be read
 * @property {Record<string, string[]>} names  by kind, with repetitions: nodes, meshes, materials, variants, animations
 * @property {Record<string, number>} counts  materials, skins, joints, morphs, animations, channels, extras, triangles
 * @property {string[]} errors  "CODE at /pointer", at most 20
 * @property {number} error_count
 */

/** @param {string} path @returns {Promise<Census>} */
async function census(path) {
  let read;
  try {
    read = await decoded(path);
  } catch (error) {
    return { path, unreadable: String(error?.message ?? error).slice(0, 300), names: {}, counts: {}, errors: [], error_count: 0 };
  }
  const report = await validator.validateBytes(read.glb, { maxIssues: 2000, writeTimestamp: false });
  const errors = report.issues.messages.filter((each) => each.severity === 0);
  return {
    path,
    names: namesIn(read.document),
    counts: countsIn(read.document),
    errors: errors.slice(0, 20).map((each) => `${each.code} at ${each.pointer ?? ""}`),
    error_count: report.issues.numErrors,
  };
}

function namesIn(document) {
  const root = document.getRoot();
  const named = (list) => list.map((each) => each.getName()).filter(Boolean);
  return {
    nodes: named(root.listNodes()),
    meshes: named(root.listMeshes()),
    materials: named(root.listMaterials()),
    variants: named(variantsOf(document)),
    animations: named(root.listAnimations()),
  };
}

function variantsOf(document) {
  const mappings = document.getRoot().listMeshes().flatMap((mesh) => mesh.listPrimitives())
    .map((primitive) => primitive.getExtension("KHR_materials_variants"))
    .filter(Boolean)
    .flatMap((list) => list.listMappings());
  return [...new Set(mappings.flatMap((mapping) => mapping.listVariants()))];
}

function countsIn(document) {
  const root = document.getRoot();
  const primitives = root.listMeshes().flatMap((mesh) => mesh.listPrimitives());
  const everything = [...root.listNodes(), ...root.listMeshes(), ...root.listMaterials(), ...root.listAnimations()];
  return {
    materials: root.listMaterials().length,
    skins: root.listSkins().length,
    joints: new Set(root.listSkins().flatMap((skin) => skin.listJoints())).size,
    morphs: sum(root.listMeshes(), (mesh) => Math.max(0, ...mesh.listPrimitives().map((each) => each.listTargets().length))),
    animations: root.listAnimations().length,
    channels: sum(root.listAnimations(), (animation) => animation.listChannels().length),
    extras: everything.filter((each) => Object.keys(each.getExtras()).length).length,
    triangles: sum(primitives, trianglesOf),
  };
}

const sum = (list, of) => list.reduce((total, each) => total + of(each), 0);

/** Of the mesh, however often it is shown; strips and fans have two fewer than corners. */
function trianglesOf(primitive) {
  const corners = (primitive.getIndices() ?? primitive.getAttribute("POSITION"))?.getCount() ?? 0;
  const mode = primitive.getMode();
  if (mode < 4) return 0;
  return mode === 4 ? Math.floor(corners / 3) : Math.max(0, corners - 2);
}

const found = [];
for (const path of process.argv.slice(2)) found.push(await census(path));
process.stdout.write(JSON.stringify(found));
