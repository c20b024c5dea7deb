// `node decode.mjs IN OUT.glb`: the model with nothing compressed in it, all else untouched, as one file.
//
// For tools that cannot read a codec and for the validator, which cannot look into one. Reads by glTF-Transform as
// released, not by our worker: it judges our files too.

import { writeFileSync } from "node:fs";
import { NodeIO } from "@gltf-transform/core";
import { ALL_EXTENSIONS } from "@gltf-transform/extensions";
import { unpartition } from "@gltf-transform/functions";
import draco3d from "draco3dgltf";
import { MeshoptDecoder } from "meshoptimizer";

const CODECS = ["KHR_draco_mesh_compression", "EXT_meshopt_compression"];

/** @param {string} path  of a .glb or .gltf that is trusted: its neighbours are read */
export async function decoded(path) {
  await MeshoptDecoder.ready;
  const io = new NodeIO().registerExtensions(ALL_EXTENSIONS).registerDependencies({
    "draco3d.decoder": await draco3d.createDecoderModule(),
    "meshopt.decoder": MeshoptDecoder,
  });
  const document = await io.read(path);
  await document.transform(unpartition());
  for (const name of CODECS) document.disposeExtension(name);
  return { document, glb: await io.writeBinary(document) };
}

if (import.meta.filename === process.argv[1]) {
  const [from, to] = process.argv.slice(2);
  writeFileSync(to, (await decoded(from)).glb);
}
