// KTX2 textures of Basis Universal as pictures that every other stage can read. They have been measured (assets/gate/ktx.py).

import { ImageUtils } from "@gltf-transform/core";
import sharp from "sharp";
import { Refused, tell } from "./talk.mjs";

const MAGIC = Buffer.from("ab4b5458203230bb0d0a1a0a", "hex");
const MIME = "image/ktx2";
const RGBA32 = 13; // a transcoder's number for plain pixels of four bytes
const ANY = -1; // all channels, no flags
const LEVEL = 0, LAYER = 0, FACE = 0;
let loading;

/**
 * The KTX2 textures of `document` that anything reads, named as what they are; others are taken out.
 * Throws Refused where one cannot be described.
 * @param {import("@gltf-transform/core").Document} document
 * @returns {import("@gltf-transform/core").Texture[]}
 */
export function packedTextures(document) {
  const packed = document.getRoot().listTextures().filter((each) => isKtx2(each.getImage()));
  const read = packed.filter((each) => each.listParents().some((parent) => parent.propertyType !== "Root"));
  packed.filter((each) => !read.includes(each)).forEach((each) => each.dispose());
  for (const each of read) {
    each.setMimeType(MIME);
    if (!described(each)) throw broken(each, "its header cannot be read");
  }
  return read;
}

/**
 * Unpacks textures that `packedTextures` gave, in place, into PNG.
 * Throws Refused where one cannot be unpacked.
 * @param {import("@gltf-transform/core").Document} document
 * @param {import("@gltf-transform/core").Texture[]} packed
 * @param {{code: string, say: string}[]} repairs  where it is told
 */
export async function unpackTextures(document, packed, repairs) {
  for (const texture of packed) texture.setImage(await png(texture)).setMimeType("image/png").setURI("");
  document.disposeExtension("KHR_texture_basisu");
  tell(repairs, "ktx2_unpacked", packed.length, (n) =>
    `${n} textures were KTX2, which lost detail when it was made; they were unpacked. Originals would look better.`);
}

const isKtx2 = (bytes) => Boolean(bytes) && MAGIC.equals(bytes.subarray(0, MAGIC.length));

function described(texture) {
  try {
    return Boolean(ImageUtils.getVRAMByteLength(texture.getImage(), MIME));
  } catch {
    return false;
  }
}

function broken(texture, why) {
  return new Refused("image_broken", `The texture ${texture.getName() || "without a name"} could not be unpacked: ${why}.`);
}

async function png(texture) {
  try {
    const { width, height, channels, data } = pixels(await transcoder(), texture.getImage());
    const image = sharp(data, { raw: { width, height, channels: 4 } });
    const shown = channels === 4 ? image : image.removeAlpha();
    return new Uint8Array(await shown.png({ compressionLevel: 2 }).toBuffer());
  } catch (error) {
    throw broken(texture, String(error.message).slice(0, 120));
  }
}

/** The largest level: {width, height, channels: 3 or 4 that say something, data: RGBA}. */
function pixels(basis, bytes) {
  const file = new basis.KTX2File(bytes);
  try {
    if (!file.isValid() || !file.startTranscoding()) throw new Error("it is no whole KTX2 file");
    const data = new Uint8Array(file.getImageTranscodedSizeInBytes(LEVEL, LAYER, FACE, RGBA32));
    if (!file.transcodeImage(data, LEVEL, LAYER, FACE, RGBA32, 0, ANY, ANY)) throw new Error("its data are damaged");
    return { width: file.getWidth(), height: file.getHeight(), channels: file.getHasAlpha() ? 4 : 3, data };
  } finally {
    file.close();
    file.delete();
  }
}

/** Binomial's codec, loaded where a model needs it. */
async function transcoder() {
  loading ??= import("ktx2-encoder").then(({ NodeBasisEncoder }) => new NodeBasisEncoder().init());
  return loading;
}
