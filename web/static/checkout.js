// From the bag to an order: address, way of delivery, codes, the total as it stands now; then the payment.

import * as bag from "./bag.js";
import * as bar from "./bar.js";
import { addressFields, asAddress } from "./address.js";
import { codes } from "./codes.js";
import { create, el, fill, load, money, notice, once, send } from "./dom.js";
import { field, form, values } from "./form.js";
import { pay } from "./paying.js";
import { current } from "./session.js";
import { totals } from "./totals.js";

const place = document.getElementById("main");
const order = location.pathname.split("/")[2];
const sums = el("div", { "aria-live": "polite" });
const methods = el("fieldset", { class: "group wide-entry" });
let quote = null;
let chosen = null;
let asking = 0;
let attempt = { body: "", key: "" };

bar.attach();
load(place, () => order ? resume() : begin());

async function resume() {
  const found = await send(`/api/checkout/${order}`);
  if (found.status !== "pending") return location.replace(`/orders/${order}`);
  if (!found.expires_at) return location.replace("/checkout");
  payment(found);
}

async function begin() {
  const [found, account] = await Promise.all([send("/api/cart"), current()]);
  bag.show(found);
  if (!found.items.length) {
    return fill(place, el("h1", {}, "Checkout"), el("div", { class: "nothing" }, el("p", {}, "There is nothing in your bag to pay for."),
      el("a", { class: "button", href: "/shop" }, "Look round")));
  }
  const saved = account ? ((await send("/api/account/addresses").catch(() => null))?.addresses ?? []).map((one) => ({ ...one.address, usual: one.usual })) : [];
  const node = details(account, saved);
  fill(place, steps("details"), el("h1", {}, "Checkout"), warned(found),
    el("div", { class: "two" }, el("section", { class: "panel" }, node), aside(true)));
  bag.follow(() => reckon(node));
  await reckon(node);
}

function steps(now) {
  return el("ol", { class: "steps" }, ...[["bag", "Bag"], ["details", "Delivery"], ["payment", "Payment"]].map(([name, text]) =>
    el("li", { "aria-current": name === now ? "step" : null }, name === "bag" ? el("a", { href: "/bag" }, text) : text)));
}

// What has changed since it was chosen is told before anybody pays.
function warned(found) {
  const told = found.items.flatMap((item) => item.warnings.map((each) => each.detail));
  return told.length ? notice(told.join(" "), el("a", { class: "quiet", href: "/bag" }, "Look at your bag")) : null;
}

function details(account, saved) {
  const known = saved.find((one) => one.usual) ?? saved[0] ?? {};
  const node = form({ label: "Delivery", submit: "Go on to the payment", act: submit },
    account ? null : el("p", { class: "fine" }, "Have an account? ", el("a", { href: "/account/sign-in?next=/checkout" }, "Sign in"), ": your bag comes with you."),
    field("email", "E-mail", { type: "email", required: true, value: account?.email ?? "", autocomplete: "email", maxlength: 254, wide: true, hint: "Your receipt goes there." }),
    saved.length > 1 ? choice(saved) : null,
    ...addressFields(known), methods);
  node.addEventListener("change", (event) => {
    if (event.target.name === "method") chosen = event.target.value;
    if (event.target.name === "country") chosen = null; // another country has other ways of delivery
    if (["country", "region", "postcode", "method", "email"].includes(event.target.name)) reckon(node);
  });
  return node;
}

function choice(saved) {
  return field("saved", "An address of yours", { wide: true, value: String(Math.max(0, saved.findIndex((one) => one.usual))), options: saved.map((one, n) => [String(n), `${one.name}, ${one.line1}, ${one.city}`]),
    onchange: ({ target }) => {
      for (const [name, value] of Object.entries({ line2: "", region: "", postcode: "", phone: "", ...saved[Number(target.value)] })) {
        if (target.form.elements[name] && name !== "usual") target.form.elements[name].value = value ?? "";
      }
      target.form.elements.country.dispatchEvent(new Event("change", { bubbles: true }));
    } });
}

// The total follows what is known of the address; only the last question's answer is shown.
async function reckon(node) {
  const mine = ++asking;
  const given = values(node);
  const to = { name: "-", line1: "-", city: "-", ...asAddress(given) };
  sums.setAttribute("aria-busy", "true");
  try {
    const found = await price(to, given);
    if (mine !== asking) return;
    quote = found;
    chosen = found.method;
    fill(sums, totals(found), ...found.refused.map((one) => el("p", { class: "warned" }, one.detail)));
    drawMethods(found);
  } catch (error) {
    if (mine !== asking) return;
    quote = null;
    fill(sums, el("p", { class: "warned", role: "alert" }, error.message));
    fill(methods);
  } finally {
    if (mine === asking) sums.removeAttribute("aria-busy");
  }
}

const price = (to, given) => send("/api/cart/quote", "POST", {
  shipping_address: to, shipping_method: chosen, email: /^[^@\s]+@[^@\s]+$/.test(given.email) ? given.email : null,
});

function drawMethods(found) {
  const focused = document.activeElement?.name === "method";
  fill(methods, el("legend", {}, "Delivery"), ...found.methods.map((one) =>
    el("label", { class: "option" },
      el("input", { type: "radio", name: "method", value: one.id, checked: one.id === found.method }),
      el("span", {}, one.name, el("small", {}, days(one.days))),
      el("b", {}, one.amount ? money({ amount: one.amount, currency: found.currency }) : "Free"))));
  if (focused) methods.querySelector(":checked")?.focus();
}

const days = ([from, to]) => from === to ? `${from} working ${from === 1 ? "day" : "days"}` : `${from} to ${to} working days`;

function aside(open) {
  return el("aside", { class: "panel", "aria-label": "Your order" }, el("h2", {}, "Your order"),
    el("ul", { class: "rows brief" }, ...bag.lines().map((item) => el("li", {}, el("span", {}, `${item.quantity} × ${item.title}`, el("br"), el("small", { class: "hint" }, [item.colour, item.size].filter(Boolean).join(" · "))), el("b", {}, money(item.line_total))))),
    sums, open ? codes() : null);
}

async function submit(given, node) {
  if (!quote) await reckon(node);
  if (!quote) throw new Error(sums.textContent);
  const body = {
    version: bag.now().version, expected_total: { amount: quote.total, currency: quote.currency },
    email: given.email, shipping_address: asAddress(given), shipping_method: quote.method,
  };
  // The same wish under the same key: pressing twice, or again after a network that failed, is one order.
  const text = JSON.stringify(body);
  if (attempt.body !== text) attempt = { body: text, key: once() };
  try {
    const made = await create("/api/checkout", body, attempt.key);
    if (made.status !== "pending") return location.assign(`/orders/${made.order_id}`);
    history.pushState(null, "", `/checkout/${made.order_id}`);
    payment(made);
  } catch (error) {
    if (error.status) attempt = { body: "", key: "" };
    await refused(error, node);
  }
}

async function refused(error, node) {
  const { code, order_id: id } = error.problem ?? {};
  if (code === "cart_in_payment" && id) {
    return fill(place, steps("payment"), el("h1", {}, "Checkout"), notice(error.message,
      el("a", { class: "button", href: `/checkout/${id}` }, "Go on with that payment"), " ",
      el("button", { type: "button", class: "quiet", onclick: () => callOff(id) }, "Cancel it and change the bag")));
  }
  if (["cart_changed", "out_of_stock", "no_longer_sold", "coupon_used_up"].includes(code)) {
    bag.show(await send("/api/cart"));
    await reckon(node);
  }
  throw error;
}

function payment(made) {
  const box = el("section", { class: "panel", "aria-label": "Payment" });
  fill(place, steps("payment"), el("h1", {}, "Payment"),
    el("div", { class: "two" }, box, el("aside", { class: "panel" }, el("h2", {}, `Order ${made.number}`),
      el("dl", { class: "sums" }, el("div", { class: "all" }, el("dt", {}, "To pay"), el("dd", { class: "total" }, money(made.total)))),
      made.expires_at ? el("p", { class: "fine" }, `Your pieces are held for you until ${new Date(made.expires_at).toLocaleTimeString([], { timeStyle: "short" })}.`) : null,
      el("button", { type: "button", class: "link", onclick: () => callOff(made.order_id) }, "Cancel and go back to the bag"))));
  pay(box, made);
  box.querySelector("h2")?.scrollIntoView({ block: "nearest" });
}

async function callOff(id) {
  try {
    const left = await send(`/api/checkout/${id}/cancel`, "POST");
    location.assign(left.status === "pending" || left.status === "cancelled" ? "/bag" : `/orders/${id}`);
  } catch (error) {
    place.prepend(notice(error.message));
  }
}

addEventListener("popstate", () => location.reload());
