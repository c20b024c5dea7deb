"""The page on which a person does what a shopper and a bank would."""

from html import escape
from typing import Any

__all__ = ["page"]

_HEAD = """<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="5"><title>Stripe's stand-in</title>
<style>body{font:16px/1.5 system-ui;max-width:60rem;margin:2rem auto;padding:0 1rem}form{display:inline}
td,th{text-align:left;padding:.4rem .8rem .4rem 0;border-bottom:1px solid #ddd}</style>
<h1>Stripe's stand-in</h1><p>No card is charged here. Press what the shopper would do.</p>"""


def page(stripe: Any) -> str:
    """HTML: every session, the newest first, with what may happen to it."""
    rows = "".join(_row(stripe, one) for one in reversed(stripe.sessions.values()))
    return f"{_HEAD}<table><tr><th>Session<th>For<th>Amount<th>State<th></tr>{rows}</table>"


def _row(stripe: Any, session: Any) -> str:
    intent = stripe.intents.get(session["payment_intent"] or "")
    state = intent["status"] if intent else session["status"]
    about = escape(session["metadata"].get("number", ""))
    amount = f"{session['amount_total']} {session['currency'].upper()}"
    return f"<tr><td>{session['id'][:18]}<td>{about}<td>{amount}<td>{state}<td>{_buttons(session, intent)}</tr>"


def _buttons(session: Any, intent: Any) -> str:
    id = session["id"]
    if session["status"] == "open" and intent and intent["status"] == "requires_action":
        return _button(f"/shopper/{id}/authenticate", "passed", "true", "Authenticate") + _button(
            f"/shopper/{id}/authenticate", "passed", "false", "Fail"
        )
    if session["status"] == "open":
        cards = {"good": "Pay", "declined": "Be declined", "asks_3ds": "Ask for 3-D Secure", "slow": "Pay slowly"}
        return "".join(_button(f"/shopper/{id}/pay", "card", card, label) for card, label in cards.items())
    if intent and intent["status"] == "processing":
        return _button(f"/shopper/{id}/settle", "arrived", "true", "Money arrives")
    if intent and intent["status"] == "succeeded":
        return _button(f"/bank/{intent['id']}/dispute", "reason", "fraudulent", "Dispute") + _button(
            f"/bank/{intent['id']}/refund", "all", "true", "Refund"
        )
    return ""


def _button(action: str, name: str, value: str, label: str) -> str:
    return f'<form method="post" action="{action}"><button name="{name}" value="{value}">{label}</button></form> '
