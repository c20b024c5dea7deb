// Files that are served: each judged by what comes out of it again, written down only where nothing is wrong with it.

import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { describe, gpuBytes, visibleTriangles } from "./describe.mjs";
import { packageFaults, verify } from "./verify.mjs";

const GLB = "model/gltf-binary", USDZ = "model/vnd.usdz+zip";

/** A GLB made of `document`. */
export async function keepModel(run, document, glb, about) {
  const { triangles, vertices, bounds, draw_calls } = describe(document);
  const expected = { inventory: run.inventory, triangles, visible: visibleTriangles(document), bounds };
  const { faults, document: decoded } = await verify(glb, expected);
  const gpu_bytes = decoded ? gpuBytes(decoded) : null;
  keep(run, glb, { ...about, mime: GLB, triangles, vertices, draw_calls, bounds, gpu_bytes }, faults);
}

/** A USDZ package. */
export function keepPackage(run, bytes, about) {
  keep(run, bytes, { ...about, mime: USDZ }, packageFaults(bytes));
}

/** A poster or a thumbnail. A picture of one colour shows nothing. */
export async function keepPicture(run, { bytes, mime, width, height, variant, role }, path) {
  const faults = [];
  const seen = await sharp(bytes).metadata();
  if (seen.width !== width || seen.height !== height) faults.push(`It is ${seen.width} x ${seen.height} pixels, not ${width} x ${height}.`);
  const { channels } = await sharp(bytes).stats();
  if (channels.every(({ min, max }) => min === max)) faults.push("There is nothing to be seen on it.");
  keep(run, bytes, { role, path, mime, width, height, variant: variant ?? undefined }, faults);
}

function keep(run, bytes, about, faults) {
  const error = faults.length ? faults.join(" ") : null;
  if (!error) writeFileSync(join(run.out, about.path), bytes);
  else run.warnings.push({ code: "not_verified", say: `${about.path} was left out: ${error}` });
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  run.files.push({ ...about, bytes: bytes.byteLength, sha256, verified: !error, error });
}
