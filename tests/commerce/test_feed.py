"""Every format, and what is wrong with real files."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from commerce.feed import Feed
from commerce.feed import json_files as feed_json
from commerce.feed import mapping as feed_mapping
from commerce.feed import money as feed_money
from commerce.feed import text_files as feed_text
from commerce.feed.mapping import FeedRow, LeftOut
from commerce.feed.record import BadRow, FeedError, Format, Record
from core.money import Money


def read(path: Path, content: bytes | str, format: Format | None = None) -> list[Record | BadRow]:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return list(Feed(path, format=format).records())


def fields(rows: list[Record | BadRow]) -> list[dict[str, str]]:
    return [row.fields for row in rows if isinstance(row, Record)]


def refusals(rows: list[Record | BadRow]) -> list[tuple[int, str]]:
    return [(row.number, row.reason) for row in rows if isinstance(row, BadRow)]


# ── CSV and TSV ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_header_is_normalised_and_the_first_data_row_is_row_two(tmp_path: Path) -> None:
    rows = read(tmp_path / "a.csv", "ID,Image Link,g:item_group_id\n1, x.jpg ,G\n")
    assert rows == [Record(2, {"id": "1", "image_link": "x.jpg", "item_group_id": "G"})]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_in_the_header(tmp_path: Path, delimiter: str) -> None:
    content = (
        delimiter.join(("id", '"title, or name"', "price")) + "\n" + delimiter.join(("1", '"a, b; c|d"', "5")) + "\n"
    )
    assert fields(read(tmp_path / "a.csv", content))[0]["title,_or_name"] == "a, b; c|d"


def test_newlines_inside_quotes_stay_in_their_row(tmp_path: Path) -> None:
    rows = read(tmp_path / "a.csv", 'id,title\r\n1,"two\r\nlines"\r\n2,b\r\n')
    assert [(row.number) for row in rows] == [2, 3]
    assert fields(rows)[0]["title"] == "two\r\nlines"


@pytest.mark.parametrize(
    ("encoding", "bom"), [("utf-8-sig", b""), ("utf-16", b""), ("utf-16-le", b""), ("cp1252", b""), ("utf-8", b"")]
)
def test_any_common_encoding_is_read(tmp_path: Path, encoding: str, bom: bytes) -> None:
    content = "id,title\n1,Crème coat – größe\n2,plain enough to see which side the zero bytes are on\n".encode(
        encoding
    )
    assert fields(read(tmp_path / "a.csv", bom + content))[0] == {"id": "1", "title": "Crème coat – größe"}


def test_a_file_that_is_not_utf8_says_what_it_was_read_as(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("id,title\n1,caf\xe9\n".encode("latin-1"))
    assert Feed(path).source.notes == ("a.csv is not UTF-8 (byte 14) and was read as Windows-1252.",)


def test_ragged_rows_are_refused_by_number_and_the_rest_is_read(tmp_path: Path) -> None:
    rows = read(tmp_path / "a.csv", "id,title,price\n1,a,5\n2,b\n3,c,5,extra\n4,d,5,\n")
    assert refusals(rows) == [
        (3, "has 2 fields where the header has 3"),
        (4, "has 4 fields where the header has 3; is a delimiter unquoted?"),
    ]
    assert [f["id"] for f in fields(rows)] == ["1", "4"]


def test_a_nul_byte_costs_only_its_row(tmp_path: Path) -> None:
    rows = read(tmp_path / "a.csv", b"id,title\n1,a\x00b\n2,c\n")
    assert refusals(rows) == [(2, "`title` holds a NUL byte")]
    assert fields(rows) == [{"id": "2", "title": "c"}]


def test_a_quote_that_never_closes_does_not_swallow_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed_text, "FIELD_LIMIT", 200)
    lines = "".join(f"{n},title number {n}\n" for n in range(100))
    rows = read(tmp_path / "a.csv", f'id,title\n0,"open\n{lines}')
    assert refusals(rows)[0][0] == 2
    assert "quote that is never closed" in refusals(rows)[0][1]
    assert fields(rows)[-1]["id"] == "99"


@pytest.mark.parametrize("content", ["", "  \n", "justonecolumn\n1\n"])
def test_an_empty_file_and_one_without_a_header_are_refused(tmp_path: Path, content: str) -> None:
    with pytest.raises(FeedError):
        read(tmp_path / "a.csv", content)


def test_a_column_named_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FeedError, match="names a column twice: title"):
        read(tmp_path / "a.csv", "id,title,Title\n1,a,b\n")


# ── JSON and JSON Lines ────────────────────────────────────────────────────────────────────────────────────────────

ITEM = {
    "id": 1,
    "title": 'a "quoted" ]}',
    "price": {"value": "59.00", "currency": "USD"},
    "sizes": ["S", "M"],
    "x": None,
}
EXPECTED = {"id": "1", "title": 'a "quoted" ]}', "price": "59.00 USD", "sizes": "S, M"}


@pytest.mark.parametrize(
    "content",
    [
        json.dumps([ITEM]),
        json.dumps({"version": [1], "items": [ITEM], "more": []}, indent=2),
        "\ufeff" + json.dumps([ITEM]),
    ],
)
def test_the_first_array_of_objects_is_the_feed(tmp_path: Path, content: str) -> None:
    assert fields(read(tmp_path / "a.json", content)) == [EXPECTED]


def test_a_json_array_longer_than_the_buffer_is_read_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed_json, "_CHUNK", 7)
    rows = read(tmp_path / "a.json", json.dumps([{**ITEM, "id": n} for n in range(30)]))
    assert [f["id"] for f in fields(rows)] == [str(n) for n in range(30)]


def test_what_is_no_object_in_a_json_array_is_refused_by_its_place(tmp_path: Path) -> None:
    rows = read(tmp_path / "a.json", '[{"id": "1"}, [2], {"id": "3"}, {"id": 4e}]')
    assert [number for number, _ in refusals(rows)] == [2, 4]
    assert [f["id"] for f in fields(rows)] == ["1", "3"]


def test_a_json_file_that_breaks_off_is_said_to(tmp_path: Path) -> None:
    with pytest.raises(FeedError, match="breaks off"):
        read(tmp_path / "a.json", '[{"id": "1"}, {"id": "2"')


def test_json_lines_refuse_a_bad_line_by_its_number(tmp_path: Path) -> None:
    rows = read(tmp_path / "a.jsonl", '{"id": 1}\n\n{oops\n[1]\n{"id": 2}\n')
    assert [number for number, _ in refusals(rows)] == [3, 4]
    assert [f["id"] for f in fields(rows)] == ["1", "2"]


# ── XML ────────────────────────────────────────────────────────────────────────────────────────────────────────────

RSS = """<?xml version="1.0"?><rss xmlns:g="http://base.google.com/ns/1.0" version="2.0"><channel><title>Shop</title>
<item><g:id>1</g:id><title>Coat &amp; belt</title><g:additional_image_link>a</g:additional_image_link>
<g:additional_image_link>b</g:additional_image_link><g:shipping><g:country>US</g:country></g:shipping></item>
<item><g:id>2</g:id><description><![CDATA[<p>Soft</p>]]></description></item></channel></rss>"""


def test_rss_items_are_read_with_repeated_fields_joined(tmp_path: Path) -> None:
    first, second = fields(read(tmp_path / "a.xml", RSS))
    assert first == {"id": "1", "title": "Coat & belt", "additional_image_link": "a, b", "shipping": "US"}
    assert second == {"id": "2", "description": "<p>Soft</p>"}


def test_atom_entries_are_read_and_a_links_address_is_its_value(tmp_path: Path) -> None:
    content = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>1</id><link href="https://x.example"/></entry></feed>'
    )
    assert fields(read(tmp_path / "a.xml", content)) == [{"id": "1", "link": "https://x.example"}]


def test_a_document_type_with_entities_is_refused(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("hidden")
    content = (
        f'<!DOCTYPE rss [<!ENTITY x SYSTEM "file://{secret}">]><rss><item><id>1</id><title>&x;</title></item></rss>'
    )
    with pytest.raises(FeedError, match="document type"):
        read(tmp_path / "a.xml", content)


def test_xml_that_breaks_off_gives_its_items_first(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    path.write_text("<rss><item><id>1</id></item><item><id>2</id>")
    got: list[int] = []
    with pytest.raises(FeedError, match="not well-formed after item 1"):
        got.extend(row.number for row in Feed(path).records())


def test_a_file_of_unknown_kind_asks_for_its_format(tmp_path: Path) -> None:
    with pytest.raises(FeedError, match="--format"):
        read(tmp_path / "feed.dat", "id,title\n1,a\n")
    assert fields(read(tmp_path / "feed.dat", "id,title\n1,a\n", "csv")) == [{"id": "1", "title": "a"}]


# ── figures ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("59.00 USD", 5900, "USD"), ("USD 59", 5900, "USD"), ("59", 5900, "GBP"), ("1,299.00", 129900, "GBP"),
        ("₹1,299", 129900, "INR"), ("Rs. 1,299", 129900, "INR"), ("59,95 €", 5995, "EUR"),
        ("1.299,00 EUR", 129900, "EUR"),
        ("1 299,00 SEK", 129900, "SEK"), ("52.0000", 5200, "GBP"), ("22.5", 2250, "GBP"), ("¥8000", 8000, "JPY"),
        ("1.250 KWD", 1250, "KWD"), ("12,34,567.50 INR", 123456750, "INR"), ("$9.99", 999, "USD"),
        ("59.00\u00a0USD", 5900, "USD"),
    ],
)  # fmt: skip
def test_prices_are_read_as_they_are_written(text: str, amount: int, currency: str) -> None:
    assert feed_money.price(text, "GBP") == Money(amount, currency)


def test_a_dollar_sign_agrees_with_a_feed_in_dollars_of_its_own() -> None:
    assert feed_money.price("$10", "AUD") == Money(1000, "AUD")
    assert feed_money.price("10 kr", "NOK") == Money(1000, "NOK")


@pytest.mark.parametrize(
    ("text", "why"),
    [("1.299", "ambiguous"), ("0", "zero"), ("-5", "not a figure"), ("free", "not a figure"), ("5 Q", "not known"),
     ("99999999999999", "too large"), ("", "not a figure")],
)  # fmt: skip
def test_a_price_that_is_none_says_why(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        feed_money.price(text, "USD")


def test_a_price_without_any_currency_is_refused() -> None:
    with pytest.raises(ValueError, match="names no currency"):
        feed_money.price("10", None)


def test_quantities_availability_and_gtins() -> None:
    assert [feed_money.quantity(q) for q in ("12", "12.0000", "-3")] == [12, 12, 0]
    assert [feed_money.available(a) for a in ("in stock", "In_Stock", "https://schema.org/InStock", "preorder")] == [
        True, True, True, False,
    ]  # fmt: skip
    assert feed_money.gtin("4006381333931") == "4006381333931"
    assert feed_money.gtin("4006381333932") is None
    with pytest.raises(ValueError, match="availability"):
        feed_money.available("maybe")
    with pytest.raises(ValueError, match="quantity"):
        feed_money.quantity("many")


def test_a_sale_is_in_effect_between_its_dates() -> None:
    dates = "2026-01-01T00:00+0000/2026-01-31T00:00+0000"
    assert feed_money.in_effect(dates, datetime(2026, 1, 15, tzinfo=UTC))
    assert not feed_money.in_effect(dates, datetime(2026, 2, 1, tzinfo=UTC))


# ── mappings ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_shipped_mapping_is_valid() -> None:
    assert {"google", "fashion_product_images", "myntra", "aws_retail_demo", "magento_luma"} <= set(
        feed_mapping.names()
    )
    for name in feed_mapping.names():
        assert feed_mapping.load(name).name == name


def test_a_mapping_renames_translates_unpacks_and_leaves_out() -> None:
    mapping = feed_mapping.parse(
        """
        [fields]
        id = "Nr"
        title = ["Name", "Label"]
        color = "farbe"
        gender = "sex"
        [constants]
        brand = "Acme"
        [values.gender]
        herren = "male"
        "*" = "unisex"
        [[unpack]]
        column = "attributes"
        [[skip]]
        column = "type"
        values = ["Gift"]
        reason = "a gift"
        """,
        "mine",
    )
    row = feed_mapping.apply(
        mapping, Record(2, {"nr": "7", "label": "Hemd", "sex": "Herren", "attributes": "farbe=Rot,size=M"})
    )
    assert isinstance(row, FeedRow)
    assert row.fields == {"id": "7", "title": "Hemd", "color": "Rot", "gender": "male", "brand": "Acme"}
    assert feed_mapping.apply(mapping, Record(3, {"nr": "8", "type": "gift"})) == LeftOut(3, "a gift")
    assert feed_mapping.apply(mapping, Record(4, {"label": "x"})) == BadRow(4, "has no id")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("fields = 3", "not valid"),
        ("[fields]\nprise = 'x'", "unknown fields: prise"),
        ("[fields]\nid = 'a'\n[values.category]\nHosen = 'pantaloons'", "unknown categories: pantaloons"),
        ("[group]\ncolumn = 'sku'\npattern = '^x'", "exactly one group"),
        ("colour = 'x'", "not valid"),
    ],
)
def test_a_wrong_mapping_names_what_is_wrong(text: str, why: str) -> None:
    with pytest.raises(FeedError, match=why):
        feed_mapping.parse(text, "mine")


def test_an_unknown_mapping_lists_the_known_ones() -> None:
    with pytest.raises(FeedError, match="known: aws_retail_demo"):
        feed_mapping.load("nope")
