// What a glTF material says of a surface, with its pictures at hand.

import { picture, read, sample } from "./texels.mjs";

/**
 * @typedef {object} Slot  One texture of a material.
 * @property {import("./texels.mjs").Picture} picture
 * @property {{wrapS: number, wrapT: number, nearest: boolean}} how
 * @property {number} set  0 or 1: which UVs
 * @property {number[]} matrix  [a, b, c, d, e, f]: u' = a u + b v + c, v' = d u + e v + f
 *
 * @typedef {object} Look
 * @property {boolean} doubleSided
 * @property {boolean} seeThrough  blended or transmitting: drawn over what lies behind it
 * @property {number} cutoff  alpha below it is a hole; 0: none
 */

/** Which of a material's textures are colours, and so sRGB; all others are data. */
const COLOURS = new Set(["baseColor", "emissive", "sheenColor", "specularColor", "diffuse", "specularGlossiness"]);

/**
 * The looks of all materials.
 *
 * @param {Iterable<import("@gltf-transform/core").Material | null>} materials  null: glTF's default
 * @param {{most: number, decoded: Map}} options  most: pixels of a picture's longer side that are kept; decoded:
 *   pictures that are known already, and become known
 * @returns {Promise<Map<object | null, Look>>}
 */
export async function looks(materials, options) {
  const result = new Map();
  for (const material of new Set(materials)) result.set(material, await look(material, options));
  return result;
}

async function look(material, context) {
  if (!material) return { ...PLAIN };
  const extension = (name) => material.getExtension(`KHR_materials_${name}`);
  const slot = (owner, name) => (owner ? slotOf(owner, name, context) : null);
  const result = {
    ...PLAIN,
    doubleSided: material.getDoubleSided(),
    cutoff: material.getAlphaMode() === "MASK" ? Math.max(material.getAlphaCutoff(), 1e-6) : 0,
    blended: material.getAlphaMode() === "BLEND",
    unlit: Boolean(extension("unlit")),
    base: material.getBaseColorFactor(),
    baseMap: await slot(material, "baseColor"),
    metallic: material.getMetallicFactor(),
    roughness: material.getRoughnessFactor(),
    roughMap: await slot(material, "metallicRoughness"),
    normalMap: await slot(material, "normal"),
    normalScale: material.getNormalScale(),
    occlusionMap: await slot(material, "occlusion"),
    occlusion: material.getOcclusionStrength(),
    emissive: material.getEmissiveFactor().map((v) => v * (extension("emissive_strength")?.getEmissiveStrength() ?? 1)),
    emissiveMap: await slot(material, "emissive"),
    ior: extension("ior")?.getIOR() ?? 1.5,
  };
  await layers(result, extension, slot);
  await seeing(result, extension, slot);
  result.seeThrough = result.blended || result.transmission > 0;
  return result;
}

/** The extensions that lie on a surface or change how it mirrors. */
async function layers(result, extension, slot) {
  const coat = extension("clearcoat");
  result.coat = coat?.getClearcoatFactor() ?? 0;
  result.coatRoughness = coat?.getClearcoatRoughnessFactor() ?? 0;
  result.coatMap = await slot(coat, "clearcoat");
  result.coatRoughMap = await slot(coat, "clearcoatRoughness");
  result.coatNormalMap = await slot(coat, "clearcoatNormal");
  result.coatNormalScale = coat?.getClearcoatNormalScale() ?? 1;
  const sheen = extension("sheen");
  result.sheen = sheen?.getSheenColorFactor() ?? [0, 0, 0];
  result.sheenRoughness = sheen?.getSheenRoughnessFactor() ?? 0;
  result.sheenMap = await slot(sheen, "sheenColor");
  result.sheenRoughMap = await slot(sheen, "sheenRoughness");
  const specular = extension("specular");
  result.specular = specular?.getSpecularFactor() ?? 1;
  result.specularColour = specular?.getSpecularColorFactor() ?? [1, 1, 1];
  result.specularMap = await slot(specular, "specular");
  result.specularColourMap = await slot(specular, "specularColor");
  const anisotropy = extension("anisotropy");
  result.anisotropy = anisotropy?.getAnisotropyStrength() ?? 0;
  result.anisotropyAngle = anisotropy?.getAnisotropyRotation() ?? 0;
  result.anisotropyMap = await slot(anisotropy, "anisotropy");
}

/** Transmission, and the older workflow of speculars and glossiness. */
async function seeing(result, extension, slot) {
  const transmission = extension("transmission");
  result.transmission = transmission?.getTransmissionFactor() ?? 0;
  result.transmissionMap = await slot(transmission, "transmission");
  const volume = extension("volume");
  result.thickness = volume?.getThicknessFactor() ?? 0;
  result.attenuation = volume?.getAttenuationColor() ?? [1, 1, 1];
  result.attenuationDistance = volume?.getAttenuationDistance() ?? Infinity;
  const older = extension("pbrSpecularGlossiness");
  if (!older) return;
  result.older = true;
  result.base = older.getDiffuseFactor();
  result.baseMap = await slot(older, "diffuse");
  result.specularColour = older.getSpecularFactor();
  result.roughness = 1 - older.getGlossinessFactor();
  result.specularColourMap = await slot(older, "specularGlossiness");
}

/** glTF's default material, and the default of every field. */
const PLAIN = Object.freeze({
  doubleSided: false, seeThrough: false, cutoff: 0, blended: false, unlit: false, older: false,
  base: [1, 1, 1, 1], baseMap: null, metallic: 1, roughness: 1, roughMap: null,
  normalMap: null, normalScale: 1, occlusionMap: null, occlusion: 1, emissive: [0, 0, 0], emissiveMap: null, ior: 1.5,
  coat: 0, coatRoughness: 0, coatMap: null, coatRoughMap: null, coatNormalMap: null, coatNormalScale: 1,
  sheen: [0, 0, 0], sheenRoughness: 0, sheenMap: null, sheenRoughMap: null,
  specular: 1, specularColour: [1, 1, 1], specularMap: null, specularColourMap: null,
  anisotropy: 0, anisotropyAngle: 0, anisotropyMap: null,
  transmission: 0, transmissionMap: null, thickness: 0, attenuation: [1, 1, 1], attenuationDistance: Infinity,
});

/** One texture of a material or of one of its extensions; null where there is none or its picture cannot be read. */
async function slotOf(owner, name, { most, decoded }) {
  const method = `get${name[0].toUpperCase()}${name.slice(1)}Texture`;
  const texture = owner[method]();
  const bytes = texture?.getImage();
  if (!bytes) return null;
  const colour = COLOURS.has(name);
  if (!decoded.has(texture)) decoded.set(texture, new Map());
  const known = decoded.get(texture);
  if (!known.has(colour)) known.set(colour, await picture(bytes, { most, colour }));
  const info = owner[`${method}Info`]();
  const transform = info.getExtension("KHR_texture_transform");
  return {
    picture: known.get(colour),
    how: { wrapS: info.getWrapS(), wrapT: info.getWrapT(), nearest: info.getMagFilter() === 9728 },
    set: (transform?.getTexCoord() ?? info.getTexCoord()) === 1 ? 1 : 0,
    matrix: uvMatrix(transform),
  };
}

/** KHR_texture_transform as [a, b, c, d, e, f]: scaled, then turned, then moved. */
function uvMatrix(transform) {
  if (!transform) return [1, 0, 0, 0, 1, 0];
  const [sx, sy] = transform.getScale();
  const [x, y] = transform.getOffset();
  const [sin, cos] = [Math.sin(transform.getRotation()), Math.cos(transform.getRotation())];
  return [cos * sx, sin * sy, x, -sin * sx, cos * sy, y];
}

/** Alpha of a triangle's point by its edge values: what a mask's cutoff is compared with. */
export function alphaAt({ look: { base, baseMap }, indices, uvs, colours }, triangle, e0, e1, e2) {
  const [a, b, c] = [indices[triangle * 3], indices[triangle * 3 + 1], indices[triangle * 3 + 2]];
  const sum = e0 + e1 + e2;
  const own = (corner) => (colours ? colours[corner * 4 + 3] : 1);
  const alpha = (base[3] * (e0 * own(a) + e1 * own(b) + e2 * own(c))) / sum;
  const uv = baseMap && uvs[baseMap.set];
  if (!uv) return alpha;
  const u = (e0 * uv[a * 2] + e1 * uv[b * 2] + e2 * uv[c * 2]) / sum;
  const v = (e0 * uv[a * 2 + 1] + e1 * uv[b * 2 + 1] + e2 * uv[c * 2 + 1]) / sum;
  const m = baseMap.matrix;
  sample(baseMap.picture, baseMap.how, m[0] * u + m[1] * v + m[2], m[3] * u + m[4] * v + m[5], 0);
  return alpha * read[3];
}
