"""A package admitted: looked at in Python first, then by the Khronos validator in a child that can do little."""

import asyncio

import msgspec

from assets import node
from assets.gate import geometry, images, layout, payloads, scene
from assets.gate.curable import Fault, curable, remedy
from assets.gate.document import Document
from assets.gate.model import opened
from assets.gate.package import Package
from assets.gate.refusal import Refused, said
from assets.limits import Limits

__all__ = ["Admitted", "Fault", "admit", "examine"]
_ISSUES = 20_000
"""How many the validator counts before it stops: one file of the corpora has 4,988."""


class Admitted(msgspec.Struct, frozen=True):
    """A package that may be processed. errors: what writing it anew has to put right; warnings: sentences."""

    package: Package
    errors: tuple[Fault, ...]
    warnings: tuple[str, ...]


class Examined(msgspec.Struct, frozen=True):
    """What the look in Python ended with. resources: address in the description -> path in the package."""

    soft: frozenset[str]
    """Pointers of accessors whose numbers can be done without."""
    resources: dict[str, str]
    warnings: tuple[str, ...]


class _Report(msgspec.Struct, frozen=True):
    errors: tuple[Fault, ...]
    warnings: tuple[Fault, ...]


async def admit(package: Package, limits: Limits) -> Admitted:
    """The package with what must be repaired in it; raises Refused for every other one."""
    examined = await asyncio.to_thread(examine, package, limits)
    report = await _validated(package, examined.resources, limits)
    for fault in report.errors:
        if not curable(fault, examined.soft):
            raise _invalid(fault)
    warned = tuple(f"{each.code}: {said(each.message, 160)}" for each in report.warnings)
    return Admitted(package, report.errors, examined.warnings + warned)


def examine(package: Package, limits: Limits) -> Examined:
    """Everything that can be said of a package without decoding it; raises Refused. Reads files, changes none but a
    description that must be written anew."""
    with opened(package, limits) as model:
        layout.check(model)
        shown = scene.shown(model)
        payloads.check(model)
        geometry.check(model, shown)
        images.check(model)
        return Examined(_soft(model.document), model.resources, tuple(model.warnings))


def _soft(document: Document) -> frozenset[str]:
    """Normals and tangents can be made anew, coordinates and colours set to nothing; anything else that is no number
    is lost."""
    used = [item for primitive in document.primitives() for item in primitive.attributes.items()]
    hard = {index for name, index in used if not name.startswith(("NORMAL", "TANGENT", "TEXCOORD_", "COLOR_"))}
    return frozenset(f"/accessors/{index}" for _, index in used if index not in hard)


async def _validated(package: Package, resources: dict[str, str], limits: Limits) -> _Report:
    request = {
        "root": str(package.root.resolve()),
        "entry": package.entry,
        "resources": resources,
        "issues": _ISSUES,
        "coordinate": limits.coordinate,
    }
    confines = node.Confines(limits.validator_s, limits.validator_bytes, 2**20)
    try:
        told = await node.run("validate.mjs", request, reads=(package.root,), confines=confines)
    except node.NodeFailed as failed:
        raise Refused(
            f"validator_{failed.reason}",
            "The file could not be checked within the limits of time and memory. Simplify the model, export it again.",
        ) from failed
    if told.refusal is not None:
        raise Refused(told.refusal.code, told.refusal.detail)
    return msgspec.convert(told.result, _Report)


def _invalid(fault: Fault) -> Refused:
    where = f" at {said(fault.pointer, 60)}" if fault.pointer else ""
    more = f", {fault.count:,} times" if fault.count > 1 else ""
    return Refused(
        "invalid",
        f"The file breaks the rules of glTF{where}{more}: {said(fault.message.rstrip('.'), 140)} ({fault.code}). "
        f"{remedy(fault.code)}",
    )
