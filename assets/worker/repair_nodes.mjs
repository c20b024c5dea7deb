// Skins, animations and pictures that contradict what they hang on.

import { tell } from "./talk.mjs";

const WEIGHTS = "weights";
const MAGIC = { "image/png": [0x89, 0x50, 0x4e, 0x47], "image/jpeg": [0xff, 0xd8, 0xff], "image/webp": [0x52, 0x49, 0x46, 0x46] };

/** Repairs in place and appends to `repairs`. */
export function repairNodes(document, repairs) {
  const root = document.getRoot();
  root.listSkins().filter((each) => !each.listJoints().length).forEach((each) => each.dispose());
  root.listScenes().filter((each) => !each.listChildren().length && each !== root.getDefaultScene()).forEach((each) => each.dispose());
  tell(repairs, "skin_without_weights", idleSkins(root), (n) =>
    `${n} nodes had a skin that cannot move their mesh; it was left out.`);
  tell(repairs, "skin_roots", gathered(document), (n) =>
    `The joints of ${n} skins hung below nothing in common, or in no scene; they do now.`);
  tell(repairs, "animation_targets", idleChannels(root), (n) =>
    `${n} tracks of animations moved nothing, or what another track moves; they were left out.`);
  tell(repairs, "animation_rotations", unitRotations(root), (n) =>
    `${n} rotations of animations were not of length one; they were made so.`);
  tell(repairs, "image_types", sniffed(root), (n) =>
    `${n} textures were named as another format than they are; they are read as what they are.`);
}

function idleSkins(root) {
  const bends = (mesh) => mesh.listPrimitives().some((each) => each.getAttribute("JOINTS_0"));
  const idle = root.listNodes().filter((node) => node.getSkin() && node.getMesh() && !bends(node.getMesh()));
  idle.forEach((node) => node.setSkin(null));
  const worn = new Set(root.listNodes().map((node) => node.getSkin()));
  root.listSkins().filter((each) => !worn.has(each)).forEach((each) => each.dispose());
  return idle.length;
}

/** All joints of a skin share an ancestor (glTF 2.0, 3.7.3.2), in every scene that shows what it moves. */
function gathered(document) {
  const root = document.getRoot();
  let count = 0;
  for (const skin of root.listSkins()) {
    const heads = [...new Set(skin.listJoints().map(rootOf))];
    const scenes = root.listScenes().filter((scene) => scene.listChildren().some((node) => shows(node, skin)));
    const absent = scenes.some((scene) => heads.some((head) => !scene.listChildren().includes(head)));
    const skeleton = skin.getSkeleton();
    if (skeleton && !skin.listJoints().every((joint) => joint === skeleton || above(joint).includes(skeleton))) {
      skin.setSkeleton(null);
      count += 1;
    }
    if (heads.length < 2 && !absent) continue;
    count += 1;
    const common = heads.length > 1 ? document.createNode("") : heads[0];
    if (heads.length > 1) heads.forEach((head) => common.addChild(head));
    (scenes.length ? scenes : root.listScenes().slice(0, 1)).forEach((scene) => scene.addChild(common));
  }
  return count;
}

function above(node) {
  const chain = [];
  for (let parent = node.getParentNode(); parent; parent = parent.getParentNode()) chain.push(parent);
  return chain;
}

const rootOf = (node) => above(node).at(-1) ?? node;

function shows(node, skin) {
  return node.getSkin() === skin || node.listChildren().some((child) => shows(child, skin));
}

/** Drops channels without a target, of weights where there is nothing to weigh, and all but the first of one target. */
function idleChannels(root) {
  let count = 0;
  for (const animation of root.listAnimations()) {
    const seen = new Map();
    for (const channel of animation.listChannels()) {
      const node = channel.getTargetNode(), path = channel.getTargetPath();
      const idle = !node || (path === WEIGHTS && !node.getMesh()?.listPrimitives()[0]?.listTargets().length);
      const taken = node && (seen.get(node) ?? seen.set(node, new Set()).get(node)).has(path);
      if (node) seen.get(node).add(path);
      if (!idle && !taken) continue;
      channel.dispose();
      count += 1;
    }
    if (!animation.listChannels().length) animation.dispose();
  }
  return count;
}

function unitRotations(root) {
  let count = 0;
  const done = new Set(), el = [0, 0, 0, 0];
  for (const channel of root.listAnimations().flatMap((each) => each.listChannels())) {
    const sampler = channel.getSampler(), output = sampler?.getOutput();
    if (channel.getTargetPath() !== "rotation" || !output || done.has(output) || sampler.getInterpolation() === "CUBICSPLINE") continue;
    done.add(output);
    for (let at = 0; at < output.getCount(); at++) {
      const length = Math.hypot(...output.getElement(at, el));
      if (Math.abs(length - 1) <= (output.getNormalized() ? 1e-2 : 5e-4)) continue;
      output.setElement(at, length > 1e-6 ? el.map((v) => v / length) : [0, 0, 0, 1]);
      count += 1;
    }
  }
  return count;
}

function sniffed(root) {
  let count = 0;
  for (const texture of root.listTextures()) {
    const bytes = texture.getImage();
    const mime = bytes && Object.keys(MAGIC).find((each) => MAGIC[each].every((byte, at) => bytes[at] === byte));
    if (!mime || mime === texture.getMimeType()) continue;
    texture.setMimeType(mime);
    count += 1;
  }
  return count;
}
