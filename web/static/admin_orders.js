// Orders behind the counter: found, sent in parcels, cancelled, taken back, refunded, noted on.

import { written } from "./address.js";
import { create, el, fill, load, money, notice, say, send } from "./dom.js";
import { field, form } from "./form.js";
import { moment, states, word } from "./standing.js";
import { totals } from "./totals.js";

const ORDERS = "/api/admin/orders";
const FULFILMENT = [["", "All"], ["unfulfilled", "Not sent yet"], ["partially_fulfilled", "Sent in part"], ["fulfilled", "Sent"], ["returned", "Came back"]];
const STATUS = [["", "All"], ["placed", "Placed"], ["pending", "Waits for payment"], ["completed", "Completed"], ["cancelled", "Cancelled"]];

// The list; the order whose id stands behind the # is shown instead.
export async function draw(box) {
  addEventListener("hashchange", () => load(box, () => route(box)));
  await route(box);
}

const route = (box) => location.hash.length > 1 ? one(box, location.hash.slice(1)) : list(box);

async function list(box) {
  const rows = el("tbody", {});
  const more = el("p", { class: "acts" });
  const empty = el("p", { class: "fine" });
  const seek = form({ label: "Find orders", submit: "Find", act: async (given) => {
    const query = new URLSearchParams(Object.entries(given).filter(([, value]) => value));
    fill(rows);
    await page(query);
  } }, field("q", "Number or e-mail", { maxlength: 254 }), field("status", "Status", { options: STATUS, value: "placed" }), field("fulfilment", "Sent", { options: FULFILMENT, value: "" }));
  async function page(query) {
    const found = await send(`${ORDERS}?${query}`);
    rows.append(...found.orders.map(row));
    empty.textContent = rows.childElementCount ? "" : "None.";
    fill(more, found.next ? el("button", { type: "button", class: "quiet", onclick: () => { query.set("cursor", found.next); load(more, () => page(query)); } }, "Older") : null);
  }
  fill(box, el("section", { class: "panel" }, seek), el("div", { class: "scroll panel" }, el("table", {},
    el("thead", {}, el("tr", {}, ...["Order", "When", "Who", "Status", "Payment", "Sent"].map((text) => el("th", { scope: "col" }, text)), el("th", { scope: "col", class: "figure" }, "Total"))), rows), empty), more);
  await page(new URLSearchParams({ status: "placed" }));
}

function row(order) {
  return el("tr", {}, el("td", {}, el("a", { href: `#${order.order_id}` }, order.number)), el("td", {}, moment(order.placed_at ?? order.created_at)), el("td", {}, order.email),
    el("td", {}, word("status", order.status)), el("td", {}, word("payment_status", order.payment_status)), el("td", {}, word("fulfilment_status", order.fulfilment_status)), el("td", { class: "figure" }, money(order.total)));
}

async function one(box, id) {
  const found = await send(`${ORDERS}/${id}`);
  const { order } = found;
  const again = () => one(box, id);
  const sums = { currency: order.total.currency, adjustments: order.adjustments.map((each) => ({ ...each, amount: each.kind === "discount" ? -Math.abs(each.amount.amount) : each.amount.amount })), items_total: order.totals.items.amount, total: order.total.amount };
  fill(box,
    el("p", {}, el("a", { href: "#" }, "‹ All orders")), el("h2", {}, `Order ${order.number}`), states(order),
    el("div", { class: "two" },
      el("div", {}, pieces(order), parcel(order, id, again), back(order, id, again), el("section", { class: "panel" }, el("h2", {}, "What was done"), history(found.history), noting(id, again))),
      el("aside", { class: "panel" }, el("h2", {}, "Money"), totals(sums),
        el("ul", { class: "rows" }, ...found.payments.map((each) => el("li", {}, el("span", {}, `${each.kind}, ${each.provider}`, el("br"), el("small", { class: "hint" }, [each.status, each.error].filter(Boolean).join(": "))), el("b", {}, money(each.amount))))),
        refunding(order, id, again), calling(order, id, again),
        el("h2", {}, "Goes to"), written(order.shipping_address), el("p", { class: "fine" }, order.email),
        order.invoice_url ? el("a", { class: "quiet", href: order.invoice_url, target: "_blank", rel: "noopener" }, "Invoice") : null)));
}

function pieces(order) {
  return el("section", { class: "panel scroll" }, el("h2", {}, "Pieces"), el("table", {},
    el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "Piece"), ...["Ordered", "Sent", "Cancelled", "Back"].map((text) => el("th", { scope: "col", class: "figure" }, text)))),
    el("tbody", {}, ...order.items.map((item) => el("tr", {}, el("td", {}, named(item), el("br"), el("small", { class: "hint" }, item.sku)),
      ...[item.quantity, item.fulfilled, item.cancelled, item.returned].map((many) => el("td", { class: "figure" }, many)))))));
}

const named = (item) => [item.title, item.colour, item.size].filter(Boolean).join(", ");

const counted = (items, left) => items.filter((item) => left(item) > 0).map((item) =>
  field(item.item_id, `${named(item)}: of ${left(item)}`, { type: "number", min: 0, max: left(item), value: left(item), required: true }));

const lines = (given) => Object.entries(given).filter(([name, many]) => /^[0-9a-f-]{36}$/.test(name) && Number(many) > 0).map(([item_id, many]) => ({ item_id, quantity: Number(many) }));

function doing(label, submit, path, again, body, ...fields) {
  return form({ label, submit, act: async (given) => {
    await create(path, body(given));
    await again();
    say("Done.");
  } }, ...fields);
}

function parcel(order, id, again) {
  if (order.status !== "placed") return null;
  const rows = counted(order.items, (item) => item.quantity - item.fulfilled - item.cancelled);
  if (!rows.length) return null;
  const body = ({ carrier, number, url, ...rest }) => ({ lines: lines(rest), ...(carrier || number ? { tracking: { carrier, number, ...(url ? { url } : {}) } } : {}) });
  return el("section", { class: "panel" }, el("h2", {}, "Send a parcel"), doing("Send a parcel", "It is sent", `${ORDERS}/${id}/fulfil`, again, body, ...rows,
    field("carrier", "Carrier", { maxlength: 80 }), field("number", "Tracking number", { maxlength: 80 }), field("url", "Tracking page", { type: "url", maxlength: 500, pattern: "https://.*" })));
}

function back(order, id, again) {
  const rows = counted(order.items, (item) => item.fulfilled - item.returned);
  if (!rows.length) return null;
  const tick = (name, text) => el("label", { class: "tick wide-entry" }, el("input", { type: "checkbox", name, checked: true }), text);
  const body = ({ restock, refund, reason, ...rest }) => ({ lines: lines(rest), restock: restock === true, refund: refund === true, ...(reason ? { reason } : {}) });
  return el("details", { class: "panel" }, el("summary", {}, "Take something back"), doing("Take something back", "It is back", `${ORDERS}/${id}/returns`, again, body, ...rows,
    tick("restock", "It can be sold again"), tick("refund", "Give back what it cost"), field("reason", "Why", { maxlength: 500, wide: true })));
}

function refunding(order, id, again) {
  const left = order.totals.paid.amount - order.totals.refunded.amount;
  if (left <= 0) return null;
  const places = new Intl.NumberFormat("en", { style: "currency", currency: order.total.currency }).resolvedOptions().maximumFractionDigits;
  const body = ({ amount, reason }) => ({ reason, ...(amount ? { amount: Math.round(Number(amount) * 10 ** places) } : {}) });
  return el("details", {}, el("summary", {}, "Give money back"), doing("Give money back", "Give it back", `${ORDERS}/${id}/refund`, again, body,
    field("amount", "How much", { type: "number", min: 0, step: String(10 ** -places), hint: `Left out: all that is left, ${money({ ...order.total, amount: left })}` }), field("reason", "Why", { required: true, maxlength: 500 })));
}

function calling(order, id, again) {
  if (!order.may.cancel) return null;
  return el("details", {}, el("summary", {}, "Cancel the order"), doing("Cancel the order", "Cancel it", `${ORDERS}/${id}/cancel`, again, ({ reason }) => ({ reason }), field("reason", "Why", { required: true, maxlength: 500 })));
}

const noting = (id, again) => doing("A note", "Note it", `${ORDERS}/${id}/notes`, again, ({ text }) => ({ text }), field("text", "A note for the staff", { required: true, maxlength: 2000, wide: true }));

function history(entries) {
  if (!entries.length) return notice("Nothing yet.");
  return el("ul", { class: "rows" }, ...entries.map((entry) => el("li", {}, el("span", {}, el("b", {}, entry.action), entry.about.text ? `: ${entry.about.text}` : "", el("br"), el("small", { class: "hint" }, `${moment(entry.at)}, ${entry.actor_id ? entry.actor_kind : "the shop itself"}`)))));
}
