// Factors of materials, lights and cameras, held within what the format and its extensions allow.

import { tell } from "./talk.mjs";

const UNIT = [0, 1], POSITIVE = [0, Infinity];
const MATERIAL = { emissiveFactor: UNIT, alphaCutoff: POSITIVE };
const PARTS = {
  pbrMetallicRoughness: { baseColorFactor: UNIT, metallicFactor: UNIT, roughnessFactor: UNIT },
  occlusionTexture: { strength: UNIT },
};
const EXTENSIONS = {
  KHR_materials_anisotropy: { anisotropyStrength: UNIT },
  KHR_materials_clearcoat: { clearcoatFactor: UNIT, clearcoatRoughnessFactor: UNIT },
  KHR_materials_diffuse_transmission: { diffuseTransmissionFactor: UNIT, diffuseTransmissionColorFactor: POSITIVE },
  KHR_materials_dispersion: { dispersion: POSITIVE },
  KHR_materials_emissive_strength: { emissiveStrength: POSITIVE },
  KHR_materials_iridescence: {
    iridescenceFactor: UNIT,
    iridescenceIor: [1, Infinity],
    iridescenceThicknessMinimum: POSITIVE,
    iridescenceThicknessMaximum: POSITIVE,
  },
  KHR_materials_pbrSpecularGlossiness: { diffuseFactor: UNIT, specularFactor: UNIT, glossinessFactor: UNIT },
  KHR_materials_sheen: { sheenColorFactor: UNIT, sheenRoughnessFactor: UNIT },
  KHR_materials_specular: { specularFactor: UNIT, specularColorFactor: POSITIVE },
  KHR_materials_transmission: { transmissionFactor: UNIT },
  KHR_materials_volume: { thicknessFactor: POSITIVE, attenuationColor: UNIT },
};

/** Clamps in place what lies outside; an index of refraction below one becomes one (zero has a meaning of its own). */
export function clampFactors(json, repairs) {
  let count = 0;
  for (const material of json.materials ?? []) {
    count += clamp(material, MATERIAL);
    for (const [name, ranges] of Object.entries(PARTS)) count += clamp(material[name], ranges);
    for (const [name, ranges] of Object.entries(EXTENSIONS)) count += clamp(material.extensions?.[name], ranges);
    const refraction = material.extensions?.KHR_materials_ior;
    if (refraction?.ior !== 0) count += clamp(refraction, { ior: [1, Infinity] });
  }
  tell(repairs, "factors", count, (n) =>
    `${n} factors of materials lay outside what the format allows; they were held within it.`);
  lights(json, repairs);
  cameras(json, repairs);
}

/** How many of the numbers named in `ranges` were outside. */
function clamp(part, ranges) {
  let count = 0;
  for (const [name, [low, high]] of Object.entries(ranges)) {
    const value = part?.[name];
    if (value === undefined) continue;
    const held = [value].flat().map((v) => Math.min(high, Math.max(low, v)));
    if (held.every((v, i) => v === [value].flat()[i])) continue;
    part[name] = Array.isArray(value) ? held : held[0];
    count += 1;
  }
  return count;
}

function lights(json, repairs) {
  let count = 0;
  for (const light of json.extensions?.KHR_lights_punctual?.lights ?? []) {
    count += clamp(light, { intensity: POSITIVE, color: UNIT });
    count += clamp(light.spot, { outerConeAngle: [1e-4, Math.PI / 2] });
    const outer = light.spot?.outerConeAngle ?? Math.PI / 4;
    count += clamp(light.spot, { innerConeAngle: [0, outer * (1 - 1e-6)] });
  }
  tell(repairs, "lights", count, (n) =>
    `${n} values of lights lay outside what the format allows; they were held within it.`);
}

/** A camera that cannot show anything is left out; the shop has its own. */
function cameras(json, repairs) {
  const blind = new Set((json.cameras ?? []).flatMap((camera, at) => (sees(camera) ? [] : [at])));
  if (!blind.size) return;
  for (const node of json.nodes ?? []) if (blind.has(node.camera)) delete node.camera;
  const kept = json.cameras.map((_, at) => at).filter((at) => !blind.has(at));
  for (const node of json.nodes ?? []) if (node.camera !== undefined) node.camera = kept.indexOf(node.camera);
  json.cameras = json.cameras.filter((_, at) => !blind.has(at));
  tell(repairs, "cameras", blind.size, (n) => `${n} cameras that can show nothing were left out.`);
}

function sees({ perspective: p, orthographic: o }) {
  const lens = p ?? o;
  if (!lens || (lens.zfar !== undefined && lens.zfar <= (lens.znear ?? 0))) return false;
  if (p) return p.znear > 0 && p.yfov > 0 && p.yfov < Math.PI && (p.aspectRatio ?? 1) > 0;
  return o.xmag !== 0 && o.ymag !== 0 && o.znear >= 0;
}
