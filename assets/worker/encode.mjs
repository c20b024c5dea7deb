// A document as GLB bytes: plain, Draco or meshopt, and the smallest of those that keep it whole.

import { cloneDocument, meshopt } from "@gltf-transform/functions";
import { MeshoptEncoder } from "meshoptimizer";
import { DracoGeometry } from "./draco.mjs";
import { glb } from "./io.mjs";
import { integers } from "./motion.mjs";
import { NORMAL_BITS, precision } from "./precision.mjs";

/**
 * The document as GLB; the document itself stays as it is.
 * codec: "plain", "draco" (which moves vertices onto a grid and joins equal ones) or "meshopt".
 * @returns {Promise<Uint8Array>}
 */
export async function encode(document, { codec }) {
  const io = await glb();
  if (codec === "plain") return io.writeBinary(document);
  const copy = cloneDocument(document);
  copy.setLogger(document.getLogger());
  if (codec === "draco") {
    integers(copy);
    copy.createExtension(DracoGeometry).setRequired(true);
  } else await copy.transform(meshopt({ encoder: MeshoptEncoder, level: "high", ...meshoptBits(copy) }));
  return io.writeBinary(copy);
}

/**
 * The smallest GLB of those codecs that suit the document: Draco orders vertices anew, which morph targets cannot follow.
 * @returns {Promise<{codec: string, glb: Uint8Array, tried: Record<string, number>}>}
 */
export async function smallest(document) {
  const tried = {};
  let best = null;
  for (const codec of codecsFor(document)) {
    const bytes = await encode(document, { codec });
    tried[codec] = bytes.byteLength;
    if (!best || bytes.byteLength < best.glb.byteLength) best = { codec, glb: bytes };
  }
  return { ...best, tried };
}

function codecsFor(document) {
  const root = document.getRoot();
  const primitives = root.listMeshes().flatMap((mesh) => mesh.listPrimitives());
  if (!primitives.length) return ["plain"];
  const morphs = primitives.some((each) => each.listTargets().length);
  return morphs ? ["meshopt", "plain"] : ["draco", "meshopt", "plain"];
}

/** One grid over all meshes where skins are: a grid a mesh would need a copy of the skin a mesh. */
function meshoptBits(document) {
  const meshes = document.getRoot().listMeshes().filter((mesh) => mesh.listPrimitives().length);
  const skinned = document.getRoot().listSkins().length > 0;
  const { grid, uvBits } = precision(document);
  const coordinates = (each) => each.listSemantics().filter((name) => name.startsWith("TEXCOORD_"));
  const primitives = meshes.flatMap((mesh) => mesh.listPrimitives());
  const uvs = primitives.flatMap((each) => coordinates(each).map((name) => uvBits(each, name)));
  return {
    quantizationVolume: skinned ? "scene" : "mesh",
    quantizePosition: skinned ? 16 : Math.max(8, ...meshes.map((mesh) => grid(mesh).bits)) + 1, // of which one is the sign
    quantizeTexcoord: Math.max(8, ...uvs),
    quantizeNormal: NORMAL_BITS,
  };
}
