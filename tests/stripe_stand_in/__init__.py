"""Stripe's part in the shop, as far as the shop asks for it, over a real socket: for tests, and to click through.

state      the objects and what is done to them: sessions, intents, charges, refunds, disputes, events
answering  the HTTP interface: forms read, keys honoured, faults played
sending    signed webhooks: at once, later, twice, in another order, never
The shapes are those of Stripe's API reference, version 2026-10-28.endive, and are proved by the SDK reading them.
"""
