"""Whether replies read as a form: how many are alike once titles and sums are taken out.

    evals run repeats [--url http://127.0.0.1:8000] [--show 20] [--json]

Holds the conversations of `data/repeats/conversations.txt` with a running server, of its own voice or a model's, and
counts. distinct-n: different n-grams over all n-grams. Source: Li et al., A diversity-promoting objective function for
neural conversation models, NAACL 2016. A sentence that comes twice in one conversation is what a shopper would notice.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import click
import httpx
import msgspec
from rich.console import Console
from rich.table import Table

__all__ = ["Form", "Said", "conversations", "form_of", "repeats", "skeleton"]

DATA = Path(__file__).parent / "data" / "repeats" / "conversations.txt"
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_SUM = re.compile(r"[$€£]\s?[\d.,]*\d|\d[\d.,\u202f]*\s?[$€£]")
_NAMES = re.compile(r"(?:\bthe )?¤(?:(?:, | and | und | et | y | e )(?:the )?¤)*", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+|[¤#]")


class Said(msgspec.Struct, frozen=True):
    """A reply as it was heard, with the titles that stood in it or on its cards."""

    language: str
    message: str
    reply: str
    titles: tuple[str, ...]


class Form(msgspec.Struct, frozen=True, kw_only=True):
    """How far replies are alike. `repeated` are sentences that came twice in one conversation."""

    replies: int
    different: int
    sentences: int
    different_sentences: int
    openings: int
    distinct_2: float
    distinct_4: float
    conversations: int
    with_a_repeat: int
    repeated: dict[str, int]


def conversations() -> Iterator[tuple[str, tuple[str, ...]]]:
    """(language, messages) of each conversation."""
    for line in DATA.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            language, *messages = (part.strip() for part in line.split(" | "))
            yield language, tuple(messages)


def skeleton(said: Said) -> str:
    """The reply with every list of titles as ¤ and every sum as #."""
    text = said.reply
    for title in sorted(set(said.titles), key=len, reverse=True):
        text = re.sub(re.escape(title), "¤", text, flags=re.IGNORECASE)
    return _NAMES.sub("¤", _SUM.sub("#", text))


def form_of(talks: Sequence[Sequence[Said]]) -> Form:
    """The counts over conversations, each a sequence of replies."""
    whole = [skeleton(said) for talk in talks for said in talk]
    cut = [_SENTENCE.split(text) for text in whole]
    grams = {n: Counter(gram for text in whole for gram in _grams(text, n)) for n in (2, 4)}
    repeated = Counter[str]()
    for talk in talks:
        heard = Counter(sentence for said in talk for sentence in set(_SENTENCE.split(skeleton(said))))
        repeated.update({sentence for sentence, count in heard.items() if count > 1})
    with_a_repeat = sum(_repeats(talk) for talk in talks)
    return Form(
        replies=len(whole),
        different=len(set(whole)),
        sentences=sum(map(len, cut)),
        different_sentences=len({sentence for sentences in cut for sentence in sentences}),
        openings=len({sentences[0] for sentences in cut}),
        distinct_2=_share(grams[2]),
        distinct_4=_share(grams[4]),
        conversations=len(talks),
        with_a_repeat=with_a_repeat,
        repeated=dict(repeated.most_common()),
    )


def _repeats(talk: Sequence[Said]) -> bool:
    sentences = [sentence for said in talk for sentence in _SENTENCE.split(skeleton(said))]
    return any(one == other for one, other in pairwise(sorted(sentences)))


def _grams(text: str, n: int) -> Iterator[tuple[str, ...]]:
    words = [word.lower() for word in _WORD.findall(text)]
    yield from (tuple(words[at : at + n]) for at in range(len(words) - n + 1))


def _share(grams: Counter[tuple[str, ...]]) -> float:
    return round(len(grams) / max(1, grams.total()), 3)


def hold(url: str) -> list[list[Said]]:
    """Every conversation held with the server at `url`, each by a visitor of its own."""
    return [_talk(url, language, messages) for language, messages in conversations()]


def _talk(url: str, language: str, messages: Sequence[str]) -> list[Said]:
    said, titles, conversation = list[Said](), dict[str, None](), None
    with httpx.Client(base_url=url, timeout=60) as client:
        for message in messages:
            body = {"message": message} | ({"conversation_id": conversation} if conversation else {})
            answer = client.post("/api/aurora/chat", json=body).raise_for_status().json()
            conversation = answer["conversation_id"]
            titles |= dict.fromkeys(item["title"] for outfit in answer["outfits"] for item in outfit["items"])
            said.append(Said(language, message, answer["reply"], tuple(titles)))
    return said


@click.command()
@click.option("--url", default="http://127.0.0.1:8000", show_default=True, help="A running server.")
@click.option("--show", default=0, help="Print so many replies in a row, to be read.")
@click.option("--json", "as_json", is_flag=True)
def repeats(url: str, show: int, as_json: bool) -> None:
    """How far replies read as a form, by language; exit 1 where a sentence comes twice in a conversation."""
    talks = hold(url)
    languages = sorted({talk[0].language for talk in talks})
    forms = {"all": form_of(talks)} | {
        language: form_of([talk for talk in talks if talk[0].language == language]) for language in languages
    }
    if as_json:
        click.echo(msgspec.json.encode(forms).decode())
    else:
        _print(forms)
        for said in [said for talk in talks for said in talk][:show]:
            click.echo(f"\n> {said.message}\n  {said.reply}")
    raise SystemExit(1 if forms["all"].with_a_repeat else 0)


def _print(forms: dict[str, Form]) -> None:
    table = Table("", "replies", "different", "sentences", "different", "openings", "dist-2", "dist-4", "repeat in")
    for language, form in forms.items():
        table.add_row(
            language, str(form.replies), str(form.different), str(form.sentences), str(form.different_sentences),
            str(form.openings), f"{form.distinct_2:.2f}", f"{form.distinct_4:.2f}",
            f"{form.with_a_repeat} of {form.conversations}",
        )  # fmt: skip
    Console().print(table)
    for sentence, count in forms["all"].repeated.items():
        click.echo(f"twice in {count}: {sentence}")
