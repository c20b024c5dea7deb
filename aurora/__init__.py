"""Aurora, the stylist: one turn of conversation, from message to look to words."""

import os

# The matrices of a turn are small: on two cores a second BLAS thread only spins, 78 ms of processor time a turn instead
# of 31, and no earlier end (`aurora bench turn`). Read when numpy is loaded, so it is said before anything here is.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
