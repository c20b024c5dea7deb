// The ways into an account: signing in, opening one, answering the mail that confirms it, a new password.

import { el, fill, notice, send } from "./dom.js";
import { field, form } from "./form.js";
import * as session from "./session.js";

const email = (value = "") => field("email", "E-mail", { type: "email", required: true, autocomplete: "username", maxlength: 254, value, wide: true });
const password = (label, autocomplete, hint, name = "password") => field(name, label, { type: "password", required: true, autocomplete, minlength: autocomplete === "new-password" ? 8 : null, maxlength: 1000, hint, wide: true });
const box = (title, ...children) => el("section", { class: "panel entrance" }, el("h1", {}, title), ...children);

// Where to after signing in: a path of this shop, nothing else.
function next() {
  const asked = new URLSearchParams(location.search).get("next") ?? "";
  return /^\/(?![/\\])/.test(asked) ? asked : "/account";
}

// What followed the guest in is told where they arrive.
function enter(answer) {
  session.begin(answer);
  if (answer.notices?.length) sessionStorage.setItem("notices", JSON.stringify(answer.notices.map((one) => one.detail)));
  location.assign(next());
}

export function notices() {
  const told = JSON.parse(sessionStorage.getItem("notices") ?? "[]");
  sessionStorage.removeItem("notices");
  return told.length ? notice(told.join(" "), el("a", { class: "quiet", href: "/bag" }, "Look at your bag")) : null;
}

export function signIn(place) {
  fill(place, box("Sign in",
    form({ label: "Sign in", submit: "Sign in", act: async (given) => enter(await send("/api/auth/login", "POST", given)) },
      email(), password("Password", "current-password")),
    el("p", { class: "fine" }, "Your bag, your conversation with Aurora and what she learned come with you."),
    el("p", { class: "acts" }, el("a", { class: "quiet", href: `/account/register${location.search}` }, "Open an account"), el("a", { class: "quiet", href: "/account/forgotten" }, "Password forgotten"), el("a", { class: "quiet", href: "/orders" }, "Find an order"))));
}

export function register(place) {
  fill(place, box("Open an account",
    form({ label: "Open an account", submit: "Open the account", act: async ({ name, ...given }) => {
      const { detail } = await send("/api/auth/register", "POST", { ...given, locale: navigator.language, ...(name ? { name } : {}) });
      fill(place, box("Look into your mail", el("p", { role: "status" }, detail), el("p", { class: "fine" }, "You can close this page. Your bag waits for you here.")));
    } },
    field("name", "Name", { autocomplete: "name", maxlength: 200, wide: true }), email(), password("Password", "new-password", "Eight characters at least; a few words make a good one.")),
    el("p", { class: "fine" }, "Have one already? ", el("a", { href: `/account/sign-in${location.search}` }, "Sign in"))));
}

// The link's secret stands behind the #; it is taken out of the address at once.
function secret() {
  const found = new URLSearchParams(location.hash.slice(1)).get("token") ?? location.hash.slice(1);
  history.replaceState(null, "", location.pathname);
  return found;
}

export function verify(place) {
  const token = secret();
  fill(place, box("Confirm your address", !token ? notice("This link is not whole. Open it from the mail again, or copy all of it.")
    : form({ label: "Confirm your address", submit: "Confirm and sign in", act: async (given) => enter(await send("/api/auth/verify", "POST", { token, ...given })) },
      password("The password that you chose", "current-password", "So that nobody but you confirms it."))));
}

export function forgotten(place) {
  fill(place, box("A new password", form({ label: "A new password", submit: "Send me a link", act: async (given) => {
    const { detail } = await send("/api/auth/reset-request", "POST", given);
    fill(place, box("Look into your mail", el("p", { role: "status" }, detail)));
  } }, email())));
}

export function reset(place) {
  const token = secret();
  fill(place, box("A new password", !token ? notice("This link is not whole. Open it from the mail again, or ask for another.", el("a", { class: "quiet", href: "/account/forgotten" }, "Ask for another"))
    : form({ label: "A new password", submit: "Keep it and sign in", act: async (given) => enter(await send("/api/auth/reset", "POST", { token, ...given })) },
      password("New password", "new-password", "Eight characters at least. Every other sign-in ends."))));
}

// Finding an order without an account: its number and the address it was placed with.
export function lookUp(place) {
  fill(place, box("Find an order", form({ label: "Find an order", submit: "Find it", act: async (given) => {
    const found = await send("/api/orders/lookup", "POST", given);
    location.assign(`/orders/${found.order_id}${found.token ? `#token=${encodeURIComponent(found.token)}` : ""}`);
  } }, field("number", "Order number", { required: true, maxlength: 20, placeholder: "VV-", hint: "It stands in the mail with your receipt.", wide: true }), email()),
  el("p", { class: "fine" }, "Have an account? ", el("a", { href: "/account/sign-in?next=/account" }, "Sign in"), " and see all your orders.")));
}
