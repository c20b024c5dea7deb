// Names as USD allows them.

/** Names among siblings: each legal (a letter or _, then letters, digits or _) and given once. */
export class Names {
  #taken = new Set();

  /** @returns {string} the name that comes nearest to `wanted` */
  take(wanted) {
    const plain = wanted.normalize("NFKD").replace(/\p{M}/gu, "").replace(/[^A-Za-z0-9_]+/g, "_").slice(0, 120);
    const legal = /^[A-Za-z_]/.test(plain) ? plain : `_${plain}`;
    let name = legal;
    for (let count = 1; this.#taken.has(name); count++) name = `${legal}_${count}`;
    this.#taken.add(name);
    return name;
  }
}
