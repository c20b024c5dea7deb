// Views packed by meshopt, by either name of the extension: the codec is one, its later bitstream and filter included.
//
// Source: Khronos, KHR_meshopt_compression ("Content guidelines"): what differs from EXT_meshopt_compression is the version
// of the attributes' codec and the filter COLOR, both of which meshoptimizer 1.x decodes under either name.

const KHR = "KHR_meshopt_compression";
const EXT = "EXT_meshopt_compression";

/** How a view is packed: {buffer, byteOffset, byteLength, byteStride, count, mode, filter}; undefined where it is not. */
export function packing(view) {
  return view.extensions?.[KHR] ?? view.extensions?.[EXT];
}

/**
 * Gives KHR_meshopt_compression the name that the parser knows, in place, and marks buffers that stand for what is packed
 * as such, which an exporter may leave unsaid.
 * @param {object} json  a glTF description
 */
export function renamePacking(json) {
  for (const each of [...(json.bufferViews ?? []), ...(json.buffers ?? [])]) {
    if (!each.extensions?.[KHR]) continue;
    const { [KHR]: told, ...others } = each.extensions;
    each.extensions = { ...others, [EXT]: told };
  }
  for (const list of ["extensionsUsed", "extensionsRequired"])
    if (json[list]) json[list] = [...new Set(json[list].map((name) => (name === KHR ? EXT : name)))];
  for (const view of json.bufferViews ?? []) {
    const stands = view.extensions?.[EXT] && json.buffers?.[view.buffer];
    if (stands && stands.uri === undefined && view.buffer > 0) stands.extensions = { ...stands.extensions, [EXT]: { fallback: true } };
  }
}
