"""`python -m tests.stripe_stand_in`: a Stripe to click through the shop against.

Start the shop with the variables that it prints; pay, decline and dispute on the stand-in's own page.
"""

import argparse
import secrets

import uvicorn

from tests.stripe_stand_in.answering import StandIn
from tests.stripe_stand_in.sending import Sender


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.stripe_stand_in", description=__doc__)
    parser.add_argument("--port", type=int, default=12111)
    parser.add_argument("--shop", default="http://127.0.0.1:8000", help="where the shop is reached")
    parser.add_argument("--twice", action="store_true", help="send every event twice")
    parser.add_argument("--delay", type=float, default=0.0, help="seconds until an event is sent")
    parser.add_argument("--drop", nargs="*", default=[], help="types of events that are never sent; * for all")
    asked = parser.parse_args()
    stand_in, secret = StandIn(), f"whsec_{secrets.token_hex(16)}"
    sender = Sender(stand_in.stripe, f"{asked.shop}/api/webhooks/stripe", secret)
    sender.times, sender.delay_s, sender.drop = 1 + asked.twice, asked.delay, frozenset(asked.drop)
    print(f"STRIPE_SECRET_KEY=sk_test_stand_in STRIPE_PUBLISHABLE_KEY=pk_test_stand_in STRIPE_WEBHOOK_SECRET={secret}")
    print(f"STRIPE_API_BASE=http://127.0.0.1:{asked.port}  and the page at http://127.0.0.1:{asked.port}/", flush=True)
    uvicorn.run(stand_in.app, host="127.0.0.1", port=asked.port, log_level="warning")


if __name__ == "__main__":
    main()
