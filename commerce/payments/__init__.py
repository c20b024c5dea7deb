"""Money: the ledger of charges and refunds, and the gateways that move it.

What a gateway tells, in an answer or an event, is a hint: the payment is fetched and applied to the ledger, forward
only, under the order's lock. A row is committed before the gateway is asked, with the key under which it is asked, so
that a lost answer is asked for again and nothing is done twice.
"""
