// A glTF material as UsdPreviewSurface, the one material that AR Quick Look knows.
//
// What it has no words for is left out: sheen, anisotropy, clearcoat's own normals, and glass (shown by its opacity).
// Source: UsdPreviewSurface specification 2.6; of textures, only the parts that its table names are used.

const WRAP = { 10497: "repeat", 33071: "clamp", 33648: "mirror" };
const value = (is, of) => ({ is, of });
const input = (name, type, is, of) => ({ name: `inputs:${name}`, type, value: value(is, of) });
const shader = (name, id, properties) => ({
  name,
  type: "Shader",
  properties: [{ name: "info:id", type: "token", uniform: true, value: value("token", id) }, ...properties],
});

/**
 * A Material prim with all its shaders.
 *
 * @param {import("@gltf-transform/core").Material | null} material  null: glTF's default
 * @param {string} name
 * @param {{pictures: import("./usd_pictures.mjs").Pictures, coloured?: boolean}} options  coloured: its meshes have
 *   vertex colours
 * @returns {Promise<import("./crate.mjs").Prim>}
 */
export async function materialPrim(material, name, { pictures, coloured = false }) {
  const making = { path: `/Model/Materials/${name}`, pictures, shaders: [], surface: [] };
  const extension = (short) => material?.getExtension(`KHR_materials_${short}`) ?? null;
  const older = extension("pbrSpecularGlossiness");
  if (older) await olderSurface(making, older);
  else if (material) await surface(making, material);
  else making.surface.push(input("roughness", "float", "float", 1), input("metallic", "float", "float", 1));
  if (material) await common(making, material, extension);
  const base = older ? await slot(making, older, "diffuse") : material && (await slot(making, material, "baseColor"));
  const factor = older?.getDiffuseFactor() ?? material?.getBaseColorFactor() ?? [1, 1, 1, 1];
  colour(making, { base, factor, unlit: Boolean(extension("unlit")), coloured });
  opacity(making, material, { base, factor, transmission: extension("transmission")?.getTransmissionFactor() ?? 0 });
  const output = { name: "outputs:surface", type: "token" };
  return {
    name,
    type: "Material",
    properties: [{ ...output, connect: `${making.path}/Surface.outputs:surface` }],
    children: [shader("Surface", "UsdPreviewSurface", [...making.surface, output]), ...making.shaders],
  };
}

async function surface(making, material) {
  const rough = await slot(making, material, "metallicRoughness");
  const scale = [1, material.getRoughnessFactor(), material.getMetallicFactor(), 1];
  const texture = rough && textureOf(making, "MetallicRoughness", rough, { scale, outputs: ["g", "b"] });
  number(making, "roughness", material.getRoughnessFactor(), texture && `${texture}.outputs:g`);
  number(making, "metallic", material.getMetallicFactor(), texture && `${texture}.outputs:b`);
}

/** The workflow of speculars and glossiness, which UsdPreviewSurface has too. */
async function olderSurface(making, older) {
  const picture = await slot(making, older, "specularGlossiness", { alpha: true });
  const [r, g, b] = older.getSpecularFactor();
  const gloss = older.getGlossinessFactor();
  making.surface.push(input("useSpecularWorkflow", "int", "int", 1));
  const options = { scale: [r, g, b, -gloss], bias: [0, 0, 0, 1], space: "sRGB", outputs: ["rgb", "a"] };
  const texture = picture && textureOf(making, "SpecularGlossiness", picture, options);
  vector(making, "specularColor", [r, g, b], texture && `${texture}.outputs:rgb`);
  number(making, "roughness", 1 - gloss, texture && `${texture}.outputs:a`);
}

/** Normals, occlusion, glow, coat and index of refraction. */
async function common(making, material, extension) {
  const normal = await slot(making, material, "normal", { steep: material.getNormalScale() });
  if (normal) {
    const options = { scale: [2, 2, 2, 1], bias: [-1, -1, -1, 0], outputs: ["rgb"] };
    connected(making, "normal", "normal3f", `${textureOf(making, "Normal", normal, options)}.outputs:rgb`);
  }
  const occlusion = await slot(making, material, "occlusion");
  const s = material.getOcclusionStrength();
  if (occlusion) {
    const options = { scale: [s, s, s, 1], bias: [1 - s, 1 - s, 1 - s, 0], outputs: ["r"] };
    connected(making, "occlusion", "float", `${textureOf(making, "Occlusion", occlusion, options)}.outputs:r`);
  }
  if (!extension("unlit")) await glow(making, material, extension("emissive_strength")?.getEmissiveStrength() ?? 1);
  const coat = extension("clearcoat");
  if (coat) number(making, "clearcoat", coat.getClearcoatFactor());
  if (coat) number(making, "clearcoatRoughness", coat.getClearcoatRoughnessFactor());
  if (extension("ior")) number(making, "ior", extension("ior").getIOR());
}

async function glow(making, material, strength) {
  const factor = material.getEmissiveFactor().map((each) => each * strength);
  if (!factor.some((each) => each > 0)) return;
  const picture = await slot(making, material, "emissive");
  const options = { scale: [...factor, 1], space: "sRGB", outputs: ["rgb"] };
  const texture = picture && textureOf(making, "Emissive", picture, options);
  vector(making, "emissiveColor", factor, texture && `${texture}.outputs:rgb`);
}

/** Base colour; without light it glows, as nothing else in the viewer keeps it from being shaded. */
function colour(making, { base, factor, unlit, coloured }) {
  const rgb = factor.slice(0, 3);
  const texture = base && textureOf(making, "BaseColor", base, { scale: factor, space: "sRGB", outputs: ["rgb", "a"] });
  const from = texture ? `${texture}.outputs:rgb` : coloured ? vertexColours(making, rgb) : null;
  vector(making, unlit ? "emissiveColor" : "diffuseColor", rgb, from);
  if (unlit) vector(making, "diffuseColor", [0, 0, 0]);
}

/** A reader of vertex colours; where a base texture is, it alone is shown: nothing multiplies the two here. */
function vertexColours(making, fallback) {
  making.shaders.push(
    shader("Colours", "UsdPrimvarReader_float3", [
      input("varname", "string", "string", "displayColor"),
      input("fallback", "float3", "float3", fallback),
      { name: "outputs:result", type: "float3" },
    ]),
  );
  return `${making.path}/Colours.outputs:result`;
}

function opacity(making, material, { base, factor, transmission }) {
  const mode = material?.getAlphaMode() ?? "OPAQUE";
  if (transmission > 0) number(making, "opacity", Math.max(1 - transmission, 0.1)); // 0 would show nothing at all
  else if (mode !== "OPAQUE") number(making, "opacity", factor[3], base && `${making.path}/BaseColor.outputs:a`);
  if (mode === "MASK") number(making, "opacityThreshold", Math.max(material.getAlphaCutoff(), 1e-3));
}

function number(making, name, usual, from) {
  if (from) connected(making, name, "float", from);
  else making.surface.push(input(name, "float", "float", usual));
}

function vector(making, name, usual, from) {
  if (from) connected(making, name, "color3f", from);
  else making.surface.push(input(name, "color3f", "float3", usual));
}

function connected(making, name, type, from) {
  making.surface.push({ name: `inputs:${name}`, type, connect: from });
}

/** A texture of a material or of one of its extensions with how it lies; null for none. */
async function slot({ pictures }, owner, name, { alpha = false, steep = 1 } = {}) {
  const method = `get${name[0].toUpperCase()}${name.slice(1)}Texture`;
  const texture = owner[method]();
  const transparent = alpha || (name === "baseColor" && owner.getAlphaMode() !== "OPAQUE") || name === "diffuse";
  const file = await pictures.name(texture, { alpha: transparent, steep });
  const info = owner[`${method}Info`]();
  return file && { file, info, transform: info.getExtension("KHR_texture_transform") };
}

/** Adds the shaders of one texture; @returns {string} the path of the one that reads it. */
function textureOf(making, name, { file, info, transform }, { scale, bias, space = "raw", outputs }) {
  const set = transform?.getTexCoord() ?? info.getTexCoord();
  const path = `${making.path}/${name}`;
  const reader = `${name}_st`;
  making.shaders.push(
    shader(reader, "UsdPrimvarReader_float2", [
      input("varname", "string", "string", set === 1 ? "st1" : "st"),
      { name: "outputs:result", type: "float2" },
    ]),
  );
  const plain = `${making.path}/${reader}.outputs:result`;
  const st = transform ? moved(making, name, plain, transform) : plain;
  making.shaders.push(
    shader(name, "UsdUVTexture", [
      input("file", "asset", "asset", file),
      { name: "inputs:st", type: "float2", connect: st },
      input("wrapS", "token", "token", WRAP[info.getWrapS()]),
      input("wrapT", "token", "token", WRAP[info.getWrapT()]),
      input("sourceColorSpace", "token", "token", space),
      input("scale", "float4", "float4", scale),
      ...(bias ? [input("bias", "float4", "float4", bias)] : []),
      ...outputs.map((each) => ({ name: `outputs:${each}`, type: each === "rgb" ? "float3" : "float" })),
    ]),
  );
  return path;
}

/**
 * KHR_texture_transform with pictures that begin at the bottom: with t = 1 - v,
 * s' = cos sx s - sin sy t + x + sin sy and t' = sin sx s + cos sy t + 1 - y - cos sy.
 */
function moved(making, name, from, transform) {
  const [sx, sy] = transform.getScale();
  const [x, y] = transform.getOffset();
  const turn = transform.getRotation();
  const [sin, cos] = [Math.sin(turn), Math.cos(turn)];
  making.shaders.push(
    shader(`${name}_moved`, "UsdTransform2d", [
      { name: "inputs:in", type: "float2", connect: from },
      input("scale", "float2", "float2", [sx, sy]),
      input("rotation", "float", "float", (turn * 180) / Math.PI),
      input("translation", "float2", "float2", [x + sin * sy, 1 - y - cos * sy]),
      { name: "outputs:result", type: "float2" },
    ]),
  );
  return `${making.path}/${name}_moved.outputs:result`;
}
