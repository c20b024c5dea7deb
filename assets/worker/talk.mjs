// How a script speaks with assets/node.py: one JSON request on standard input, JSON lines on standard output.

import { writeSync } from "node:fs";

/** A file that will not be worked on, with the reason. code: stable; detail: a sentence for whoever uploaded it. */
export class Refused extends Error {
  constructor(code, detail) {
    super(detail);
    this.code = code;
  }
}

/** Adds a note {code, say} to `notes` where there was something to count. */
export function tell(notes, code, count, sentence) {
  if (count) notes.push({ code, say: sentence(count) });
}

const STDOUT = 1;

/**
 * Answers the one request of standard input with what `work` makes of it, or with the Refused that it throws.
 * Whatever else it throws ends the process with status 1 and the trace on standard error.
 * @param {(request: any, say: (stage: string, done: number, of: number, words: string) => void) => Promise<any>} work
 */
export async function answer(work) {
  const say = (stage, done, of, words) => line({ progress: { stage, done, of, say: words } });
  try {
    line({ result: await work(JSON.parse(await heard()), say) });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    line({ refusal: { code: error.code, detail: error.message } });
  }
}

async function heard() {
  const chunks = [];
  for await (const chunk of process.stdin) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

/** Written at once, so that a child that is killed next has said it. A pipe may be full: then it waits. */
function line(message) {
  let rest = Buffer.from(`${JSON.stringify(message)}\n`);
  while (rest.length) {
    try {
      rest = rest.subarray(writeSync(STDOUT, rest));
    } catch (error) {
      if (error.code !== "EAGAIN") throw error;
    }
  }
}
