// An uploaded model as a document, read out of its own folder and nothing else, with harmless faults repaired.

import { existsSync, readFileSync, realpathSync } from "node:fs";
import { dirname, resolve, sep } from "node:path";
import { Accessor, Logger, MathUtils } from "@gltf-transform/core";
import { ALL_EXTENSIONS } from "@gltf-transform/extensions";
import { unpartition } from "@gltf-transform/functions";
import { packedTextures, unpackTextures } from "./basis.mjs";
import { describe } from "./describe.mjs";
import { glb } from "./io.mjs";
import { renamePacking } from "./meshopt.mjs";
import { repairDocument, repairJson } from "./repair.mjs";
import { Refused } from "./talk.mjs";

const KNOWN = new Set([...ALL_EXTENSIONS.map((each) => each.EXTENSION_NAME), "KHR_meshopt_compression"]);
const GLB_MAGIC = 0x46546c67;

/**
 * The model at `root/entry` with what had to be repaired in it, and what it is as it came (see `describe`).
 * Positions, normals and tangents are floats afterwards, all data in one buffer, no compression left, textures but KTX2 ones
 * as they were. Throws Refused where it cannot be read.
 * @param {string} root  the folder of the package; nothing outside of it is opened
 * @param {string} entry  path of the .glb or .gltf in it
 * @returns {Promise<{document: import("@gltf-transform/core").Document, source: object, repairs: {code: string, say: string}[]}>}
 */
export async function read(root, entry) {
  const repairs = [];
  const parts = opened(root, entry);
  refuseUnreadable(parts.json);
  renamePacking(parts.json);
  repairJson(parts.json, repairs, KNOWN);
  const document = await parsed(parts);
  document.setLogger(new Logger(Logger.Verbosity.SILENT));
  await document.transform(unpartition());
  floats(document);
  for (const name of ["KHR_draco_mesh_compression", "EXT_meshopt_compression", "KHR_mesh_quantization"])
    document.disposeExtension(name);
  repairDocument(document, repairs);
  const packed = packedTextures(document);
  const source = describe(document);
  await unpackTextures(document, packed, repairs);
  return { document, source, repairs };
}

/** The JSON of the entry and the bytes of every resource that it names. */
function opened(root, entry) {
  const folder = realpathSync(root);
  const bytes = readFileSync(inside(folder, folder, entry));
  const isGlb = bytes.length >= 12 && bytes.readUInt32LE(0) === GLB_MAGIC;
  const { json, resources } = isGlb ? chunks(bytes) : { json: jsonOf(bytes), resources: {} };
  const beside = resolve(folder, dirname(entry));
  for (const each of [...(json.buffers ?? []), ...(json.images ?? [])])
    if (each.uri !== undefined && !each.uri.startsWith("data:") && !(each.uri in resources))
      resources[each.uri] = new Uint8Array(readFileSync(inside(folder, beside, unescaped(each.uri).normalize("NFC"))));
  return { json, resources };
}

function inside(folder, from, path) {
  const wanted = resolve(from, path);
  const absent = new Refused("uri_missing", `The model names the file ${path}, which is not in the package.`);
  if (!wanted.startsWith(folder + sep) || !existsSync(wanted)) throw absent;
  const real = realpathSync(wanted);
  if (!real.startsWith(folder + sep)) throw absent;
  return real;
}

function unescaped(uri) {
  try {
    return decodeURIComponent(uri);
  } catch {
    throw new Refused("uri_form", `The model names a file by an address that cannot be read: ${uri.slice(0, 80)}.`);
  }
}

/** JSON and binary chunk of a GLB, by lengths that were checked against its size. Source: glTF 2.0, 4.4. */
function chunks(bytes) {
  const resources = {};
  let json;
  for (let at = 12; at + 8 <= bytes.length; ) {
    const length = bytes.readUInt32LE(at), type = bytes.readUInt32LE(at + 4);
    const body = bytes.subarray(at + 8, at + 8 + length);
    if (type === 0x4e4f534a && !json) json = jsonOf(body);
    else if (type === 0x004e4942) resources["@glb.bin"] ??= new Uint8Array(body);
    at += 8 + length;
  }
  if (!json) throw new Refused("glb_chunks", "The file is a GLB without its JSON.");
  return { json, resources };
}

function jsonOf(bytes) {
  try {
    return JSON.parse(bytes.toString("utf8").replace(/^\uFEFF/, ""));
  } catch {
    throw new Refused("json_text", "The file is neither a GLB nor the JSON of a glTF model.");
  }
}

function refuseUnreadable(json) {
  for (const name of json.extensionsRequired ?? []) {
    if (!KNOWN.has(name)) throw new Refused("extension_unknown", `The model needs the extension ${name}, which is not known here.`);
  }
}

async function parsed({ json, resources }) {
  try {
    return await (await glb()).readJSON({ json, resources });
  } catch (error) {
    throw new Refused("model_unreadable", `The model could not be decoded: ${String(error.message).slice(0, 200)}.`);
  }
}

/** Everything that only KHR_mesh_quantization allows as integers becomes floats; what the core allows stays as it is. */
export function floats(document) {
  for (const mesh of document.getRoot().listMeshes())
    for (const primitive of mesh.listPrimitives())
      for (const each of [primitive, ...primitive.listTargets()])
        for (const semantic of each.listSemantics()) {
          const accessor = each.getAttribute(semantic);
          if (!allowed(semantic, accessor)) float(accessor);
        }
}

const { UNSIGNED_BYTE, UNSIGNED_SHORT, FLOAT } = Accessor.ComponentType;

/** Whether core glTF 2.0 (3.7.2.1) allows this type for an attribute of a primitive. */
function allowed(semantic, accessor) {
  if (/^(POSITION|NORMAL|TANGENT)$/.test(semantic)) return accessor.getComponentType() === FLOAT;
  if (!/^TEXCOORD_/.test(semantic) || accessor.getComponentType() === FLOAT) return true;
  return accessor.getNormalized() && [UNSIGNED_BYTE, UNSIGNED_SHORT].includes(accessor.getComponentType());
}

function float(accessor) {
  const type = accessor.getComponentType(), from = accessor.getArray();
  if (type === FLOAT || !from) return;
  const decode = accessor.getNormalized() ? (v) => MathUtils.decodeNormalizedInt(v, type) : (v) => v;
  accessor.setArray(Float32Array.from(from, decode)).setNormalized(false);
}
