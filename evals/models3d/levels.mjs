// Our levels of detail and nothing else: read, clean, simplify, written plain. Run by assets/node.py.
//
// Request: { root, entry, out, ratios: [0.5, …], options }, ratios falling, options as simplify takes them.
// Result: [{ ratio, path, seconds, told }], `told` as simplify says it.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { clean } from "../../assets/worker/clean.mjs";
import { glb } from "../../assets/worker/io.mjs";
import { read } from "../../assets/worker/read.mjs";
import { simplify } from "../../assets/worker/simplify.mjs";
import { answer } from "../../assets/worker/talk.mjs";

await answer(async ({ root, entry, out, ratios, options }) => {
  const { document } = await read(root, entry);
  await clean(document);
  const io = await glb();
  const cleaned = await io.writeBinary(document);
  const levels = [];
  let most; // as in the pipeline: no level is raised beyond the one above
  for (const ratio of ratios) {
    const level = await io.readBinary(cleaned);
    const before = process.cpuUsage();
    const told = await simplify(level, { ratio, most, ...options });
    most = told.target;
    const { user, system } = process.cpuUsage(before);
    const path = join(out, `${ratio}.glb`);
    writeFileSync(path, await io.writeBinary(level));
    levels.push({ ratio, path, seconds: (user + system) / 1e6, told });
  }
  return levels;
});
