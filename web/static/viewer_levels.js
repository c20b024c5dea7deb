// Which level of detail of each piece is fetched: the coarsest of all at once, then what this device and line bear.

/** @typedef {{level: number, url: string, bytes: number, triangles?: number | null}} Level */

/**
 * What a stage may fetch and draw in sum, by the device. A frame of 300,000 triangles is what a phone of 2019 draws in
 * 16 ms; who saves data gets the coarsest levels alone.
 *
 * @param {{saving: boolean, fine: boolean}} device
 * @returns {{triangles: number, bytes: number}}
 */
export const allowance = ({ saving, fine }) =>
  saving ? { triangles: 0, bytes: 0 } : fine ? { triangles: 1_500_000, bytes: 24e6 } : { triangles: 300_000, bytes: 6e6 };

/**
 * The level of each piece that is fetched after its coarsest: refined one by one, the coarsest piece first, as long as
 * the sum of all stays within the allowance.
 *
 * @param {{lods: Level[]}[]} pieces  levels finest first
 * @param {{triangles: number, bytes: number}} most
 * @returns {Level[]} one for each piece
 */
export function chosen(pieces, most) {
  const at = pieces.map(({ lods }) => lods.length - 1);
  const levels = (finer) => pieces.map(({ lods }, n) => lods[n === finer ? at[n] - 1 : at[n]]);
  for (;;) {
    const open = at.flatMap((level, n) => (level > 0 && within(levels(n), most) ? [n] : []));
    if (!open.length) return levels();
    const now = levels().map(weight);
    at[open.reduce((least, n) => (now[n] < now[least] ? n : least))] -= 1;
  }
}

const weight = ({ triangles, bytes }) => triangles ?? bytes / 10; // a triangle takes some ten bytes when compressed
const sum = (values) => values.reduce((all, one) => all + one, 0);
const within = (levels, most) => sum(levels.map(weight)) <= most.triangles && sum(levels.map(({ bytes }) => bytes)) <= most.bytes;
