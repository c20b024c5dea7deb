// A picture of a document from a given camera: no background, no shadow on a floor, the same for the same document.

import { framing, project } from "./camera.mjs";
import { openness } from "./openness.mjs";
import { rasterise } from "./raster.mjs";
import { STEP, resolve } from "./resolve.mjs";
import { chosen, extent, gather } from "./scene.mjs";
import { studio } from "./studio.mjs";
import { looks } from "./surface.mjs";
import { Refused } from "./talk.mjs";

/**
 * A document's triangles, ready to be drawn from any side and in any variant; refused where it has none.
 *
 * @param {import("@gltf-transform/core").Document} document
 * @param {{texels?: number}} options  texels: pixels of a texture's longer side that are kept
 */
export function staged(document, { texels = 2048 } = {}) {
  const { pieces, triangles, leftOut } = gather(document);
  const box = extent(pieces);
  if (!box) throw new Refused("no_triangles", "The model has no triangles that could be shown.");
  const castOf = new Uint32Array(triangles);
  let first = 0;
  const casts = pieces.map((piece, number) => {
    const cast = { ...piece, faces: faces(piece), first };
    castOf.fill(number, first, (first += piece.indices.length / 3));
    return cast;
  });
  return { casts, castOf, box, leftOut, texels, decoded: new Map() };
}

/** A stage whose pieces look as a variant (KHR_materials_variants, by name) has them; undefined: as they stand. */
export async function dressed(stage, variant) {
  const materials = stage.casts.map(({ primitive }) => chosen(primitive, variant));
  const known = await looks(materials, { most: stage.texels, decoded: stage.decoded });
  return { ...stage, casts: stage.casts.map((cast, at) => ({ ...cast, look: known.get(materials[at]) })) };
}

/** Unit normals of a piece's triangles, 3 each. */
function faces({ positions: p, indices }) {
  const result = new Float32Array(indices.length);
  for (let i = 0; i < indices.length; i += 3) {
    const [a, b, c] = [indices[i] * 3, indices[i + 1] * 3, indices[i + 2] * 3];
    const [x1, y1, z1] = [p[b] - p[a], p[b + 1] - p[a + 1], p[b + 2] - p[a + 2]];
    const [x2, y2, z2] = [p[c] - p[a], p[c + 1] - p[a + 1], p[c + 2] - p[a + 2]];
    const [x, y, z] = [y1 * z2 - z1 * y2, z1 * x2 - x1 * z2, x1 * y2 - y1 * x2];
    const by = 1 / (Math.sqrt(x * x + y * y + z * z) || 1);
    result[i] = x * by;
    result[i + 1] = y * by;
    result[i + 2] = z * by;
  }
  return result;
}

/**
 * What a camera sees of a dressed stage.
 *
 * @param {Awaited<ReturnType<typeof dressed>>} stage
 * @param {import("./camera.mjs").Camera} camera
 * @param {{pixels: number, hollows?: boolean}} options  pixels: the picture's height; hollows: darken what is hidden
 *   from the sky
 * @returns {{rgba: Uint8ClampedArray, width: number, height: number, depth: Float32Array}}  rgba: straight alpha, sRGB;
 *   depth: metres before the camera at the middle of each pixel's nearest opaque sample, Infinity where there is none
 */
export function shoot({ casts, castOf }, camera, { pixels, hollows = true }) {
  const [width, height] = [Math.round(pixels * camera.aspect), pixels];
  const samples = { width: width * STEP, height: height * STEP };
  const screen = ({ positions }) => project(positions, camera, samples.width, samples.height);
  const drawn = casts.map((cast) => ({ ...cast, screen: screen(cast) }));
  const seen = rasterise(drawn, samples);
  const [x, z] = [camera.eye[0] - camera.target[0], camera.eye[2] - camera.target[2]];
  const level = Math.hypot(x, z);
  const turn = level > 1e-9 ? { sin: x / level, cos: z / level } : { sin: 0, cos: 1 };
  const depth = nearest(seen, width, height);
  const open = hollows ? openness(depth, width, height, camera) : () => 1;
  const picture = resolve(seen, drawn, castOf, { eye: camera.eye, studio: studio(), ...turn, open });
  return { ...picture, depth };
}

function nearest({ width: samples, depth }, width, height) {
  const result = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * STEP * samples + x * STEP;
      result[y * width + x] = 1 / Math.max(depth[at], depth[at + 1], depth[at + samples], depth[at + samples + 1]);
    }
  }
  return result;
}

/**
 * What a camera sees of a document; without one, from slightly beside the front. Refused where there is nothing to see.
 *
 * @param {import("@gltf-transform/core").Document} document
 * @param {import("./camera.mjs").Camera | null} camera
 * @param {{pixels: number, variant?: string, hollows?: boolean}} options
 * @returns {Promise<{rgba: Uint8ClampedArray, width: number, height: number, depth: Float32Array, camera: object}>}
 */
export async function render(document, camera, { pixels, variant, hollows = false }) {
  const stage = await dressed(staged(document, { texels: Math.max(2 * pixels, 256) }), variant);
  const from = camera ?? framing(stage.casts, stage.box);
  return { ...shoot(stage, from, { pixels, hollows }), camera: from };
}
