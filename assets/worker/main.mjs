// The 3D worker's door: one request in, one answer out. Run by assets/node.py.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { visibleTriangles } from "./describe.mjs";
import { inventory } from "./inventory.mjs";
import { process3d } from "./pipeline.mjs";
import { read } from "./read.mjs";
import { Refused, answer } from "./talk.mjs";
import { verify } from "./verify.mjs";

const TASKS = { process: process3d, describe: described, verify: verified };

await answer((request, say) => {
  const task = TASKS[request.task];
  if (!task) throw new Refused("unknown_task", `There is no task ${request.task}.`);
  return task(request, say);
});

/** {root, entry} -> what the model is, and what would be repaired in it. */
async function described({ root, entry }) {
  const { source, repairs } = await read(root, entry);
  return { source, repairs };
}

/** {root, entry, folder, file} -> what the GLB `folder/file` lacks of the model at `root/entry`, made at full detail. */
async function verified({ root, entry, folder, file }) {
  const { document, source } = await read(root, entry);
  const { triangles, bounds } = source;
  const expected = { inventory: inventory(document), triangles, visible: visibleTriangles(document), bounds };
  return { faults: (await verify(readFileSync(join(folder, file)), expected)).faults };
}
