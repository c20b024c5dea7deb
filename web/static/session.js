// Who is signed in. The access token lives in this page's memory; the cookie that renews it is the browser's alone
// (HttpOnly) and goes to /api/auth only. Another cookie says that there is one, so that a guest's pages do not ask.

const REFRESH = "/api/auth/refresh";
const MARK = "signed_in";
const others = "BroadcastChannel" in window ? new BroadcastChannel("session") : null;
let token = null;
let account = null;
let renewing = null;

const marked = () => document.cookie.split("; ").some((each) => each.startsWith(`${MARK}=`));

// The account that is signed in, or null. Asks the server once a page, and only where there may be one.
export async function current() {
  if (!token && marked()) await renew();
  return account;
}

// What signing in or renewing answered becomes this page's session.
export function begin(answer) {
  token = answer.access_token;
  account = answer.account ?? account;
}

// Nobody is signed in any more; the shop's other tabs hear of it too. The conversation stays in the account.
export function end() {
  token = account = null;
  localStorage.removeItem("conversation");
  document.cookie = `${MARK}=; max-age=0; path=/; SameSite=Strict`;
  others?.postMessage("ended");
}

// As fetch, signed where somebody is signed in; a token that has run out is renewed once.
export async function signed(path, options = {}) {
  if (!token && marked()) await renew();
  const used = token;
  const response = await fetch(path, withToken(options));
  if (response.status !== 401 || !used) return response;
  if (token === used) await renew();
  return fetch(path, withToken(options));
}

// The headers of whoever is signed in, for a request that fetch cannot make (one that tells how much was sent).
export const authorised = () => token ? { Authorization: `Bearer ${token}` } : {};

const withToken = (options) => !token ? options : { ...options, headers: { ...options.headers, Authorization: `Bearer ${token}` } };

// One renewal at a time, also over tabs: each one changes the cookie. A network that fails ends nothing.
function renew() {
  renewing ??= exclusively(async () => {
    const response = await fetch(REFRESH, { method: "POST", headers: { "Content-Type": "application/json" }, body: "{}" });
    if (response.ok) begin(await response.json());
    else if (response.status < 500 && response.status !== 429) end();
  }).finally(() => { renewing = null; });
  return renewing;
}

const exclusively = (work) => navigator.locks ? navigator.locks.request("session", work) : work();

// Another tab signed out: what this page shows is no longer theirs.
if (others) others.onmessage = () => { if (token) location.reload(); };
