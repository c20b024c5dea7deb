"""Writes the labelled messages from their templates and trains the classifiers of `aurora.context` on the train slice.

`evals train understanding` is reproducible: same templates and seed, same messages, same weights.
Templates are split by hand into train and test, so that no pattern of a test message was ever trained on.
"""

import io
import random
import re
import tomllib
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import click
import msgspec
import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

import aurora.context
from aurora.context import classifier
from aurora.context.classifier import Task
from evals import model_cards
from evals.labels import DATA, Case, load
from evals.model_cards import Learned, ModelCard
from evals.statistics import Estimate, mean

SEED = 20261122
_EACH = {"train": 12, "test": 11}
_LOOSE = 20.0
"""C of the regressions."""
_TASKS: tuple[Task, ...] = ("intent", "occasion", "mood", "followup")
_PLACEHOLDER = re.compile(r"\{(\w+)(?::(\w+))?\}")
_WEIGHTS = Path(aurora.context.__file__).parent


class Template(msgspec.Struct, frozen=True):
    """A line of templates.txt, implied.txt or adversarial.txt."""

    id: str
    split: str
    setup: str
    labels: tuple[str, ...]
    text: str


# ── messages from templates ────────────────────────────────────────────────────────────────────────────────────────


def templates(name: str) -> list[Template]:
    """The templates of a file, in order."""
    found = []
    for number, line in enumerate((DATA / f"{name}.txt").read_text("utf-8").splitlines(), 1):
        if line.startswith("#") or not line.strip():
            continue
        split, intent, setup, labels, text = (part.strip() for part in line.split("|", 4))
        found.append(Template(f"{name}-{number}", split, setup, (f"intent={intent}", *labels.split()), text))
    return found


def expand(
    template: Template, fillers: dict[str, dict[str, str]], random_state: random.Random, count: int
) -> list[Case]:
    """Up to `count` messages of a template, each with other fillings; one without placeholders stands as it is."""
    if not _PLACEHOLDER.search(template.text):
        return [Case(template.id, template.id, template.text, template.setup, template.labels)]
    cases: dict[str, Case] = {}
    for _ in range(count * 4):
        message, labels = _filled(template, fillers, random_state)
        message = _written(message, random_state)
        cases.setdefault(
            message.lower(), Case(f"{template.id}.{len(cases)}", template.id, message, template.setup, labels)
        )
        if len(cases) == count:
            break
    return list(cases.values())


def _filled(
    template: Template, fillers: dict[str, dict[str, str]], random_state: random.Random
) -> tuple[str, tuple[str, ...]]:
    labels = list(template.labels)

    def fill(found: re.Match[str]) -> str:
        surface, said = random_state.choice(list(fillers[found.group(1)].items()))
        if found.group(2) == "plain":
            surface = surface.removeprefix("a ")
        if found.group(2) == "sum":
            surface, said = random_state.choice(
                [
                    ("$250", "+budget:25000USD"),
                    ("300 dollars", "+budget:30000USD"),
                    ("up to 150 bucks", "+budget:15000USD"),
                ]
            )
        if found.group(2) != "none":
            labels.extend(label.removesuffix("@").replace("ref=", "about=") for label in said.split())
        return surface

    message = _PLACEHOLDER.sub(fill, template.text)
    return message, _settled(labels)


def _settled(labels: list[str]) -> tuple[str, ...]:
    """The labels with a product's budget bound to its slot: who asks for one thing names that thing's price."""
    slot = next((label[6:] for label in labels if label.startswith("slots=")), "")
    if "intent=product" in labels and slot:
        labels = [
            f"{label}@{slot}/item" if label.startswith("+budget:") and "@" not in label else label for label in labels
        ]
    return tuple(dict.fromkeys(labels))


def _written(message: str, random_state: random.Random) -> str:
    """The message as people type: mostly as it is, sometimes in lower case, without its full stop, or in capitals."""
    draw = random_state.random()
    if draw < 0.25:
        return message.lower().rstrip(".")
    if draw < 0.28 and not any(c in message for c in "€£°"):
        return message.upper()
    return message[0].upper() + message[1:] if draw < 0.6 else message


def write_messages() -> dict[str, int]:
    """Writes the slices as jsonl; returns how many messages each holds."""
    fillers = tomllib.loads((DATA / "fillers.toml").read_text("utf-8"))
    random_state = random.Random(SEED)
    slices: dict[str, list[Case]] = {name: [] for name in ("train", "test", "adversarial", "fresh", "fresh2")}
    files = ("templates", "implied", "adversarial", "fresh", "fresh2")
    for template in [one for file in files for one in templates(file)]:
        name = "adversarial" if template.split == "adv" else template.split
        slices[name].extend(expand(template, fillers, random_state, _EACH.get(name, 1)))
    for name, cases in (slices | _voices()).items():
        lines = [msgspec.json.encode(case).decode() for case in cases]
        (DATA / f"{name}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return {name: len(cases) for name, cases in slices.items()}


def _voices() -> dict[str, list[Case]]:
    """Of voices.txt every other message of a voice is `dev2`, the rest `holdout2`; voices3.txt is `dev3`, of
    voices4.txt every other one is `dev4`, the rest `holdout3`; voices5.txt is `dev5`, voices6.txt `dev6`,
    voices7.txt `holdout4`, voices8.txt `dev7`, voices9.txt `holdout5`,
    voices10.txt `dev8`."""
    halves = {
        "voices": ("dev2", "holdout2"), "voices3": ("dev3", "dev3"), "voices4": ("dev4", "holdout3"),
        "voices5": ("dev5", "dev5"), "voices6": ("dev6", "dev6"),
        "voices7": ("holdout4", "holdout4"), "voices8": ("dev7", "dev7"), "voices9": ("holdout5", "holdout5"),
        "voices10": ("dev8", "dev8"),
    }  # fmt: skip
    slices: dict[str, list[Case]] = {name: [] for pair in halves.values() for name in pair}
    for file, names in halves.items():
        seen: Counter[str] = Counter()
        for t in templates(file):
            slices[names[seen[t.split] % 2]].append(Case(t.id, t.split, t.text, t.setup, t.labels))
            seen[t.split] += 1
    return slices


# ── classifiers ────────────────────────────────────────────────────────────────────────────────────────────────────


class Example(msgspec.Struct, frozen=True):
    """A message with what a classifier should say of it, and the template that it is of."""

    message: str
    label: str
    template: str = ""


def examples(task: Task, cases: list[Case]) -> list[Example]:
    """What a task learns from; English only, and intents only where no look is on the table to refer to."""
    if task == "followup":
        return [one for case in cases if (one := _followup(case)) is not None]
    found = []
    for case in cases:
        labels = dict(label.split("=", 1) for label in case.labels if "=" in label and label[0] not in "+-")
        if labels.get("lang"):
            continue
        if task == "intent" and case.setup in ("none", "asked_department", "asked_occasion"):
            found.append(Example(case.message, labels["intent"], case.template))
        elif task != "intent" and labels["intent"] in ("look", "product") and case.setup == "none":
            said = labels.get("o" if task == "occasion" else "m", "none")
            found.append(Example(case.message, said, case.template))
    return found


_MEANT = {"undo": "undo", "smalltalk": "smalltalk", "out_of_scope": "out_of_scope"}


def _followup(case: Case) -> Example | None:
    """What is meant by an English message about a look on the table; None where it names a piece."""
    labels = dict(label.split("=", 1) for label in case.labels if "=" in label and label[0] not in "+-")
    keys = set(labels) - {"intent", "about", "m"}
    if labels.get("lang") or (case.setup not in ("table", "table_budget", "table_men") and case.setup != "none"):
        return None
    if case.setup == "none":
        spoken = labels["intent"] in ("smalltalk", "out_of_scope")
        return Example(case.message, labels["intent"], case.template) if spoken else None
    meant = labels.get("asks") or labels.get("act") or _MEANT.get(labels["intent"])
    if keys == {"dir"}:
        meant = labels["dir"]
    return Example(case.message, meant, case.template) if meant is not None else None


def followups() -> list[Example]:
    """Messages and what is meant by them, from followups.txt."""
    found = []
    for line in (DATA / "followups.txt").read_text("utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            meant, _, messages = line.partition("|")
            found += [Example(message.strip(), meant.strip()) for message in messages.split(";")]
    return found


def train(learned: list[Example], *, least: int = 2) -> dict[str, NDArray[Any]]:
    """Weights of a logistic regression over tf-idf of the features that at least `least` messages have."""
    counts = [classifier.features(one.message) for one in learned]
    documents = Counter(feature for count in counts for feature in count)
    names = sorted(feature for feature, n in documents.items() if n >= least)
    index = {name: n for n, name in enumerate(names)}
    idf = np.array([np.log((1 + len(learned)) / (1 + documents[name])) + 1 for name in names], dtype=np.float32)
    matrix = np.zeros((len(learned), len(names)), dtype=np.float32)
    for row, count in enumerate(counts):
        for feature, n in count.items():
            if feature in index:
                matrix[row, index[feature]] = (1 + np.log(n)) * idf[index[feature]]
    matrix /= np.maximum(np.linalg.norm(matrix, axis=1, keepdims=True), 1e-9)
    model = LogisticRegression(C=_LOOSE, max_iter=600, class_weight="balanced", random_state=SEED)
    with threadpool_limits(limits=1):  # sums over two threads come in another order: other weights by a last place
        model.fit(matrix, [one.label for one in learned])
    # Two classes come as one row; the runtime wants a row each.
    coefficients = model.coef_ if len(model.classes_) > 2 else np.vstack([-model.coef_[0], model.coef_[0]])
    intercepts = model.intercept_ if len(model.classes_) > 2 else np.array([-model.intercept_[0], model.intercept_[0]])
    return {
        "labels": np.array([str(label) for label in model.classes_]),
        "features": np.frombuffer("\n".join(names).encode(), dtype=np.uint8),
        "idf": idf.astype(np.float16),
        "coefficients": coefficients.astype(np.float16),
        "intercepts": intercepts.astype(np.float32),
    }


def _store(path: Path, weights: dict[str, NDArray[Any]]) -> None:
    """Writes the arrays as an npz whose bytes depend on nothing but them: no time stamps."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, array in sorted(weights.items()):
            held = io.BytesIO()
            np.save(held, array, allow_pickle=False)
            archive.writestr(
                zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0)), held.getvalue(), zipfile.ZIP_DEFLATED
            )


def accuracy(task: Task, held: list[Example], directory: Path) -> Estimate:
    """Share of the messages whose label the stored classifier finds likeliest; messages of a template are a cluster."""
    verdicts = [(classifier.classify(task, one.message, directory), one.label) for one in held]
    right = [float(verdict is not None and verdict.label == label) for verdict, label in verdicts]
    return mean(right, [one.template for one in held])


def written() -> str:
    """SHA-256 over the files that the messages are made of."""
    return model_cards.sha256(*(DATA / f for f in ("templates.txt", "implied.txt", "followups.txt", "fillers.toml")))


def train_all(directory: Path = _WEIGHTS) -> ModelCard:
    """Trains and stores every classifier and the card of all; returns the card."""
    slices = {name: load(name) for name in ("train", "test")}
    tasks: dict[str, dict[str, int]] = {}
    metrics: dict[str, Estimate] = {}
    for task in _TASKS:
        learned = examples(task, slices["train"]) + (followups() if task == "followup" else [])
        weights = train(learned)
        _store(directory / f"{task}.npz", weights)
        classifier.load.cache_clear()
        tasks[task] = {"messages": len(learned), "classes": len(weights["labels"]), "features": len(weights["idf"])}
        metrics[f"accuracy on test templates: {task}"] = accuracy(task, examples(task, slices["test"]), directory)
    counts = {name: len(cases) for name, cases in slices.items()} | {"followups": len(followups())}
    card = _card(counts, {"regularisation": 1 / _LOOSE, "tasks": tasks}, metrics)
    return model_cards.write(card, directory / "model_card.json", (directory / f"{task}.npz" for task in _TASKS))


def _card(counts: dict[str, int], method: dict[str, Any], metrics: dict[str, Estimate]) -> ModelCard:
    return ModelCard(
        model="understanding",
        what="Logistic regressions over word, word-pair and character 3/4-gram tf-idf; numpy only at run time.",
        command="evals train understanding", seed=SEED,
        data=(
            Learned(name="messages", origin="written by hand for this project, evals/data/understanding",
                    licence="the project's", sha256=written(), counts=counts),
        ),
        method=method, metrics=metrics,
        limits=(
            "English only: other languages are read by rules alone.",
            "Templates of few hands; test shares no template with train, and is by the same hands all the same.",
            "Nobody's real messages: how well people are understood is not known.",
            "What is meant by a follow-up has 25 classes and few messages each.",
        ),
    )  # fmt: skip


@click.command("understanding")
@click.option("--messages-only", is_flag=True, help="Write the messages from the templates; train nothing.")
def train_command(messages_only: bool) -> None:
    """Write the labelled messages, train the classifiers of intent, occasion and mood, print their model card."""
    counts = write_messages()
    click.echo(" ".join(f"{name}={n}" for name, n in counts.items()))
    if not messages_only:
        click.echo(model_cards.show(train_all()))
