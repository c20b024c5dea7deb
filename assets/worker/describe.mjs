// What a model is: counts, size in metres, what moves in it, and what it takes on a graphics card.

import { ImageUtils } from "@gltf-transform/core";
import { listTextureSlots } from "@gltf-transform/functions";
import { boundsOf } from "./bounds.mjs";
import { precision } from "./precision.mjs";

const TRIANGLES = 4, STRIP = 5, FAN = 6;
const SMALLEST_M = 0.005, LARGEST_M = 4; // an earring's stud to a coat on its stand, with room
const MIPMAPS = 4 / 3; // the sum of 1/4^n
const RGBA8 = 4;
const KTX2 = "image/ktx2";

/**
 * The model in figures and words, small enough to be stored beside it.
 * triangles, vertices: stored, each mesh once; drawn_triangles: with every node and instance that shows them.
 * bounds: metres, in the rest pose with skins and instances applied; gpu_bytes: see `gpuBytes`.
 * @param {import("@gltf-transform/core").Document} document
 */
export function describe(document) {
  const root = document.getRoot();
  const primitives = root.listMeshes().flatMap((mesh) => mesh.listPrimitives());
  const bounds = boundsOf(document);
  const shown = shownPrimitives(document);
  return {
    triangles: sum(primitives.map(trianglesOf)),
    drawn_triangles: sum(shown.map(({ primitive, times }) => times * trianglesOf(primitive))),
    vertices: sum(primitives.map((each) => each.getAttribute("POSITION")?.getCount() ?? 0)),
    draw_calls: shown.length,
    nodes: root.listNodes().length,
    meshes: root.listMeshes().length,
    materials: root.listMaterials().map((each) => each.getName()),
    textures: root.listTextures().map(texture),
    bounds,
    size: bounds && bounds.max.map((top, axis) => top - bounds.min[axis]),
    up: upOf(bounds),
    scale: scaleOf(bounds),
    variants: variantsOf(root),
    animations: root.listAnimations().map(animation),
    skins: root.listSkins().length,
    joints: new Set(root.listSkins().flatMap((each) => each.listJoints())).size,
    morphs: sum(root.listMeshes().map((mesh) => mesh.listPrimitives()[0]?.listTargets().length ?? 0)),
    extensions: root.listExtensionsUsed().map((each) => each.extensionName).sort(),
    gpu_bytes: gpuBytes(document),
  };
}

/** Triangles of one primitive; points and lines have none. */
export function trianglesOf(primitive) {
  const count = (primitive.getIndices() ?? primitive.getAttribute("POSITION"))?.getCount() ?? 0;
  const mode = primitive.getMode();
  if (mode === TRIANGLES) return Math.floor(count / 3);
  return mode === STRIP || mode === FAN ? Math.max(0, count - 2) : 0;
}

/**
 * Triangles whose corners lie more than a step of their mesh's grid apart. Draco leaves out those whose corners fall
 * together on it, so that fewer than all may come back, but never fewer than these.
 * @param {import("@gltf-transform/core").Document} document
 */
export function visibleTriangles(document) {
  const { grid } = precision(document);
  const count = (mesh) => {
    const { bits, range } = grid(mesh);
    return sum(mesh.listPrimitives().map((each) => apart(each, range / (2 ** bits - 1))));
  };
  return sum(document.getRoot().listMeshes().filter((mesh) => mesh.listPrimitives().length).map(count));
}

function apart(primitive, step) {
  const position = primitive.getAttribute("POSITION"), indices = primitive.getIndices();
  if (primitive.getMode() !== TRIANGLES) return trianglesOf(primitive);
  const corners = [[0, 0, 0], [0, 0, 0], [0, 0, 0]];
  const far = (a, b) => a.some((v, axis) => Math.abs(v - b[axis]) > step);
  let count = 0;
  for (let at = 0; at < 3 * trianglesOf(primitive); at += 3) {
    const [a, b, c] = corners.map((el, i) => position.getElement(indices ? indices.getScalar(at + i) : at + i, el));
    if (far(a, b) && far(b, c) && far(c, a)) count += 1;
  }
  return count;
}

/**
 * Bytes on a graphics card, estimated: every accessor that is drawn, each vertex padded to 4 bytes, plus every texture
 * as RGBA8 with its mipmaps (width x height x 4 x 4/3), as WebGL holds PNG, JPEG and WebP once they are decoded; KTX2, which
 * uploads may have, as its blocks.
 */
export function gpuBytes(document) {
  const drawn = new Set();
  for (const mesh of document.getRoot().listMeshes())
    for (const primitive of mesh.listPrimitives()) {
      const targets = primitive.listTargets().flatMap((target) => target.listAttributes());
      [primitive.getIndices(), ...primitive.listAttributes(), ...targets].forEach((each) => each && drawn.add(each));
    }
  const geometry = sum([...drawn].map((each) => each.getCount() * Math.ceil((each.getElementSize() * each.getComponentSize()) / 4) * 4));
  return Math.round(geometry + sum(document.getRoot().listTextures().map(textureBytes)));
}

function textureBytes(each) {
  const [width, height] = each.getSize() ?? [0, 0];
  const blocks = each.getMimeType() === KTX2 && each.getImage();
  return blocks ? ImageUtils.getVRAMByteLength(blocks, KTX2) : width * height * RGBA8 * MIPMAPS;
}

/** Every primitive of the scene that is shown, with how often its node repeats it. */
function shownPrimitives(document) {
  const shown = [];
  document.getRoot().getDefaultScene()?.traverse((node) => {
    const batch = node.getExtension("EXT_mesh_gpu_instancing");
    const times = batch?.listAttributes()[0]?.getCount() ?? 1;
    for (const primitive of node.getMesh()?.listPrimitives() ?? []) shown.push({ primitive, times });
  });
  return shown;
}

function texture(each) {
  const [width, height] = each.getSize() ?? [0, 0];
  const bytes = each.getImage()?.byteLength ?? 0;
  return { name: each.getName(), mime: each.getMimeType(), width, height, bytes, slots: listTextureSlots(each) };
}

function animation(each) {
  const ends = each.listSamplers().map((sampler) => sampler.getInput()?.getMaxNormalized([])[0] ?? 0);
  return { name: each.getName(), seconds: Math.max(0, ...ends), channels: each.listChannels().length };
}

function variantsOf(root) {
  const extension = root.listExtensionsUsed().find((each) => each.extensionName === "KHR_materials_variants");
  return extension ? extension.listVariants().map((each) => each.getName()) : [];
}

function scaleOf(bounds) {
  if (!bounds) return { sane: false, say: "Nothing in it has a size." };
  const largest = Math.max(...bounds.max.map((top, axis) => top - bounds.min[axis]));
  const said = `Its longest side is ${lengthOf(largest)}.`;
  if (largest > LARGEST_M)
    return { sane: false, say: `${said} That is large for something to wear: perhaps it was exported in centimetres or inches.` };
  if (largest < SMALLEST_M)
    return { sane: false, say: `${said} That is small for something to wear: perhaps its unit is not the metre.` };
  return { sane: true, say: said };
}

/** The format's up is +y; a model that stands on z = 0 and is centred in y was probably never turned. */
function upOf(bounds) {
  if (!bounds) return { axis: "y", sane: true, say: "" };
  const { min, max } = bounds;
  const [, high, deep] = max.map((top, axis) => top - min[axis]);
  const lying = deep > 1.2 * high && Math.abs(min[2]) < 0.02 * deep && Math.abs(min[1] + max[1]) < 0.05 * high;
  return lying
    ? { axis: "z", sane: false, say: "It seems to stand on the z axis; glTF's up is y. Check that it is not lying on its back." }
    : { axis: "y", sane: true, say: "" };
}

function lengthOf(metres) {
  if (metres >= 1) return `${metres.toPrecision(3)} m`;
  return metres >= 0.01 ? `${(metres * 100).toPrecision(3)} cm` : `${(metres * 1000).toPrecision(3)} mm`;
}

const sum = (values) => values.reduce((a, b) => a + b, 0);
