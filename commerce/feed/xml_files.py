"""RSS 2.0 and Atom feeds with Google's `g:` namespace, item by item, with entities and the network off."""

from collections.abc import Iterator
from typing import BinaryIO

from lxml import etree

from commerce.feed.record import BadRow, FeedError, Record, Source, field_name
from commerce.feed.text_files import checked


def items(file: BinaryIO, source: Source) -> Iterator[Record | BadRow]:
    """Every `item`, `entry` or `product`. Raises FeedError where the document breaks off or defines entities."""
    context = etree.iterparse(
        file, events=("end",), tag=("{*}item", "{*}entry", "{*}product"), resolve_entities=False, no_network=True,
        load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True,
    )  # fmt: skip
    number = 0
    try:
        for _, element in context:
            if element.getroottree().docinfo.internalDTD is not None:
                raise FeedError(f"{source.path.name} has a document type definition, which is not read.")
            number += 1
            yield _record(number, element)
            _forget(element)
    except etree.XMLSyntaxError as error:
        raise FeedError(
            f"{source.path.name} is not well-formed after item {number} (line {error.lineno}): {error.msg}. "
            "What follows cannot be read."
        ) from None
    if number == 0:
        raise FeedError(f"{source.path.name} holds no item, entry or product.")


def _record(number: int, element: etree._Element) -> Record | BadRow:
    fields: dict[str, str] = {}
    for child in element:
        name = field_name(etree.QName(child).localname)
        text = _text(child)
        if text:
            fields[name] = f"{fields[name]}, {text}" if name in fields else text
    return checked(number, fields)


def _text(element: etree._Element) -> str:
    """An element's text; Atom's `<link href>` gives its address, nested elements (shipping, tax) their texts."""
    if not len(element):
        return (element.text or element.get("href") or "").strip()
    return " ".join("".join(map(str, element.itertext())).split())


def _forget(element: etree._Element) -> None:
    """Frees the item and what came before it: without this the tree grows with the file."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]
