// Faults that leave open what was meant only to a parser, not to an eye: what renderers make of them is written down.
//
//   mendJson      before anything is parsed, and before values are held within their ranges
//   mendDocument  after: data that are no numbers, key frames out of order
//
// Which errors of the validator may come this far stands in assets/gate/curable.py.

import { tell } from "./talk.mjs";

const STRENGTH = "KHR_materials_emissive_strength";
const PARTNER = { JOINTS: "WEIGHTS", WEIGHTS: "JOINTS" };
const FLOAT = 5126;
const MOST_SETS = 7; // more than any renderer reads: a larger number is a mistake, or meant ill

/**
 * Puts the JSON in order and appends to `repairs`.
 * @param {object} json  a glTF description whose references all exist
 * @param {{code: string, say: string}[]} repairs
 */
export function mendJson(json, repairs) {
  const primitives = (json.meshes ?? []).flatMap((mesh) => mesh.primitives ?? []);
  const count = (list, mended) => list.filter((each) => mended(each, json)).length;
  const mended = {
    bright_light: [count(json.materials ?? [], brightness), "materials shone brighter than one, now by a strength."],
    rounded_rotations: [count(json.nodes ?? [], rounded), "nodes had rotations that were rounded beyond one."],
    lone_joints: [count(primitives, lone), "meshes had joints without weights, or the reverse; these were left out."],
    morph_weights: [morphWeights(json), "lists of weights did not match their morph targets; they do now."],
    no_coordinates: [count(primitives, coordinates), "meshes had no coordinates for a texture: it is of one colour."],
  };
  for (const [code, [number, words]] of Object.entries(mended)) tell(repairs, code, number, (n) => `${n} ${words}`);
}

/** Light beyond one keeps its brightness: as colour and strength. */
function brightness(material, json) {
  const most = Math.max(0, ...(material.emissiveFactor ?? []));
  if (!(most > 1)) return false;
  material.emissiveFactor = material.emissiveFactor.map((part) => part / most);
  material.extensions ??= {};
  const strength = material.extensions[STRENGTH]?.emissiveStrength ?? 1;
  material.extensions[STRENGTH] = { ...material.extensions[STRENGTH], emissiveStrength: strength * most };
  json.extensionsUsed = [...new Set([...(json.extensionsUsed ?? []), STRENGTH])];
  return true;
}

/** 1.0000002 is what is left of 1 in some exporters. */
function rounded(node) {
  if (!node.rotation?.some((part) => Math.abs(part) > 1)) return false;
  const length = Math.hypot(...node.rotation);
  node.rotation = node.rotation.map((part) => Math.min(1, Math.max(-1, part / length)));
  return true;
}

/** Joints and weights in pairs. */
function lone({ attributes = {}, extensions = {} }) {
  const alone = Object.keys(attributes).filter((name) => {
    const [kind, set] = name.split("_");
    return PARTNER[kind] && !(`${PARTNER[kind]}_${set}` in attributes);
  });
  for (const name of alone) {
    delete attributes[name];
    delete extensions.KHR_draco_mesh_compression?.attributes?.[name];
  }
  return alone.length > 0;
}

/** As many weights as morph targets. */
function morphWeights(json) {
  const targets = (mesh) => mesh?.primitives?.[0]?.targets?.length ?? 0;
  const fit = (holder, wanted) => {
    if (!holder.weights || holder.weights.length === wanted) return 0;
    if (wanted) holder.weights = Array.from({ length: wanted }, (_, at) => holder.weights[at] ?? 0);
    else delete holder.weights;
    return 1;
  };
  const { meshes = [], nodes = [] } = json;
  const holders = [...meshes.map((mesh) => [mesh, mesh]), ...nodes.map((node) => [node, meshes[node.mesh]])];
  return holders.reduce((sum, [holder, mesh]) => sum + fit(holder, targets(mesh)), 0);
}

/** Zeros for coordinates that textures ask for, or that later sets come after: what a renderer takes for them. */
function coordinates(primitive, json) {
  const position = json.accessors?.[primitive.attributes?.POSITION];
  const mappings = primitive.extensions?.KHR_materials_variants?.mappings ?? [];
  const materials = [primitive.material, ...mappings.map((each) => each.material)].map((at) => json.materials?.[at]);
  const given = Object.keys(primitive.attributes ?? {}).filter((name) => name.startsWith("TEXCOORD_"));
  const last = Math.max(...materials.map(lastSet), ...given.map((name) => Number(name.slice("TEXCOORD_".length))));
  let added = false;
  for (let set = 0; position && last <= MOST_SETS && set <= last; set++) {
    if (`TEXCOORD_${set}` in primitive.attributes) continue;
    json.accessors.push({ componentType: FLOAT, type: "VEC2", count: position.count });
    primitive.attributes[`TEXCOORD_${set}`] = json.accessors.length - 1;
    added = true;
  }
  return added;
}

/** The highest set of coordinates that a material's textures read; -1 where it has none. */
function lastSet(material) {
  let last = -1;
  for (const stack = [["", material]]; stack.length; ) {
    const [name, value] = stack.pop();
    if (value === null || typeof value !== "object") continue;
    if (name.endsWith("Texture") && Number.isInteger(value.index))
      last = Math.max(last, value.extensions?.KHR_texture_transform?.texCoord ?? value.texCoord ?? 0);
    stack.push(...Object.entries(value).filter(([key]) => key !== "extras"));
  }
  return last;
}

/**
 * Puts the data in order and appends to `repairs`.
 * @param {import("@gltf-transform/core").Document} document
 * @param {{code: string, say: string}[]} repairs
 */
export function mendDocument(document, repairs) {
  const root = document.getRoot();
  const primitives = root.listMeshes().flatMap((mesh) => mesh.listPrimitives());
  const total = (list, mended) => list.reduce((sum, each) => sum + mended(each), 0);
  const no = (kind, instead) => total(named(primitives, kind), (each) => numbered(each, instead));
  const blank = no("TEXCOORD_", 0) + no("COLOR_", 1), frames = total(root.listAnimations(), keyTimes);
  tell(repairs, "no_numbers", blank, (n) => `${n} coordinates or colours were no numbers; they are nought or white.`);
  tell(repairs, "key_times", frames, (n) => `${n} key frames were out of order; they were moved or left out.`);
}

/** The accessors of all attributes whose names begin so, each once. */
function named(primitives, kind) {
  const of = (primitive) => primitive.listSemantics().filter((name) => name.startsWith(kind));
  return [...new Set(primitives.flatMap((each) => of(each).map((name) => each.getAttribute(name))))];
}

/** Puts `instead` for every component that is infinite or not a number. Returns how many elements had one. */
function numbered(accessor, instead) {
  const element = [];
  let mended = 0;
  for (let at = 0; accessor.getComponentType() === FLOAT && at < accessor.getCount(); at++) {
    if (accessor.getElement(at, element).every(Number.isFinite)) continue;
    accessor.setElement(at, element.map((part) => (Number.isFinite(part) ? part : instead)));
    mended += 1;
  }
  return mended;
}

/** Times that begin at zero or later and only grow. Returns how many key frames were moved or left out. */
function keyTimes(animation) {
  const samplers = animation.listSamplers().filter((each) => each.getInput() && each.getOutput());
  const begin = Math.min(0, ...samplers.map((each) => each.getInput().getArray().reduce((a, b) => Math.min(a, b), 0)));
  let mended = 0;
  const shifted = new Map();
  for (const sampler of samplers) {
    const times = sampler.getInput();
    if (begin < 0 && !shifted.has(times))
      shifted.set(times, times.clone().setArray(times.getArray().map((time) => time - begin)));
    sampler.setInput(shifted.get(times) ?? times);
    mended += (begin < 0 ? times.getCount() : 0) + growing(sampler);
  }
  return mended;
}

/** Leaves out each key frame that is not after the one before. Returns how many. */
function growing(sampler) {
  const times = sampler.getInput().getArray(), output = sampler.getOutput(), values = output.getArray();
  const kept = [];
  times.forEach((time, at) => (at === 0 || time > times[kept.at(-1)]) && kept.push(at));
  if (kept.length === times.length) return 0;
  const width = values.length / times.length;
  const picked = new values.constructor(kept.length * width);
  kept.forEach((from, to) => picked.set(values.subarray(from * width, (from + 1) * width), to * width));
  sampler.setInput(sampler.getInput().clone().setArray(times.constructor.from(kept, (at) => times[at])));
  sampler.setOutput(output.clone().setArray(picked));
  return times.length - kept.length;
}
