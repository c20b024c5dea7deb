// Textures as a USDZ package may hold them: PNG or JPEG, each once.

import sharp from "sharp";

/** JPEG at full colour resolution: half of it would bend normals and blur the edges of data. */
const JPEG = { quality: 90, chromaSubsampling: "4:4:4", mozjpeg: true };

export class Pictures {
  #most;
  #known = new Map();
  /** @type {{name: string, bytes: Uint8Array}[]} */
  files = [];

  /** @param {number} most  pixels of the longer side that are kept */
  constructor(most) {
    this.#most = most;
  }

  /**
   * The name of a texture's file in the package, written at its first use; null where it has no picture.
   *
   * @param {import("@gltf-transform/core").Texture | null} texture
   * @param {{alpha?: boolean, steep?: number}} options  alpha: whether its alpha is used, which JPEG has not; steep: by
   *   how much a normal map's slopes are multiplied, since USD wants its scale to be 2 and nothing else
   */
  async name(texture, { alpha = false, steep = 1 } = {}) {
    const bytes = texture?.getImage();
    if (!bytes) return null;
    const key = `${alpha} ${steep}`;
    const known = this.#known.get(texture) ?? this.#known.set(texture, {}).get(texture);
    known[key] ??= await this.#written(bytes, alpha, steep);
    return known[key];
  }

  async #written(bytes, alpha, steep) {
    const most = this.#most;
    const inside = { width: most, height: most, fit: "inside", withoutEnlargement: true };
    const image = sharp(bytes, { limitInputPixels: 2 ** 28 }).resize(inside);
    const opaque = !alpha || !(await sharp(bytes).metadata()).hasAlpha;
    const written = opaque ? sloped(image.removeAlpha(), steep).jpeg(JPEG) : image.png({ compressionLevel: 9 });
    const name = `textures/${this.files.length}.${opaque ? "jpg" : "png"}`;
    this.files.push({ name, bytes: new Uint8Array(await written.toBuffer()) });
    return name;
  }
}

/** A normal map whose x and y are multiplied about their middle. */
function sloped(image, steep) {
  const shift = 127.5 * (1 - steep);
  return steep === 1 ? image : image.toColourspace("srgb").linear([steep, steep, 1], [shift, shift, 0]);
}
