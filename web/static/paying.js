// The payment: Stripe's element where the shop has a key, else the rehearsal, which takes no card.

import { el, fill, money, notice, send } from "./dom.js";

const STRIPE = "https://js.stripe.com/endive/stripe.js"; // the version that the shop's own calls are made in

// Fills `box` with what the payment of `made` (a checkout) needs.
export function pay(box, made) {
  const { payment } = made;
  if (payment.provider === "test") rehearsal(box, made);
  else stripe(box, made).catch((error) => fill(box, el("h2", {}, "Payment"), notice(error.message, el("button", { type: "button", class: "quiet", onclick: () => location.reload() }, "Try again"))));
}

const done = (made) => location.assign(`/orders/${made.order_id}?thanks`);

const OUTCOMES = [
  ["succeed", "It is taken", "The order is placed."],
  ["decline", "It is declined", "You can try again."],
  ["require_action", "The bank asks for more", "As 3-D Secure does; then choose again."],
];

const UNPAID = {
  succeed: "The payment is not made yet.",
  decline: "The test card was declined.",
  require_action: "The bank asks you to confirm. Choose what happens next.",
};

function rehearsal(box, made) {
  const fault = el("p", { class: "warned", role: "alert" });
  const button = el("button", { type: "submit", class: "button big" }, `Pay ${money(made.total)} in test mode`);
  const form = el("form", { class: "rehearsal", "aria-label": "Payment in test mode", onsubmit: async (event) => {
    event.preventDefault();
    if (button.disabled) return;
    button.disabled = true;
    fault.textContent = "";
    try {
      const outcome = new FormData(form).get("outcome");
      const now = await send(`/api/checkout/${made.order_id}/test-payment`, "POST", { outcome });
      if (now.status !== "pending") return done(made);
      fault.textContent = now.payment?.error ?? UNPAID[outcome];
    } catch (error) {
      fault.textContent = error.message;
    }
    button.disabled = false;
  } },
  el("p", {}, el("b", {}, "Test mode: no real card is taken."), " Choose what the pretended card does."),
  el("fieldset", { class: "group" }, el("legend", { class: "hidden" }, "The pretended card"), ...OUTCOMES.map(([value, name, then]) =>
    el("label", { class: "option" }, el("input", { type: "radio", name: "outcome", value, checked: value === "succeed" }), el("span", {}, name, el("small", {}, then))))),
  fault, button);
  fill(box, el("h2", {}, "Payment"), form);
}

async function stripe(box, made) {
  const { payment } = made;
  if (!payment.publishable_key) throw new Error("The shop takes payments, but its publishable key is not set.");
  if (!payment.client_secret) throw new Error("This payment cannot be gone on with here. Cancel it and begin again from the bag.");
  const mount = el("div", {});
  const fault = el("p", { class: "warned", role: "alert" });
  const button = el("button", { type: "button", class: "button big", disabled: true }, `Pay ${money(made.total)}`);
  fill(box, el("h2", {}, "Payment"), mount, fault, el("p", { class: "acts" }, button));
  const Stripe = await script();
  const checkout = Stripe(payment.publishable_key).initCheckoutElementsSdk({ clientSecret: payment.client_secret });
  checkout.createPaymentElement().mount(mount);
  const loaded = await checkout.loadActions();
  if (loaded.type !== "success") throw new Error(loaded.error?.message ?? "The payment form could not be loaded.");
  button.disabled = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    fault.textContent = "";
    const result = await loaded.actions.confirm({ redirect: "if_required" });
    if (result.type !== "error") return done(made);
    fault.textContent = result.error.message;
    button.disabled = false;
  });
}

// Stripe's own script from Stripe's own host, and only on the page that needs it.
function script() {
  return new Promise((resolve, reject) => {
    const node = el("script", { src: STRIPE, async: true, onload: () => resolve(window.Stripe), onerror: () => reject(new Error("The payment provider's form cannot be loaded. Check your connection and try again.")) });
    document.head.append(node);
  });
}
