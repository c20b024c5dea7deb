// The source vertex that is nearest to where a simplification put one: whose bones and morphs it should have.

/**
 * For each of `vertices` the vertex of its part of `whole` to which a walk along edges leads that comes nearer at every step.
 * @param {ReturnType<import("./whole.mjs").surface>} whole
 * @param {import("./whole.mjs").Part} part
 * @param {Uint32Array} vertices  from which the walks begin
 * @param {Float32Array} positions  (n, 3) where they are now
 * @returns {Uint32Array}
 */
export function nearest(whole, part, vertices, positions) {
  const { from, list } = neighbours(whole, part);
  return vertices.map((vertex) => {
    let here = vertex,
      best = distance(whole.positions, here, positions, vertex);
    for (let moved = true; moved;) {
      moved = false;
      const own = here - part.start;
      for (let at = from[own]; at < from[own + 1]; at++) {
        const far = distance(whole.positions, list[at], positions, vertex);
        if (far < best) ((best = far), (here = list[at]), (moved = true));
      }
    }
    return here;
  });
}

/** Vertices that share an edge with each vertex of `part`: those of its i-th are list[from[i]] up to list[from[i + 1]]. */
function neighbours({ indices, owner, parts }, part) {
  const name = parts.indexOf(part),
    from = new Uint32Array(part.vertices + 1),
    corners = [];
  for (let at = 0; at < indices.length; at += 3) if (owner[indices[at]] === name) corners.push(at);
  for (const at of corners) for (let i = 0; i < 3; i++) from[indices[at + i] - part.start + 1] += 2;
  for (let at = 0; at < part.vertices; at++) from[at + 1] += from[at];
  const list = new Uint32Array(from[part.vertices]),
    next = from.slice();
  for (const at of corners)
    for (let i = 0; i < 3; i++)
      for (const other of [(i + 1) % 3, (i + 2) % 3]) list[next[indices[at + i] - part.start]++] = indices[at + other];
  return { from, list };
}

function distance(a, i, b, j) {
  return (a[3 * i] - b[3 * j]) ** 2 + (a[3 * i + 1] - b[3 * j + 1]) ** 2 + (a[3 * i + 2] - b[3 * j + 2]) ** 2;
}
