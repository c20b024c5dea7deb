// What moves a model, in the integers that the format's core allows for it: half the bytes, and exact in every codec.

import { Accessor } from "@gltf-transform/core";
import { scaled } from "./repair_vertices.mjs";

const WEIGHT_STEPS = 255, TURN_STEPS = 32767;
const INSTANCES = "EXT_mesh_gpu_instancing"; // whose rotations may be integers, its translations and scales not
const { FLOAT } = Accessor.ComponentType;

/**
 * Weights of skins as bytes that add up to 255, joints as bytes where 256 are enough, rotations of animations and instances
 * in 16 bits; in place. A weight moves by .2 % at most, a direction by .002 degrees.
 * Draco quantises floats one by one, so that their sum is lost; integers it keeps.
 * @param {import("@gltf-transform/core").Document} document
 */
export function integers(document) {
  for (const primitive of document.getRoot().listMeshes().flatMap((mesh) => mesh.listPrimitives())) {
    weights(primitive);
    for (const name of primitive.listSemantics().filter((each) => each.startsWith("JOINTS_"))) joints(primitive.getAttribute(name));
  }
  const channels = document.getRoot().listAnimations().flatMap((each) => each.listChannels());
  const turning = channels.filter((each) => each.getTargetPath() === "rotation").map((each) => each.getSampler());
  for (const sampler of new Set(turning)) if (sampler.getInterpolation() !== "CUBICSPLINE") turns(sampler.getOutput());
  for (const node of document.getRoot().listNodes()) turns(node.getExtension(INSTANCES)?.getAttribute("ROTATION"));
}

function weights(primitive) {
  const sets = primitive.listSemantics().filter((name) => name.startsWith("WEIGHTS_")).sort().map((name) => primitive.getAttribute(name));
  if (!sets.length || sets.some((each) => each.getComponentType() !== FLOAT)) return;
  const made = sets.map((each) => new Uint8Array(4 * each.getCount()));
  for (let at = 0; at < sets[0].getCount(); at++) {
    const all = scaled(sets.flatMap((set) => set.getElement(at, [0, 0, 0, 0])), 1 / WEIGHT_STEPS);
    all.forEach((weight, i) => (made[i >> 2][4 * at + (i & 3)] = Math.round(weight * WEIGHT_STEPS)));
  }
  sets.forEach((set, i) => set.setArray(made[i]).setNormalized(true));
}

function joints(accessor) {
  const from = accessor.getArray();
  if (from instanceof Uint8Array || from.some((joint) => joint > 255)) return;
  accessor.setArray(Uint8Array.from(from));
}

/** Shared with nothing but rotations: an accessor serves one path (its type says so). */
function turns(output) {
  if (output?.getComponentType() !== FLOAT) return;
  output.setArray(Int16Array.from(output.getArray(), (v) => Math.round(Math.min(1, Math.max(-1, v)) * TURN_STEPS))).setNormalized(true);
}
