// Files on their way behind the counter, with a bar and a way to stop them: small ones go to the shop, a large model to
// the store itself, by a request that the shop has signed.

import { create, once, send } from "./dom.js";
import { authorised } from "./session.js";

const LARGE_BYTES = 30e6; // below it one request is quicker than three, and the shop's own server does not mind

/**
 * @typedef {object} Watch
 * @property {HTMLProgressElement} bar  moved by how much has left
 * @property {AbortSignal} [signal]  ends the upload
 */

/**
 * Uploads a model's files. A large one goes to the store; where that cannot be reached from here, to the shop as others do.
 *
 * @param {string} path  of the product's models
 * @param {File[]} files
 * @param {string | undefined} variant  that it shows; none for all
 * @param {Watch} watch
 */
export async function upload(path, files, variant, watch) {
  const alone = files.length === 1 && files[0].size >= LARGE_BYTES && Boolean(crypto.subtle); // none without TLS
  if (alone && await stored(path, files[0], variant, watch)) return;
  const body = new FormData();
  for (const file of files) body.append("file", file, file.webkitRelativePath || file.name);
  if (variant) body.append("variant_id", variant);
  await sent(path, body, watch.bar, watch.signal);
}

// Whether the store has the file and the shop knows it; no where the store could not be reached.
async function stored(path, file, variant, watch) {
  const told = { filename: file.name, bytes: file.size, sha256: await sha256(file), ...(variant ? { variant_id: variant } : {}) };
  const { upload_id: id, upload: to } = await create(`${path}/uploads`, told);
  if (!to) return true; // these bytes are there already
  try {
    const answer = await request(to.method, to.url, to.headers, file, watch);
    if (answer.status >= 300) return false;
  } catch (error) {
    if (!watch.signal?.aborted) return false;
    await send(`${path}/${id}`, "DELETE").catch(() => {}); // else it waits for its file for a day
    throw error;
  }
  await send(`${path}/uploads/${id}/complete`, "POST");
  return true;
}

async function sha256(file) {
  const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Sends a form to the shop. A session that has run out is renewed by asking for the list first. */
export async function sent(path, body, bar, signal) {
  await send(path);
  const headers = { ...authorised(), Accept: "application/json", "Idempotency-Key": once() };
  const answer = await request("POST", path, headers, body, { bar, signal });
  if (answer.status < 300) return;
  const problem = answer.response ?? {};
  throw Object.assign(new Error(problem.detail ?? `The server answered ${answer.status}.`), { status: answer.status, problem });
}

/** @param {Watch} watch @returns {Promise<XMLHttpRequest>} that was answered; fetch does not tell how much has left */
const request = (method, url, headers, body, { bar, signal }) => new Promise((done, failed) => {
  const asked = new XMLHttpRequest();
  const stop = () => { asked.abort(); failed(new Error("Stopped: nothing was uploaded.")); };
  if (signal?.aborted) return failed(new Error("Stopped: nothing was uploaded."));
  asked.open(method, url);
  asked.responseType = url.startsWith("http") ? "text" : "json"; // a store answers in XML, or not at all
  for (const [name, value] of Object.entries(headers)) asked.setRequestHeader(name, value);
  asked.upload.onprogress = ({ loaded, total }) => Object.assign(bar, { hidden: false, max: total || 1, value: loaded });
  asked.onload = () => done(asked);
  asked.onerror = () => failed(new Error("The upload broke off. Check your connection and send it again."));
  signal?.addEventListener("abort", stop, { once: true });
  asked.send(body);
});
