"""The gate: what is looked at before any tool may touch an uploaded model, and the sentence for what is not taken.

    Intake    bytes as they arrive: size, hash, first bytes        (routes)
    unpack    one .glb, .gltf or .zip into a folder of its own     (job)
    gather    a .gltf and its files, sent one by one               (job)
    admit     all checks, then the validator in a confined child   (job)

Each raises Refused: a stable reason of CODES, and a sentence that says what to do.
"""

from assets.gate.admission import Admitted, Fault, admit
from assets.gate.intake import Intake, Received
from assets.gate.package import Package, gather, unpack
from assets.gate.refusal import CODES, Refused, TooManyBytes

__all__ = [
    "CODES",
    "Admitted",
    "Fault",
    "Intake",
    "Package",
    "Received",
    "Refused",
    "TooManyBytes",
    "admit",
    "gather",
    "unpack",
]
