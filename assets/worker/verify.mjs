// Judges a GLB that was made here by what comes out of it again: decoded, validated, compared with what went in.

import validator from "gltf-validator";
import { boundsOf } from "./bounds.mjs";
import { trianglesOf } from "./describe.mjs";
import { inventory, lost } from "./inventory.mjs";
import { glb as reader } from "./io.mjs";

const COMPRESSION = ["KHR_draco_mesh_compression", "EXT_meshopt_compression"];
const BOUNDS_TOLERANCE = 2e-3; // of the largest side: both codecs' grids are finer by ten

/**
 * What is wrong with `bytes`; no faults means that it may be published.
 * expected: inventory of the upload; of the document that was encoded, its triangles, how many of them no codec may
 * leave out (`visible`), and its bounds in metres.
 * @param {Uint8Array} bytes
 * @param {{inventory: object, triangles: number, visible: number, bounds: {min: number[], max: number[]} | null}} expected
 * @returns {Promise<{faults: string[], document: import("@gltf-transform/core").Document | null}>}
 */
export async function verify(bytes, expected) {
  const faults = await errorsOf(bytes, "as written");
  let document;
  try {
    document = await (await reader()).readBinary(bytes);
  } catch (error) {
    return { faults: [...faults, `It cannot be decoded: ${error.message}.`], document: null };
  }
  faults.push(...lost(expected.inventory, inventory(document)), ...shrunk(expected, document));
  faults.push(...(await errorsOf(await decoded(document), "decoded")));
  return { faults, document };
}

async function decoded(document) {
  COMPRESSION.forEach((name) => document.disposeExtension(name));
  return (await reader()).writeBinary(document);
}

/** Errors that Khronos' validator finds, one sentence a code. */
export async function errorsOf(bytes, when) {
  const report = await validator.validateBytes(bytes, { maxIssues: 200, writeTimestamp: false, severityOverrides: {} });
  const errors = report.issues.messages.filter((each) => each.severity === 0);
  const codes = [...new Set(errors.map((each) => each.code))];
  return codes.map((code) => {
    const first = errors.find((each) => each.code === code);
    return `The validator says ${code} ${when}: ${first.message} (${first.pointer ?? "whole file"}).`;
  });
}

function shrunk(expected, document) {
  const faults = [];
  const triangles = document.getRoot().listMeshes().flatMap((mesh) => mesh.listPrimitives()).map(trianglesOf).reduce((a, b) => a + b, 0);
  if (triangles > expected.triangles || triangles < expected.visible)
    faults.push(`triangles: ${expected.triangles} went in, ${triangles} came out.`);
  const bounds = boundsOf(document);
  if (!same(bounds, expected.bounds)) faults.push(`bounds: ${said(expected.bounds)} went in, ${said(bounds)} came out.`);
  return faults;
}

function same(a, b) {
  if (!a || !b) return a === b;
  const side = Math.max(...b.max.map((top, axis) => top - b.min[axis]), 1e-9);
  return ["min", "max"].every((end) => a[end].every((v, axis) => Math.abs(v - b[end][axis]) <= BOUNDS_TOLERANCE * side));
}

function said(bounds) {
  if (!bounds) return "nothing";
  return [bounds.min, bounds.max].map((each) => each.map((v) => v.toPrecision(4)).join(" ")).join(" to ");
}

/**
 * What is wrong with a USDZ as a package: entries stored, each beginning at a multiple of 64 bytes, the scene first.
 * Source: USDZ file format specification, "Zip constraints" and "Layout".
 */
export function packageFaults(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const names = [];
  let at = 0;
  for (; at + 30 <= bytes.byteLength && view.getUint32(at, true) === 0x04034b50; ) {
    const [method, size] = [view.getUint16(at + 8, true), view.getUint32(at + 18, true)];
    const [name, extra] = [view.getUint16(at + 26, true), view.getUint16(at + 28, true)];
    const data = at + 30 + name + extra;
    names.push(new TextDecoder().decode(bytes.subarray(at + 30, at + 30 + name)));
    if (method !== 0) return [`${names.at(-1)} is compressed in it.`];
    if (data % 64) return [`${names.at(-1)} does not begin at a multiple of 64 bytes.`];
    at = data + size;
  }
  if (!/\.usd[ac]?$/.test(names[0] ?? "")) return ["It does not begin with a scene."];
  return view.getUint32(at, true) === 0x02014b50 ? [] : ["Its list of files is not where it should be."];
}
