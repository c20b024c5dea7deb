"""From a bag to an order that waits for its payment: prepare, pay outside any transaction, finalise.

prepare    lock the bag, price it anew, hold its stock, write its one pending order      (prepare.py)
pay        the payment's provider is asked, no row being locked                          (commerce.payments)
finalise   the order is placed, or the bag opened again                                  (orders.states, prepare.reopen)
"""
