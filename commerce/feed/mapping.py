"""How a feed's columns become a row of ours: small TOML files, named ones beside this module, or the user's own.

The grammar is in docs/catalogue-import.md. Without a mapping the field names are those of Google's merchant product
specification, with a few that shops commonly use instead.
"""

import re
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec

from commerce.feed.record import BadRow, FeedError, Format, Record, field_name
from commerce.garments import CATEGORIES

FIELDS = (
    "id", "item_group_id", "title", "description", "brand", "price", "sale_price", "sale_price_effective_date",
    "availability", "quantity", "color", "size", "size_system", "gender", "age_group", "material", "pattern",
    "product_type", "google_product_category", "category", "season", "usage", "image_link", "additional_image_link",
    "gtin", "link",
)  # fmt: skip
"""What a mapping can fill. `category` is one of our ids; `usage` and `season` are words such as formal, winter."""


ID_LENGTH = 200
"""Characters of an id or a group's id; an index takes no key of more than 2,700 bytes."""


class Skip(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Rows that are left out on purpose: those whose `column` holds one of `values` (any, where empty)."""

    column: str
    reason: str
    values: tuple[str, ...] = ()


class Group(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which rows are variants of one product: the first group of `pattern` in `column`."""

    column: str
    pattern: str


class Parent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Rows that describe a product but are not for sale themselves: `column` holds `value`."""

    column: str
    value: str


class Unpack(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A column that packs others: `size=XS,color=Black`."""

    column: str
    separator: str = ","
    sign: str = "="


class Mapping(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A mapping file as read. `fields`: our field → the feed's column, or several of which the first that is filled
    wins. `values`: our field → {the feed's word: ours}, `*` for every other word."""

    name: str = ""
    format: Format | None = None
    currency: str | None = None
    brand_from_title: bool = False
    fields: dict[str, str | list[str]] = {}
    constants: dict[str, str] = {}
    values: dict[str, dict[str, str]] = {}
    keep: dict[str, str] = {}
    prefix: dict[str, str] = {}
    skip: tuple[Skip, ...] = ()
    unpack: tuple[Unpack, ...] = ()
    group: Group | None = None
    parent: Parent | None = None


class FeedRow(msgspec.Struct, frozen=True, kw_only=True):
    """One row in our fields, still as text. `parent` rows describe their group and are not for sale."""

    number: int
    fields: dict[str, str]
    kept: dict[str, str] = {}
    parent: bool = False

    def __getitem__(self, field: str) -> str:
        return self.fields.get(field, "")

    @property
    def group(self) -> str:
        return self["item_group_id"] or self["id"]


class LeftOut(msgspec.Struct, frozen=True):
    """A row that the mapping leaves out on purpose."""

    number: int
    reason: str


def names() -> list[str]:
    """The named mappings that are shipped."""
    return sorted(
        entry.name.removesuffix(".toml")
        for entry in files("commerce.mappings").iterdir()
        if entry.name.endswith(".toml")
    )


def load(name_or_path: str) -> Mapping:
    """The named mapping, or the one in a TOML file. Raises FeedError naming what is wrong."""
    path = Path(name_or_path)
    if path.suffix == ".toml" or path.is_file():
        if not path.is_file():
            raise FeedError(f"There is no mapping file {path}.")
        return parse(path.read_text(encoding="utf-8"), path.stem)
    if name_or_path not in names():
        raise FeedError(
            f"There is no mapping {name_or_path!r}; known: {', '.join(names())}, or the path of a .toml file."
        )
    return parse(files("commerce.mappings").joinpath(f"{name_or_path}.toml").read_text(encoding="utf-8"), name_or_path)


def parse(text: str, name: str) -> Mapping:
    """The mapping that a TOML text says. Raises FeedError naming what is wrong."""
    try:
        mapping = msgspec.convert({"name": name, **tomllib.loads(text)}, Mapping)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise FeedError(f"The mapping {name} is not valid: {error}") from None
    unknown = sorted({*mapping.fields, *mapping.constants, *mapping.values} - set(FIELDS))
    if unknown:
        raise FeedError(f"The mapping {name} names unknown fields: {', '.join(unknown)}. Known: {', '.join(FIELDS)}.")
    strange = sorted(set(mapping.values.get("category", {}).values()) - set(CATEGORIES) - {""})
    if strange:
        raise FeedError(f"The mapping {name} names unknown categories: {', '.join(strange)}.")
    if mapping.group and re.compile(mapping.group.pattern).groups != 1:
        raise FeedError(f"The mapping {name}: group.pattern needs exactly one group in brackets.")
    return _normalised(mapping)


def default() -> Mapping:
    """Google's field names, and what shops commonly call the same things."""
    return load("google")


def apply(mapping: Mapping, record: Record) -> FeedRow | BadRow | LeftOut:
    """The record in our fields; why it is left out; or what it lacks."""
    columns = _unpacked(mapping, record.fields)
    for skip in mapping.skip:
        value = columns.get(skip.column, "")
        if value and (not skip.values or value.lower() in skip.values):
            return LeftOut(record.number, skip.reason)
    fields = dict(mapping.constants)
    for field, sources in mapping.fields.items():
        value = next((columns[c] for c in sources if columns.get(c)), "")
        if value:
            value = _translated(mapping.values.get(field), value)
            fields[field] = mapping.prefix.get(field, "") + value if value else ""
    if mapping.group:
        match = re.search(mapping.group.pattern, columns.get(mapping.group.column, ""))
        fields["item_group_id"] = match.group(1) if match else fields.get("id", "")
    parent = mapping.parent is not None and columns.get(mapping.parent.column) == mapping.parent.value
    if not fields.get("id"):
        return BadRow(record.number, "has no id")
    if max(len(fields["id"]), len(fields.get("item_group_id", ""))) > ID_LENGTH:
        return BadRow(record.number, f"has an id of more than {ID_LENGTH} characters")
    kept = {name: columns[column] for name, column in mapping.keep.items() if columns.get(column)}
    return FeedRow(number=record.number, fields={k: v for k, v in fields.items() if v}, kept=kept, parent=parent)


def _unpacked(mapping: Mapping, fields: dict[str, str]) -> dict[str, str]:
    if not mapping.unpack:
        return fields
    columns = dict(fields)
    for unpack in mapping.unpack:
        for pair in columns.get(unpack.column, "").split(unpack.separator):
            name, sign, value = pair.partition(unpack.sign)
            if sign and value:
                columns.setdefault(field_name(name), value.strip())
    return columns


def _translated(words: dict[str, str] | None, value: str) -> str:
    if not words:
        return value
    return words.get(value.lower(), words.get("*", value))


def _normalised(mapping: Mapping) -> Mapping:
    """Columns spelled as records spell them, values in lower case, one shape for one column and for several."""
    many = {k: [field_name(c) for c in (v if isinstance(v, list) else [v])] for k, v in mapping.fields.items()}
    changes: dict[str, Any] = {
        "fields": many,
        "values": {
            field: {word.lower(): ours for word, ours in words.items()} for field, words in mapping.values.items()
        },
        "keep": {name: field_name(column) for name, column in mapping.keep.items()},
        "skip": tuple(Skip(field_name(s.column), s.reason, tuple(v.lower() for v in s.values)) for s in mapping.skip),
        "unpack": tuple(Unpack(field_name(u.column), u.separator, u.sign) for u in mapping.unpack),
        "group": mapping.group and Group(field_name(mapping.group.column), mapping.group.pattern),
        "parent": mapping.parent and Parent(field_name(mapping.parent.column), mapping.parent.value),
    }
    return msgspec.structs.replace(mapping, **changes)
