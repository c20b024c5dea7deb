"""What a turn does beside talking, decided without a database: which pieces go where, in which sizes, what is open.

The shopper's words say what; the shop's stock, as it is now, says whether. What is left open is asked for, and the
answer to the question completes it.
"""

from aurora.acting.choosing import Choice, Taken, choose, is_one_size, size_order
from aurora.acting.plans import Plan, contact_in, heard, plan
from aurora.acting.telling import Done, adding, lines_of

__all__ = [
    "Choice", "Done", "Plan", "Taken", "adding", "choose", "contact_in", "heard", "is_one_size", "lines_of", "plan",
    "size_order",
]  # fmt: skip
