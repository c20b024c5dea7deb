// The 3D worker's door: one request in, one manifest out. Run by assets/node.py.

import { process3d } from "./pipeline.mjs";
import { Refused, answer } from "./talk.mjs";

const TASKS = { process: process3d };

await answer((request, say) => {
  const task = TASKS[request.task];
  if (!task) throw new Refused("unknown_task", `There is no task ${request.task}.`);
  return task(request, say);
});
