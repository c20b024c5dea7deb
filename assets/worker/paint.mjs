// The colours of a surface as a small grey picture needs them: a lightness per material, and its base texture made small.

import sharp from "sharp";

const SIDE = 128; // texels of a side; a picture of the surface has 160 pixels
const CUT = -1;
const kept = new WeakMap();

/**
 * How each part is painted: {texture: {side, texels, bend} | null, lightness, doubled}, lightness 0..1 linear.
 * A texture that cannot be decoded counts as white. Decoded textures are remembered by their bytes and cutoff.
 * @param {import("./whole.mjs").Part[]} parts
 */
export function paints(parts) {
  return Promise.all(parts.map(({ primitive }) => paint(primitive.getMaterial())));
}

async function paint(material) {
  if (!material) return { texture: null, lightness: 0.8, doubled: false };
  const glossy = material.getExtension("KHR_materials_pbrSpecularGlossiness");
  const factor = glossy?.getDiffuseFactor() ?? material.getBaseColorFactor();
  const image = glossy ? glossy.getDiffuseTexture() : material.getBaseColorTexture();
  const info = glossy ? glossy.getDiffuseTextureInfo() : material.getBaseColorTextureInfo();
  const lightness = Math.max(0.08, light(factor[0], factor[1], factor[2]), light(...material.getEmissiveFactor()));
  const cutoff = material.getAlphaMode() === "MASK" ? material.getAlphaCutoff() : 0;
  const texels = image && info.getTexCoord() === 0 ? await decoded(image, cutoff) : null;
  return {
    texture: texels && { side: SIDE, texels, bend: bend(info) },
    lightness: Math.min(1, lightness),
    doubled: material.getDoubleSided(),
  };
}

const light = (r, g, b) => 0.2126 * r + 0.7152 * g + 0.0722 * b;

async function decoded(image, cutoff) {
  const bytes = image.getImage();
  if (!bytes) return null;
  const known = kept.get(bytes) ?? kept.set(bytes, new Map()).get(bytes);
  if (!known.has(cutoff)) known.set(cutoff, texelsOf(bytes, cutoff));
  return known.get(cutoff);
}

async function texelsOf(bytes, cutoff) {
  const small = sharp(bytes).resize(SIDE, SIDE, { fit: "fill" }).toColourspace("srgb").ensureAlpha().raw();
  const data = await small.toBuffer().catch(() => null);
  if (!data) return null;
  const texels = new Float32Array(SIDE * SIDE);
  for (let at = 0; at < texels.length; at++) {
    const [r, g, b] = [0, 1, 2].map((i) => (data[4 * at + i] / 255) ** 2.2);
    texels[at] = data[4 * at + 3] / 255 < cutoff ? CUT : light(r, g, b);
  }
  return texels;
}

/** Rows of KHR_texture_transform: u' = b0 u + b1 v + b2, v' = b3 u + b4 v + b5. */
function bend(info) {
  const transform = info.getExtension("KHR_texture_transform");
  if (!transform) return [1, 0, 0, 0, 1, 0];
  const [x, y] = transform.getOffset(),
    [sx, sy] = transform.getScale(),
    turn = transform.getRotation();
  const c = Math.cos(turn),
    s = Math.sin(turn);
  return [c * sx, s * sy, x, -s * sx, c * sy, y];
}
