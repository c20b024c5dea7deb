// Faults of real exporters that change nothing of what a model is meant to be, put right and told.
//
//   repairJson      before anything is parsed: what a parser would make worse
//   repairDocument  after: vertices, then what hangs on nodes
//
// Which errors of the validator may come this far stands in assets/gate/curable.py.

import { mendDocument, mendJson } from "./mend.mjs";
import { clampFactors } from "./repair_factors.mjs";
import { repairNodes } from "./repair_nodes.mjs";
import { repairVertices } from "./repair_vertices.mjs";
import { tell } from "./talk.mjs";

const PATHS = new Set(["translation", "rotation", "scale", "weights"]);

/**
 * Repairs the parsed JSON in place and appends to `repairs`.
 * known: names of the extensions that can be read.
 */
export function repairJson(json, repairs, known) {
  mendJson(json, repairs);
  rootScenes(json, repairs);
  emptyThings(json, repairs);
  declared(json, repairs, known);
  unreadTextures(json, repairs);
  placed(json, repairs);
  strangeChannels(json, repairs);
  clampFactors(json, repairs);
}

/** Repairs the document in place and appends to `repairs`. */
export function repairDocument(document, repairs) {
  mendDocument(document, repairs);
  repairVertices(document, repairs);
  repairNodes(document, repairs);
}

/** A scene may list roots only (glTF 2.0, 3.5.1), each once: a node below another one is reached through its root. */
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
  tell(repairs, "scene_non_root_node", mended, (n) =>
    `A scene listed ${n} nodes that lie below others; they are reached through those.`);
}

/** What holds nothing: meshes without primitives, primitives without positions, skins without joints or without a mesh. */
function emptyThings(json, repairs) {
  let hollow = 0;
  for (const mesh of json.meshes ?? []) {
    const whole = (mesh.primitives ?? []).filter((each) => each.attributes?.POSITION !== undefined);
    hollow += (mesh.primitives?.length ?? 1) - whole.length;
    mesh.primitives = whole;
  }
  const bare = new Set((json.skins ?? []).flatMap((skin, at) => (skin.joints?.length ? [] : [at])));
  for (const node of json.nodes ?? []) {
    if (node.children?.length === 0) delete node.children;
    if (node.mesh !== undefined && !json.meshes?.[node.mesh]?.primitives.length) delete node.mesh;
    if (bare.has(node.skin) || node.mesh === undefined) delete node.skin;
  }
  tell(repairs, "empty_things", hollow + bare.size, (n) => `${n} meshes or skins with nothing in them were left out.`);
}

/** Extensions that are used without being declared are declared. */
function declared(json, repairs, known) {
  const used = new Set(json.extensionsUsed ?? []), found = new Set();
  for (const stack = [json]; stack.length; ) {
    const each = stack.pop();
    Object.keys(each.extensions ?? {}).forEach((name) => found.add(name));
    for (const [name, value] of Object.entries(each)) if (name !== "extras" && value && typeof value === "object") stack.push(value);
  }
  const left = [...used].filter((name) => !known.has(name));
  tell(repairs, "extension_left_out", left.length, () =>
    `The model uses ${left.join(", ")}, which is not read here; what it adds was left out.`);
  const missing = [...found].filter((name) => known.has(name) && !used.has(name));
  if (missing.length) json.extensionsUsed = [...used, ...missing];
  tell(repairs, "undeclared_extension", missing.length, () =>
    `The model uses ${missing.join(", ")} without saying so; it is declared now.`);
}

/**
 * Tracks that move something other than a node's place or weights are of an extension that is not read here; those that
 * name no node move nothing, and are to be ignored (glTF 2.0, 3.11).
 */
function strangeChannels(json, repairs) {
  let strange = 0, idle = 0;
  for (const animation of json.animations ?? []) {
    const known = (animation.channels ?? []).filter((each) => PATHS.has(each.target?.path));
    const kept = known.filter((each) => each.target.node !== undefined);
    strange += (animation.channels?.length ?? 0) - known.length;
    idle += known.length - kept.length;
    animation.channels = kept;
  }
  tell(repairs, "animation_paths", strange, (n) =>
    `${n} tracks of animations move what cannot be moved here; they were left out.`);
  tell(repairs, "animation_nodes", idle, (n) => `${n} tracks of animations name no node to move; they were left out.`);
}

/** KTX2 beside a PNG, JPEG or WebP that says the same: that one is read, since it has lost less. */
function unreadTextures(json, repairs) {
  let plain = 0;
  for (const texture of json.textures ?? []) {
    const other = texture.source ?? texture.extensions?.EXT_texture_webp?.source;
    if (!texture.extensions?.KHR_texture_basisu || other === undefined) continue;
    delete texture.extensions.KHR_texture_basisu;
    plain += 1;
  }
  const left = (json.textures ?? []).some((texture) => texture.extensions?.KHR_texture_basisu);
  for (const list of ["extensionsUsed", "extensionsRequired"])
    if (plain && !left) json[list] = json[list]?.filter((name) => name !== "KHR_texture_basisu");
  tell(repairs, "ktx2_fallback", plain, (n) => `${n} textures were read from the plain images beside their KTX2 ones.`);
}

/** A node says where it is by a matrix or by translation, rotation and scale: the latter win; a rotation is of length one. */
function placed(json, repairs) {
  let both = 0, turned = 0;
  for (const node of json.nodes ?? []) {
    if (node.matrix && (node.translation || node.rotation || node.scale)) {
      delete node.matrix;
      both += 1;
    }
    const length = node.rotation && Math.hypot(...node.rotation);
    if (!node.rotation || Math.abs(length - 1) <= 5e-4) continue;
    node.rotation = length > 1e-6 ? node.rotation.map((v) => v / length) : [0, 0, 0, 1];
    turned += 1;
  }
  tell(repairs, "matrix_and_parts", both, (n) => `${n} nodes said twice where they are; their matrices were left out.`);
  tell(repairs, "rotations", turned, (n) => `The rotations of ${n} nodes were not of length one; they were made so.`);
}
