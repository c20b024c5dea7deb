// What a camera sees of one point of a surface in the studio: glTF's materials by their own formulas.
//
// Diffuse and mirrored light come from the studio's maps; what a rough surface keeps of it is the split sum with its
// multiple scattering (Fdez-Agüera, JCGT 8(1), 2019). Sheen is Charlie's (Estevez & Kulla, SIGGRAPH 2017), anisotropy a
// bent mirror direction (KHR_materials_anisotropy). Transmission tints what lies behind and does not bend it; rough
// glass does not blur it; iridescence and dispersion are left out.

import { energy, sheenEnergy } from "./energy.mjs";
import { plane, setPlane } from "./raster.mjs";
import { matt, mirrored } from "./studio.mjs";
import { read, sample } from "./texels.mjs";

/** The point that is looked at. One object, so that no pixel allocates. */
const at = {
  a: 0, b: 0, c: 0, side: 1,
  l0: 0.5, l1: 0.5, l2: 0.5, // barycentric weights, and how they change by one pixel to the right and down
  x0: 0.5, x1: 0.5, x2: 0.5, y0: 0.5, y1: 0.5, y2: 0.5,
  px: 0.5, py: 0.5, pz: 0.5, vx: 0.5, vy: 0.5, vz: 0.5, nx: 0.5, ny: 0.5, nz: 0.5, gx: 0.5, gy: 0.5, gz: 0.5,
  tx: 0.5, ty: 0.5, tz: 0.5, bx: 0.5, by: 0.5, bz: 0.5,
};

/** What its surface is like there. */
const skin = {
  r: 0.5, g: 0.5, b: 0.5, alpha: 0.5, metallic: 0.5, roughness: 0.5, open: 0.5,
  f0r: 0.5, f0g: 0.5, f0b: 0.5, f90: 0.5, clear: 0.5, coat: 0.5, coatRoughness: 0.5, cx: 0.5, cy: 0.5, cz: 0.5,
  grain: 0.5, along: 0.5, across: 0.5,
};

/** What it sends to the camera (0..2) and the share that it lets through of what lies behind (3..5), by colour. */
export const sent = new Float64Array(6);

/**
 * @typedef {object} Stage
 * @property {number[]} eye
 * @property {{matt: object, levels: object[]}} studio
 * @property {number} sin  of the angle by which the studio is turned about +Y, so that it faces the camera
 * @property {number} cos
 */

/**
 * Writes into `sent` what is seen of a triangle at sample x, y of its picture.
 *
 * @param {import("./raster.mjs").Cast} cast
 * @param {number} triangle  its number within the cast
 * @param {Stage} stage
 * @param {number} open  0..1: how much of the sky is not hidden by other parts
 * @param {number} step  samples between two pixels
 */
export function shade(cast, triangle, x, y, stage, open, step) {
  const { look } = cast;
  locate(cast, triangle, x, y, stage.eye, step);
  face(cast, triangle);
  colour(cast, look);
  if (look.unlit) return unlit(look);
  rough(cast, look, open);
  const bent = look.normalMap ?? look.anisotropyMap ?? look.coatNormalMap;
  if (bent || look.anisotropy) frame(cast, bent);
  coated(cast, look);
  if (look.normalMap) [at.nx, at.ny, at.nz] = bumped(cast, look.normalMap, look.normalScale);
  if (look.anisotropy) grain(cast, look);
  if (at.side < 0) turn();
  light(cast, look, stage);
}

/** Barycentric weights at a sample, how they change to its neighbours, and the direction to the eye. */
function locate(cast, triangle, x, y, eye, step) {
  const { indices, positions, screen } = cast;
  [at.a, at.b, at.c] = [indices[triangle * 3], indices[triangle * 3 + 1], indices[triangle * 3 + 2]];
  at.side = setPlane(screen, at.a * 3, at.b * 3, at.c * 3);
  const e0 = Math.max(plane[0] * x + plane[1] * y + plane[2], 0);
  const e1 = Math.max(plane[3] * x + plane[4] * y + plane[5], 0);
  const e2 = Math.max(plane[6] * x + plane[7] * y + plane[8], 0);
  const by = 1 / (e0 + e1 + e2 || 1);
  [at.l0, at.l1, at.l2] = [e0 * by, e1 * by, e2 * by];
  const sx = plane[0] + plane[3] + plane[6];
  const sy = plane[1] + plane[4] + plane[7];
  const per = by * step;
  [at.x0, at.x1, at.x2] = [(plane[0] - at.l0 * sx) * per, (plane[3] - at.l1 * sx) * per, (plane[6] - at.l2 * sx) * per];
  [at.y0, at.y1, at.y2] = [(plane[1] - at.l0 * sy) * per, (plane[4] - at.l1 * sy) * per, (plane[7] - at.l2 * sy) * per];
  at.px = mixed(positions, 3, 0);
  at.py = mixed(positions, 3, 1);
  at.pz = mixed(positions, 3, 2);
  const [x1, y1, z1] = [eye[0] - at.px, eye[1] - at.py, eye[2] - at.pz];
  const far = 1 / Math.sqrt(x1 * x1 + y1 * y1 + z1 * z1);
  [at.vx, at.vy, at.vz] = [x1 * far, y1 * far, z1 * far];
}

/** An attribute's number k at the point. */
function mixed(array, size, k) {
  return at.l0 * array[at.a * size + k] + at.l1 * array[at.b * size + k] + at.l2 * array[at.c * size + k];
}

/** The surface's normal by its corners' and, where they say none, by its triangle. */
function face(cast, triangle) {
  const { normals, faces } = cast;
  [at.gx, at.gy, at.gz] = [faces[triangle * 3], faces[triangle * 3 + 1], faces[triangle * 3 + 2]];
  [at.nx, at.ny, at.nz] = [at.gx, at.gy, at.gz];
  if (!normals) return;
  const [x, y, z] = [mixed(normals, 3, 0), mixed(normals, 3, 1), mixed(normals, 3, 2)];
  const length = x * x + y * y + z * z;
  if (!(length > 1e-12)) return;
  const by = 1 / Math.sqrt(length);
  [at.nx, at.ny, at.nz] = [x * by, y * by, z * by];
}

/** Reads a texture of the surface at the point into `read`; false where the surface has no such coordinates. */
function tap(cast, slot) {
  const uv = cast.uvs[slot.set];
  if (!uv) return false;
  const { matrix: m, picture, how } = slot;
  const [a, b, c] = [at.a * 2, at.b * 2, at.c * 2];
  const u = at.l0 * uv[a] + at.l1 * uv[b] + at.l2 * uv[c];
  const v = at.l0 * uv[a + 1] + at.l1 * uv[b + 1] + at.l2 * uv[c + 1];
  const ux = at.x0 * uv[a] + at.x1 * uv[b] + at.x2 * uv[c];
  const vx = at.x0 * uv[a + 1] + at.x1 * uv[b + 1] + at.x2 * uv[c + 1];
  const uy = at.y0 * uv[a] + at.y1 * uv[b] + at.y2 * uv[c];
  const vy = at.y0 * uv[a + 1] + at.y1 * uv[b + 1] + at.y2 * uv[c + 1];
  const { width, height } = picture.levels[0];
  const right = square((m[0] * ux + m[1] * vx) * width) + square((m[3] * ux + m[4] * vx) * height);
  const down = square((m[0] * uy + m[1] * vy) * width) + square((m[3] * uy + m[4] * vy) * height);
  const most = Math.max(right, down);
  sample(picture, how, m[0] * u + m[1] * v + m[2], m[3] * u + m[4] * v + m[5], most > 1 ? 0.5 * Math.log2(most) : 0);
  return true;
}

const square = (value) => value * value;

/** Base colour and alpha. */
function colour(cast, look) {
  const { colours } = cast;
  [skin.r, skin.g, skin.b, skin.alpha] = look.base;
  if (look.baseMap && tap(cast, look.baseMap)) {
    skin.r *= read[0];
    skin.g *= read[1];
    skin.b *= read[2];
    skin.alpha *= read[3];
  }
  if (!colours) return;
  skin.r *= mixed(colours, 4, 0);
  skin.g *= mixed(colours, 4, 1);
  skin.b *= mixed(colours, 4, 2);
  skin.alpha *= mixed(colours, 4, 3);
}

/** Metal, roughness, what it mirrors straight on, what hides it, what it lets through. */
function rough(cast, look, open) {
  skin.metallic = look.older ? 0 : look.metallic;
  skin.roughness = look.roughness;
  if (look.roughMap && tap(cast, look.roughMap)) {
    skin.metallic *= read[2];
    skin.roughness *= read[1];
  }
  skin.open = open;
  if (look.occlusionMap && tap(cast, look.occlusionMap)) skin.open *= 1 + look.occlusion * (read[0] - 1);
  skin.clear = look.transmission;
  if (look.transmissionMap && tap(cast, look.transmissionMap)) skin.clear *= read[0];
  mirror(cast, look);
  skin.roughness = Math.min(Math.max(skin.roughness, 0.04), 1);
  skin.clear *= 1 - skin.metallic;
}

/** What it mirrors straight on, by its index of refraction, its specular colour and its metal. */
function mirror(cast, look) {
  let [sr, sg, sb] = look.specularColour;
  if (look.specularColourMap && tap(cast, look.specularColourMap)) {
    [sr, sg, sb] = [sr * read[0], sg * read[1], sb * read[2]];
    if (look.older) skin.roughness = 1 - (1 - look.roughness) * read[3];
  }
  if (look.older) {
    [skin.f0r, skin.f0g, skin.f0b, skin.f90] = [sr, sg, sb, 1];
    const kept = 1 - Math.max(sr, sg, sb);
    [skin.r, skin.g, skin.b] = [skin.r * kept, skin.g * kept, skin.b * kept];
    return;
  }
  let strength = look.specular;
  if (look.specularMap && tap(cast, look.specularMap)) strength *= read[3];
  const m = skin.metallic;
  const f0 = square((look.ior - 1) / (look.ior + 1));
  skin.f0r = Math.min(f0 * sr, 1) * strength * (1 - m) + skin.r * m;
  skin.f0g = Math.min(f0 * sg, 1) * strength * (1 - m) + skin.g * m;
  skin.f0b = Math.min(f0 * sb, 1) * strength * (1 - m) + skin.b * m;
  skin.f90 = strength * (1 - m) + m;
}

/** Tangent and bitangent: the file's own, or by how a texture lies on the triangle. */
function frame(cast, slot) {
  const { tangents, positions: p } = cast;
  let [x, y, z, sign] = [1, 0, 0, 1];
  const uv = slot ? cast.uvs[slot.set] : null;
  if (tangents) {
    [x, y, z] = [mixed(tangents, 4, 0), mixed(tangents, 4, 1), mixed(tangents, 4, 2)];
    sign = tangents[at.a * 4 + 3] < 0 ? -1 : 1;
  } else if (uv) {
    const m = slot.matrix;
    const [du1, dv1] = [uv[at.b * 2] - uv[at.a * 2], uv[at.b * 2 + 1] - uv[at.a * 2 + 1]];
    const [du2, dv2] = [uv[at.c * 2] - uv[at.a * 2], uv[at.c * 2 + 1] - uv[at.a * 2 + 1]];
    const [u1, v1] = [m[0] * du1 + m[1] * dv1, m[3] * du1 + m[4] * dv1];
    const [u2, v2] = [m[0] * du2 + m[1] * dv2, m[3] * du2 + m[4] * dv2];
    // a picture's v runs down and its green points up, so the bitangent is against v
    sign = u1 * v2 - u2 * v1 < 0 ? 1 : -1;
    const s = -sign;
    x = s * ((p[at.b * 3] - p[at.a * 3]) * v2 - (p[at.c * 3] - p[at.a * 3]) * v1);
    y = s * ((p[at.b * 3 + 1] - p[at.a * 3 + 1]) * v2 - (p[at.c * 3 + 1] - p[at.a * 3 + 1]) * v1);
    z = s * ((p[at.b * 3 + 2] - p[at.a * 3 + 2]) * v2 - (p[at.c * 3 + 2] - p[at.a * 3 + 2]) * v1);
  }
  const along = x * at.nx + y * at.ny + z * at.nz;
  [x, y, z] = [x - along * at.nx, y - along * at.ny, z - along * at.nz];
  const by = 1 / (Math.sqrt(x * x + y * y + z * z) || 1);
  [at.tx, at.ty, at.tz] = [x * by, y * by, z * by];
  at.bx = sign * (at.ny * at.tz - at.nz * at.ty);
  at.by = sign * (at.nz * at.tx - at.nx * at.tz);
  at.bz = sign * (at.nx * at.ty - at.ny * at.tx);
}

/** The normal that a normal map gives here, unit. */
function bumped(cast, slot, scale) {
  if (!tap(cast, slot)) return [at.nx, at.ny, at.nz];
  const [u, v, w] = [(read[0] * 2 - 1) * scale, (read[1] * 2 - 1) * scale, read[2] * 2 - 1];
  const x = at.tx * u + at.bx * v + at.nx * w;
  const y = at.ty * u + at.by * v + at.ny * w;
  const z = at.tz * u + at.bz * v + at.nz * w;
  const by = 1 / (Math.sqrt(x * x + y * y + z * z) || 1);
  return [x * by, y * by, z * by];
}

function coated(cast, look) {
  skin.coat = look.coat;
  if (look.coat === 0) return;
  if (look.coatMap && tap(cast, look.coatMap)) skin.coat *= read[0];
  skin.coatRoughness = look.coatRoughness;
  if (look.coatRoughMap && tap(cast, look.coatRoughMap)) skin.coatRoughness *= read[1];
  [skin.cx, skin.cy, skin.cz] = [at.nx, at.ny, at.nz];
  const { coatNormalMap: map, coatNormalScale: scale } = look;
  if (map) [skin.cx, skin.cy, skin.cz] = bumped(cast, map, scale);
}

/** A back that is seen has its normals reversed (glTF 2.0, 3.9.5). */
function turn() {
  [at.nx, at.ny, at.nz] = [-at.nx, -at.ny, -at.nz];
  [skin.cx, skin.cy, skin.cz] = [-skin.cx, -skin.cy, -skin.cz];
}

function unlit(look) {
  const alpha = look.blended ? skin.alpha : 1;
  sent[0] = skin.r * alpha;
  sent[1] = skin.g * alpha;
  sent[2] = skin.b * alpha;
  sent[3] = sent[4] = sent[5] = 1 - alpha;
}

/** The studio's light on the surface, layer upon layer, into `sent`. */
function light(cast, look, { studio, sin, cos }) {
  const facing = Math.min(Math.max(at.nx * at.vx + at.ny * at.vy + at.nz * at.vz, 0.001), 1);
  const diffuse = matt(studio, at.nx * cos - at.nz * sin, at.ny, at.nx * sin + at.nz * cos) * skin.open;
  const shine = reflected(look, studio, sin, cos) * hidden(facing);
  const { scale, bias } = energy(facing, skin.roughness);
  const kept = 1 - skin.metallic;
  const through = look.blended ? skin.alpha : 1;
  const f90 = skin.f90 * bias;
  band(0, skin.r * kept, skin.f0r, skin.f0r * scale + f90, scale + bias, diffuse, shine);
  band(1, skin.g * kept, skin.f0g, skin.f0g * scale + f90, scale + bias, diffuse, shine);
  band(2, skin.b * kept, skin.f0b, skin.f0b * scale + f90, scale + bias, diffuse, shine);
  if (skin.clear > 0) filter(look);
  if (look.sheen[0] + look.sheen[1] + look.sheen[2] > 0) brush(cast, look, diffuse, facing);
  glow(cast, look);
  if (skin.coat > 0) varnish(studio, sin, cos);
  for (let k = 0; k < 3; k++) {
    sent[k] *= through;
    sent[3 + k] = sent[3 + k] * through + 1 - through;
  }
}

/** One colour: mirrored once, scattered among the surface's facets, then diffuse; glass keeps no diffuse light. */
function band(k, albedo, f0, single, total, diffuse, shine) {
  const lost = 1 - total;
  const mean = f0 + (1 - f0) / 21;
  const again = (single * mean * lost) / (1 - lost * mean);
  const rest = 1 - single - again;
  sent[k] = shine * single + diffuse * (again + albedo * rest * (1 - skin.clear));
  sent[3 + k] = skin.clear * albedo * rest;
}

/** What a volume takes of the light that crosses it (Beer's law, KHR_materials_volume). */
function filter({ thickness, attenuation, attenuationDistance }) {
  if (!(thickness > 0) || attenuationDistance === Infinity) return;
  for (let k = 0; k < 3; k++) sent[3 + k] *= attenuation[k] ** (thickness / attenuationDistance);
}

/** Light from where the surface mirrors the camera. */
function reflected(look, studio, sin, cos) {
  let [nx, ny, nz] = [at.nx, at.ny, at.nz];
  if (look.anisotropy) [nx, ny, nz] = brushed();
  const twice = 2 * (nx * at.vx + ny * at.vy + nz * at.vz);
  // rough surfaces gather more from along their normal than from where they mirror (Lagarde & de Rousiers 2014, 4.9.3)
  const r = square(skin.roughness);
  const x = (twice * nx - at.vx) * (1 - r) + nx * r;
  const y = (twice * ny - at.vy) * (1 - r) + ny * r;
  const z = (twice * nz - at.vz) * (1 - r) + nz * r;
  return mirrored(studio, x * cos - z * sin, y, x * sin + z * cos, skin.roughness);
}

/** Which way the brush went, turned from the tangent, and how strongly. */
function grain(cast, look) {
  const [c, s] = [Math.cos(look.anisotropyAngle), Math.sin(look.anisotropyAngle)];
  let [x, y, strength] = [1, 0, 1];
  const map = look.anisotropyMap;
  if (map && tap(cast, map)) [x, y, strength] = [read[0] * 2 - 1, read[1] * 2 - 1, read[2]];
  const by = 1 / (Math.sqrt(x * x + y * y) || 1);
  skin.grain = look.anisotropy * strength;
  skin.along = (c * x - s * y) * by;
  skin.across = (s * x + c * y) * by;
}

/** A normal that is bent as brushed metal smears what it mirrors. */
function brushed() {
  const [c, s] = [skin.along, skin.across];
  const [tx, ty, tz] = [at.tx * c + at.bx * s, at.ty * c + at.by * s, at.tz * c + at.bz * s];
  const [bx, by, bz] = [at.ny * tz - at.nz * ty, at.nz * tx - at.nx * tz, at.nx * ty - at.ny * tx];
  const [cx, cy, cz] = [by * at.vz - bz * at.vy, bz * at.vx - bx * at.vz, bx * at.vy - by * at.vx];
  const [dx, dy, dz] = [cy * bz - cz * by, cz * bx - cx * bz, cx * by - cy * bx];
  const kept = square(square(1 - skin.grain * (1 - skin.roughness)));
  const [x, y, z] = [dx + (at.nx - dx) * kept, dy + (at.ny - dy) * kept, dz + (at.nz - dz) * kept];
  const length = 1 / (Math.sqrt(x * x + y * y + z * z) || 1);
  return [x * length, y * length, z * length];
}

/** How much of a mirrored light gets out of a hollow (Lagarde & de Rousiers, "Moving Frostbite to PBR", 2014). */
function hidden(facing) {
  if (skin.open >= 1) return 1;
  const power = 2 ** (-16 * skin.roughness - 1);
  return Math.min(Math.max((facing + skin.open) ** power - 1 + skin.open, 0), 1);
}

function brush(cast, look, diffuse, facing) {
  let [r, g, b] = look.sheen;
  let roughness = look.sheenRoughness;
  if (look.sheenMap && tap(cast, look.sheenMap)) [r, g, b] = [r * read[0], g * read[1], b * read[2]];
  if (look.sheenRoughMap && tap(cast, look.sheenRoughMap)) roughness *= read[3];
  const share = sheenEnergy(facing, roughness);
  const kept = 1 - Math.max(r, g, b) * share;
  sent[0] = sent[0] * kept + diffuse * r * share;
  sent[1] = sent[1] * kept + diffuse * g * share;
  sent[2] = sent[2] * kept + diffuse * b * share;
}

function glow(cast, look) {
  const [r, g, b] = look.emissive;
  if (r + g + b === 0) return;
  const has = look.emissiveMap && tap(cast, look.emissiveMap);
  sent[0] += has ? r * read[0] : r;
  sent[1] += has ? g * read[1] : g;
  sent[2] += has ? b * read[2] : b;
}

function varnish(studio, sin, cos) {
  const facing = Math.min(Math.max(skin.cx * at.vx + skin.cy * at.vy + skin.cz * at.vz, 0.001), 1);
  const fresnel = skin.coat * (0.04 + 0.96 * (1 - facing) ** 5);
  const [x, y, z] = [2 * facing * skin.cx - at.vx, 2 * facing * skin.cy - at.vy, 2 * facing * skin.cz - at.vz];
  const { scale, bias } = energy(facing, Math.max(skin.coatRoughness, 0.04));
  const share = skin.coat * (0.04 * scale + bias);
  const shine = mirrored(studio, x * cos - z * sin, y, x * sin + z * cos, Math.max(skin.coatRoughness, 0.04));
  for (let k = 0; k < 3; k++) {
    sent[k] = sent[k] * (1 - fresnel) + shine * share;
    sent[3 + k] *= 1 - fresnel;
  }
}
