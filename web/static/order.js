// One order: how it stands, what is in it, what can still be done about it.

import * as bar from "./bar.js";
import { written } from "./address.js";
import { create, el, fill, load, money, notice, say, send } from "./dom.js";
import { field, form } from "./form.js";
import { moment, states } from "./standing.js";
import { totals } from "./totals.js";

const place = document.getElementById("main");
const id = location.pathname.split("/")[2];
const PATH = `/api/orders/${id}`;
// A guest's link from a mail carries the order's token behind the #, which no server and no log sees.
const token = new URLSearchParams(location.hash.slice(1)).get("token") ?? (/^#[\w-]{20,}$/.test(location.hash) ? location.hash.slice(1) : null);
const keyed = token ? { headers: { "X-Order-Token": token } } : {};

bar.attach();
load(place, () => show(new URLSearchParams(location.search).has("thanks")));

async function show(thanks) {
  let order = await fetchOrder();
  if (order.status === "pending") {
    await send(`/api/checkout/${id}`).catch(() => null); // asks the payment's provider how it stands
    order = await fetchOrder();
  }
  document.title = `Order ${order.number} · VogueVault`;
  draw(order, thanks && order.status !== "pending");
}

function fetchOrder() {
  return send(PATH, "GET", undefined, keyed);
}

function draw(order, thanks) {
  fill(place,
    thanks ? el("p", { class: "thanks", role: "status" }, "Thank you. Your order is placed, and a receipt is on its way to ", el("b", {}, order.email), ".") : null,
    el("h1", {}, `Order ${order.number}`),
    el("p", { class: "fine" }, order.placed_at ? `Placed ${moment(order.placed_at)}` : "Not placed yet"),
    states(order),
    order.status === "pending" ? waiting() : null,
    el("div", { class: "two" },
      el("div", {}, el("section", { class: "panel lines", "aria-label": "Pieces" }, el("ul", {}, ...order.items.map(line))), sent(order), returning(order)),
      side(order)));
}

function waiting() {
  return notice("This order waits for its payment.", el("a", { class: "button", href: `/checkout/${id}` }, "Go on with the payment"));
}

function line(item) {
  const told = [["fulfilled", "sent"], ["cancelled", "cancelled"], ["returned", "came back"], ["refunded", "refunded"]].filter(([name]) => item[name]).map(([name, word]) => item.quantity === 1 ? word : `${item[name]} ${word}`);
  return el("li", {},
    item.image_url ? el("img", { src: item.image_url, alt: "", width: 80, height: 100, loading: "lazy" }) : el("span", {}),
    el("div", {},
      item.product_url ? el("a", { href: item.product_url }, item.title) : el("span", {}, item.title),
      el("span", { class: "variant" }, [item.colour, item.size].filter(Boolean).join(" · ")),
      el("span", { class: "fine" }, `${item.quantity} × ${money(item.unit_price)}`),
      told.length ? el("span", { class: "hint" }, told.join(", ")) : null),
    el("b", {}, money(item.total)));
}

function sent({ shipments }) {
  if (!shipments.length) return null;
  return el("section", { class: "panel" }, el("h2", {}, "On its way"), el("ul", { class: "rows" }, ...shipments.map((one) => el("li", {},
    el("span", {}, [one.carrier, one.tracking].filter(Boolean).join(" ") || "Sent"), one.url ? el("a", { href: one.url, rel: "noopener", target: "_blank" }, "Follow the parcel") : null, el("small", { class: "hint" }, one.at ? moment(one.at) : "")))));
}

function side(order) {
  const { totals: sums } = order;
  const quote = { currency: sums.total.currency, adjustments: order.adjustments.map((one) => ({ ...one, amount: one.kind === "discount" ? -Math.abs(one.amount.amount) : one.amount.amount })), items_total: sums.items.amount, total: sums.total.amount };
  return el("aside", { class: "panel", "aria-label": "What it came to" }, el("h2", {}, "What it came to"), totals(quote),
    sums.refunded.amount ? el("p", { class: "few" }, `Given back: ${money(sums.refunded)}`) : null,
    el("h2", { class: "label" }, "Goes to"), written(order.shipping_address),
    el("p", { class: "acts" },
      order.invoice_url ? el("a", { class: "quiet", href: order.invoice_url, target: "_blank", rel: "noopener" }, "Invoice") : null,
      order.may.cancel ? el("button", { type: "button", class: "quiet", onclick: cancel }, "Cancel the order") : null));
}

async function cancel() {
  if (!confirm("Cancel this order? What was paid is given back.")) return;
  await attempt(() => create(`${PATH}/cancel`, {}, undefined, keyed), "The order is cancelled.");
}

async function attempt(call, told) {
  try {
    await call();
    draw(await fetchOrder());
    say(told);
  } catch (error) {
    place.prepend(notice(error.message));
    place.scrollIntoView();
  }
}

function returning(order) {
  const left = order.items.filter((item) => item.returnable);
  if (!left.length) return null;
  const rows = left.map((item) => field(item.item_id, [item.title, item.size].filter(Boolean).join(", "), {
    value: "0", required: true, wide: true, options: Array.from({ length: item.returnable + 1 }, (_, n) => [String(n), n === 0 ? "Keep" : n === 1 ? "Send back" : `Send ${n} back`]) }));
  return el("details", { class: "panel" }, el("summary", {}, "Send something back"),
    form({ label: "Send something back", submit: "Announce the return", act: async ({ reason, ...picked }) => {
      const lines = Object.entries(picked).filter(([, many]) => Number(many)).map(([item_id, many]) => ({ item_id, quantity: Number(many) }));
      if (!lines.length) throw new Error("Choose what you send back.");
      await create(`${PATH}/returns`, { lines, reason }, undefined, keyed);
      draw(await fetchOrder());
      say("Your return is noted. What comes back is refunded.");
    } }, ...rows, field("reason", "Why", { maxlength: 500, wide: true })));
}
