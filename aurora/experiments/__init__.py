"""Experiments in production: who is in which, and by which weights Aurora chooses for them. Pure but for `load`.

    holdout = 0.05

    [experiments.quieter]
    layer = [0.0, 0.5]
    [experiments.quieter.arms.shipped]
    [experiments.quieter.arms.quieter]
    features = { popularity = 0.0 }

An experiment of kind "ab" gives each shopper one arm; one of kind "interleave" gives each of them looks of both,
drafted in turn (`drafting`). A shopper's place is a salted hash of who they are, so it is the same on every server and
needs no table. Source: Tang, Agarwal, O'Brien & Meyer, KDD 2010 (layers); Kohavi, Tang & Xu, Trustworthy Online
Controlled Experiments, 2020.
"""

import hashlib
import tomllib
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from aurora.weights import Weights, varied
from core.errors import InvalidInput

INTERLEAVED = "interleaved"
"""What a turn that shows looks of both arms names as its arm; each look has its own."""
Share = Annotated[float, Meta(ge=0, le=1)]


class Arm(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A variant. What it does not name is as shipped."""

    weight: Annotated[float, Meta(gt=0)] = 1.0
    """Its part of the experiment's shoppers, beside the other arms'; to change it moves shoppers between arms."""
    fraction: Share = 1.0
    """How many of its part get it; the rest are in no experiment. Raised, it keeps all that were in; 0 switches off."""
    weights: str | None = None
    """Path of a weights.json, from the definitions' folder."""
    features: dict[str, float] = {}
    """Feature of the score → its weight, over those of `weights`."""


class Experiment(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: str
    layer: tuple[Share, Share]
    """From where up to below where, of all shoppers: no two experiments share any. Raising the end keeps all."""
    arms: Annotated[dict[str, Arm], Meta(min_length=2)]
    """By name; the first is what the others are compared with."""
    kind: Literal["ab", "interleave"] = "ab"
    """interleave: exactly two arms, dealt evenly; the smaller `fraction` of the two is how many shoppers see both."""
    margins: dict[str, Annotated[float, Meta(gt=0)]] = {}
    """Guardrail → how much worse an arm may be, in the guardrail's unit, over what `evals online` takes by itself."""

    @property
    def shares(self) -> dict[str, float]:
        """Arm → its share of the experiment's exposed shoppers, as expected; they sum to 1 unless all are off."""
        parts = {name: arm.weight * arm.fraction for name, arm in self.arms.items()}
        whole = sum(parts.values())
        return {name: part / whole if whole else 0.0 for name, part in parts.items()}


class Assignment(msgspec.Struct, frozen=True):
    """What a turn runs under."""

    experiment: str
    arm: str
    weights: Weights
    rival: "Assignment | None" = None
    """The other arm of an interleaving, whose looks are drafted with this one's."""

    @property
    def versions(self) -> dict[str, str]:
        """For the turn's record."""
        told = {"weights": self.weights.version, "experiment": self.experiment, "arm": self.arm}
        if self.rival is None:
            return told
        return {**told, "weights": f"{self.weights.version} ~ {self.rival.weights.version}", "arm": INTERLEAVED}


class Plan(msgspec.Struct, frozen=True):
    """The experiments of the shop, with each arm's weights read and checked."""

    holdout: float = 0.0
    experiments: tuple[Experiment, ...] = ()
    weights: dict[tuple[str, str], Weights] = {}


def subject(visitor_id: UUID, user_id: UUID | None = None) -> UUID:
    """Who is assigned, exposed and counted: the account where there is one, so that two devices are one shopper; else
    the visitor. The same rule in SQL: `record.SUBJECT`."""
    return user_id or visitor_id


def assign(experiment: Experiment, visitor_id: UUID) -> str | None:
    """The arm of a shopper, INTERLEAVED where they see both; None where they are outside the experiment's layer, or
    beyond their arm's fraction."""
    low, high = experiment.layer
    if not low <= _place("layer", visitor_id) < high:
        return None
    if experiment.kind == "interleave":
        most = min(arm.fraction for arm in experiment.arms.values())
        return INTERLEAVED if _place(f"{experiment.name}: ramp", visitor_id) < most else None
    at = _place(f"{experiment.name}: arm", visitor_id) * sum(arm.weight for arm in experiment.arms.values())
    below = 0.0
    for name, arm in experiment.arms.items():
        below += arm.weight
        if at < below:
            return name if _place(f"{experiment.name}: ramp", visitor_id) < arm.fraction else None
    return None  # a sum of weights may round to a hair below what they add up to one by one


def assigned(plan: Plan, visitor_id: UUID) -> Assignment | None:
    """What the shopper's turns run under; None for most of them, and always for those who are held out."""
    if _place("holdout", visitor_id) < plan.holdout:
        return None
    for experiment in plan.experiments:
        arm = assign(experiment, visitor_id)
        if arm == INTERLEAVED:
            one, other = (Assignment(experiment.name, a, plan.weights[experiment.name, a]) for a in experiment.arms)
            return msgspec.structs.replace(one, rival=other)
        if arm:
            return Assignment(experiment.name, arm, plan.weights[experiment.name, arm])
    return None


def _place(salt: str, visitor_id: UUID) -> float:
    """A number in [0, 1) that is uniform over shoppers and tells nothing of the one by another salt."""
    digest = hashlib.sha256(f"{salt}: {visitor_id}".encode()).digest()
    return (int.from_bytes(digest[:8]) >> 11) / 2**53


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    holdout: Share = 0.0
    experiments: dict[str, dict[str, object]] = {}


def load(path: Path) -> Plan:
    """The experiments of a TOML file. InvalidInput says what is wrong: the file, a layer, an arm's weights."""
    try:
        file = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), _File)
        found = tuple(msgspec.convert({"name": name, **told}, Experiment) for name, told in file.experiments.items())
        _refuse_overlap(found)
        for one in found:
            _refuse_arms(one)
        weights = {
            (one.name, name): _weights(f"{one.name}/{name}", arm, path.parent)
            for one in found
            for name, arm in one.arms.items()
        }
    except (OSError, ValueError) as wrong:
        raise InvalidInput(f"{path}: {wrong}") from wrong
    return Plan(file.holdout, found, weights)


def _weights(name: str, arm: Arm, folder: Path) -> Weights:
    return varied(name, folder / arm.weights if arm.weights else None, arm.features)


def _refuse_arms(one: Experiment) -> None:
    """Raises ValueError where arms cannot be drafted from, or an arm is named as the turns that show both are."""
    if INTERLEAVED in one.arms:
        raise ValueError(f"an arm of {one.name!r} is named {INTERLEAVED!r}, which is the name of turns that show two.")
    if one.kind == "interleave" and (len(one.arms) != 2 or len({arm.weight for arm in one.arms.values()}) != 1):
        raise ValueError(f"{one.name!r} interleaves, so it needs exactly two arms, of one weight.")


def _refuse_overlap(found: tuple[Experiment, ...]) -> None:
    """Raises ValueError where a layer ends before it begins, or a shopper could be in two experiments."""
    by_start = sorted(found, key=lambda one: one.layer)
    for one in by_start:
        if one.layer[0] > one.layer[1]:
            raise ValueError(f"the layer of {one.name!r} ends before it begins.")
    for one, following in pairwise(by_start):
        if following.layer[0] < one.layer[1]:
            raise ValueError(f"the layers of {one.name!r} and {following.name!r} share shoppers.")
