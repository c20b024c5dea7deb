// Posters: what a shop shows of a model before, or instead of, the model itself.

import sharp from "sharp";
import { framing } from "./camera.mjs";
import { dressed, shoot, staged } from "./render.mjs";
import { chosen } from "./scene.mjs";
import { floorShadow } from "./shadow.mjs";

/** A wall that is lit from above, as sRGB at the top and the bottom of the picture. */
const STUDIO = [[247, 246, 244], [226, 224, 221]];
const WEBP = { quality: 86, alphaQuality: 90, effort: 4 };

/**
 * @typedef {object} Poster
 * @property {Uint8Array} bytes
 * @property {string} mime  image/webp or image/png
 * @property {number} width  pixels
 * @property {number} height  pixels
 * @property {string | null} variant  name in KHR_materials_variants; null: the model as it stands
 * @property {"poster" | "thumbnail"} role
 *
 * @typedef {object} Wishes
 * @property {number} [pixels]  of each side
 * @property {null | "studio" | string} [background]  null: none, with an alpha channel; studio: a grey wall; #rrggbb
 * @property {{azimuth?: number, elevation?: number, margin?: number, fov?: number}} [shot]  see camera.mjs
 * @property {"webp" | "png"} [format]
 */

/**
 * One poster of a document. Equal documents and wishes make equal bytes, on the same Node and sharp.
 *
 * @param {import("@gltf-transform/core").Document} document
 * @param {Wishes & {variant?: string}} wishes
 * @returns {Promise<Poster>}  Refused (no_triangles) where there is nothing to see
 */
export async function poster(document, { pixels = 1024, variant, background = null, shot, format = "webp" } = {}) {
  const stage = staged(document, { texels: 2 * pixels });
  const camera = framing(stage.casts, stage.box, shot);
  const picture = await drawn(stage, camera, { pixels, variant, background });
  return encoded(picture, { pixels, format, variant, role: "poster" });
}

/**
 * A poster of a document as it stands and of each of its variants, all from one camera, and a thumbnail of each.
 *
 * @param {import("@gltf-transform/core").Document} document
 * @param {Wishes & {thumbnail?: number, most?: number}} wishes  thumbnail: pixels, 0 for none; most: variants
 * @returns {AsyncGenerator<Poster>}
 */
export async function* posters(document, { pixels = 1024, thumbnail = 256, most = 24, ...wishes } = {}) {
  const { background = null, shot, format = "webp" } = wishes;
  const stage = staged(document, { texels: 2 * pixels });
  const camera = framing(stage.casts, stage.box, shot);
  const sizes = [[pixels, "poster"], [thumbnail, "thumbnail"]].filter(([size]) => size);
  const both = (picture) => Promise.all(sizes.map(([size, role]) => encoded(picture, { pixels: size, format, role })));
  const materials = document.getRoot().listMaterials();
  const made = new Map(); // variants that put the same materials on everything share a picture
  for (const variant of [undefined, ...variantNames(document).slice(0, most)]) {
    const worn = stage.casts.map(({ primitive }) => materials.indexOf(chosen(primitive, variant))).join();
    if (!made.has(worn)) made.set(worn, await both(await drawn(stage, camera, { pixels, variant, background })));
    for (const each of made.get(worn)) yield { ...each, variant: variant ?? null };
  }
}

/** @returns {string[]} the names of a document's variants, each once, in its order. */
function variantNames(document) {
  const used = document.getRoot().listExtensionsUsed();
  const extension = used.find((each) => each.extensionName === "KHR_materials_variants");
  return [...new Set(extension?.listVariants().map((each) => each.getName()))];
}

async function drawn(stage, camera, { pixels, variant, background }) {
  const scene = await dressed(stage, variant);
  const picture = shoot(scene, camera, { pixels });
  grounded(picture, floorShadow(scene, camera, picture), painted(background, pixels));
  return picture;
}

/** Lays the shadow, and the wall where there is one, behind a picture, in place. */
function grounded({ rgba, width, height }, shadow, wall) {
  for (let y = 0; y < height; y++) {
    const behind = wall?.(y);
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * 4;
      const cover = rgba[at + 3] / 255;
      if (cover === 1) continue;
      const dark = shadow(x, y);
      const rest = (1 - cover) * (wall ? 1 : dark);
      if (rest + cover === 0) continue;
      for (let k = 0; k < 3; k++) {
        const floor = behind ? behind[k] * (1 - dark) : 0;
        rgba[at + k] = (rgba[at + k] * cover + floor * rest) / (cover + rest);
      }
      rgba[at + 3] = (cover + rest) * 255;
    }
  }
}

/** A wall's colour by row, or null for none. */
function painted(background, pixels) {
  if (background === null) return null;
  const plain = () => [1, 3, 5].map((at) => parseInt(background.slice(at, at + 2), 16));
  const [top, bottom] = background === "studio" ? STUDIO : [plain(), plain()];
  return (y) => top.map((from, k) => from + (bottom[k] - from) * (y / pixels));
}

async function encoded({ rgba, width, height }, { pixels, format, variant, role }) {
  const raw = sharp(Buffer.from(rgba.buffer), { raw: { width, height, channels: 4 } });
  const sized = pixels === height ? raw : raw.resize({ height: pixels, kernel: "lanczos3" });
  const written = format === "png" ? sized.png({ compressionLevel: 9 }) : sized.webp(WEBP);
  const { data, info } = await written.toBuffer({ resolveWithObject: true });
  const size = { width: info.width, height: info.height };
  return { bytes: new Uint8Array(data), mime: `image/${format}`, ...size, variant: variant ?? null, role };
}
