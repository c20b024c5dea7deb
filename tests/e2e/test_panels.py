"""The page's panels in a real browser: bag, size picker, what was learned, wardrobe, saved looks, talking to a person.

One visit goes through what one shopper would, so that the module stays short; each step is asserted where it is made.
"""

import asyncio
import re
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import asyncpg
import httpx
import pytest

from aurora import handoffs
from core.db import database
from tests.e2e import test_page
from tests.e2e.serving import Serving, copy_of, serving
from tests.e2e.test_page import BROWSER, Visit, browser, playwright, visiting

__all__ = ["browser"]  # the fixture
pytestmark = [pytest.mark.slow, pytest.mark.skipif(BROWSER is None, reason="there is no Chromium or Chrome here")]
T = TypeVar("T")
WEDDING = test_page.WEDDING
PHONE = {"width": 360, "height": 740}


@pytest.fixture(scope="module")
def server(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    with serving(copy_of(filled, tmp_path_factory.mktemp("panels"))) as server:
        server.start()
        yield server


@pytest.fixture
def phone(browser: Any, server: Serving) -> Iterator[Visit]:
    with visiting(browser, server, **PHONE) as visit:
        yield visit
        assert visit.complaints == []


def panel(visit: Visit, name: str) -> Any:
    """The panel behind a button of the bar, opened."""
    visit.page.locator(".bar").get_by_role("button", name=re.compile(f"^{name}")).click()
    dialog = visit.page.locator("dialog[open]")
    playwright.expect(dialog).to_be_visible()
    return dialog


def picker(visit: Visit, answer: Any) -> Any:
    answer.locator(".look:visible").get_by_role("button", name="Add the look to my bag").click()
    form = visit.page.locator("dialog[open] form.sizing")
    playwright.expect(form).to_be_visible()
    return form


def sized(form: Any) -> None:
    """Every size that is open chosen: the first in stock."""
    for select in form.locator("select").all():
        if not select.input_value():
            select.select_option(select.locator("option:not([disabled]):not([value=''])").first.get_attribute("value"))


async def events(server: Serving, visitor_of: str) -> list[dict[str, Any]]:
    """What was noted of the visitor of a look, oldest first."""
    connection = await asyncpg.connect(server.servers().database_url)
    try:
        rows = await connection.fetch(
            "SELECT i.* FROM voguevault.interactions i JOIN voguevault.outfits o ON o.visitor_id = i.visitor_id "
            "WHERE o.id = $1 ORDER BY i.occurred_at, i.id",
            visitor_of,
        )
    finally:
        await connection.close()
    return [dict(row) for row in rows]


def apart(work: Coroutine[Any, Any, T]) -> T:
    """What it comes to, on a loop of its own: the browser's runs in this thread."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


async def answer(server: Serving, number: str, words: str) -> None:
    """As `aurora handoffs reply` does."""
    async with database(server.servers().database_url) as sessions, sessions.begin() as session:
        reference = await handoffs.referred(session, number)
        await handoffs.answer(session, reference, by="Grace", text=words)


def test_a_look_goes_from_the_picker_through_the_bag_and_back(phone: Visit) -> None:
    answer = phone.say(WEDDING)
    titles = answer.locator(".look:visible .item .title").all_inner_texts()
    form = picker(phone, answer)
    submit = form.get_by_role("button")

    assert submit.is_disabled()
    assert form.locator("select").first.evaluate("(select) => select === document.activeElement")
    sized(form)
    submit.click()
    playwright.expect(phone.page.get_by_role("status")).to_have_text(f"{len(titles)} pieces are in your bag.")
    assert phone.overflow() == 0

    again = picker(phone, answer)
    assert again.get_by_role("button").inner_text() == "All of it is in your bag"
    assert again.get_by_role("button").is_disabled()
    assert again.locator(".there").count() == len(titles)
    phone.page.keyboard.press("Escape")

    bag = panel(phone, "Bag")
    playwright.expect(bag.locator("li")).to_have_count(len(titles))
    total = bag.locator(".total").inner_text()
    assert total == answer.locator(".look:visible .total").inner_text()
    bag.get_by_role("button", name=re.compile(f"^Remove {re.escape(titles[0])}")).click()
    playwright.expect(bag.locator("li")).to_have_count(len(titles) - 1)
    undo = bag.get_by_role("button", name="Undo")
    playwright.expect(undo).to_be_focused()
    phone.page.keyboard.press("Enter")
    playwright.expect(bag.locator("li")).to_have_count(len(titles))
    assert bag.locator(".total").inner_text() == total
    bag.locator("li select").first.select_option("2")
    playwright.expect(phone.page.locator(".bar .count")).to_have_text(str(len(titles) + 1))
    phone.page.keyboard.press("Escape")
    playwright.expect(phone.page.locator(".bar").get_by_role("button", name=re.compile("^Bag"))).to_be_focused()


def test_what_the_buttons_do_is_noted_in_order_with_turn_look_and_place(phone: Visit, server: Serving) -> None:
    with phone.page.expect_response("**/api/aurora/impressions"):
        answer = phone.say(WEDDING)
    look = answer.locator(".look:visible")
    with phone.context.expect_page() as opened, phone.page.expect_response("**/api/aurora/feedback"):
        look.locator("a.item").first.click()
    opened.value.close()
    with phone.context.expect_page() as opened, phone.page.expect_response("**/api/aurora/feedback"):
        look.get_by_role("link", name="Try this look").click()
    opened.value.wait_for_selector(".item")
    opened.value.close()
    form = picker(phone, answer)
    sized(form)
    with phone.page.expect_response("**/api/cart/items"):
        form.get_by_role("button").click()
    playwright.expect(phone.page.locator("dialog[open]")).to_have_count(0)

    noted = apart(events(server, look.get_attribute("data-look")))
    kinds = [row["kind"] for row in noted]
    assert list(dict.fromkeys(kinds)) == ["impression", "click", "try_on", "cart_add"]
    assert kinds.count("cart_add") == look.locator(".item").count()
    assert {str(row["outfit_id"]) for row in noted} == {look.get_attribute("data-look")}
    assert len({row["turn_id"] for row in noted}) == 1
    assert all(row["turn_id"] and row["position"] is not None and row["propensity"] for row in noted)


def test_what_was_learned_can_be_corrected_and_forgotten(phone: Visit) -> None:
    answer = phone.say(WEDDING)
    you = panel(phone, "You")
    playwright.expect(you).to_contain_text("Nothing learned yet.")
    phone.page.keyboard.press("Escape")
    for like in answer.locator(".look:visible .piece").get_by_role("button", name=re.compile("^Like")).all():
        like.click()
        playwright.expect(like).to_have_attribute("aria-pressed", "true")

    you = panel(phone, "You")
    first = you.locator("section", has_text="What I learned").locator("li").first
    playwright.expect(first).to_contain_text("You like")
    assert "You liked" in first.inner_text()
    first.get_by_role("button", name="Doesn't matter").click()
    back = first.get_by_role("button", name="You said: it doesn't matter. Take that back")
    playwright.expect(back).to_be_focused()
    phone.page.keyboard.press("Enter")
    playwright.expect(first.get_by_role("button", name="No, I avoid it")).to_be_visible()

    phone.page.once("dialog", lambda dialog: dialog.accept())
    you.get_by_role("button", name="Forget everything about me").click()
    playwright.expect(you).to_contain_text("Nothing learned yet.")
    assert you.evaluate("(panel) => panel.scrollWidth <= panel.clientWidth")


def test_the_shoppers_own_size_is_chosen_in_the_picker(phone: Visit) -> None:
    answer = phone.say(WEDDING)
    form = picker(phone, answer)
    shoes = form.locator("label.size", has_text=answer.locator(".look:visible .item .title").nth(2).inner_text())
    size = shoes.locator("option:not([disabled]):not([value=''])").nth(1).inner_text()
    phone.page.keyboard.press("Escape")
    you = panel(phone, "You")
    field = {"EU": "shoes"}.get(size[:2], "shoes" if size.replace(".", "").isdecimal() else "top")
    you.locator(f"input[name={field}]").fill(size)
    you.get_by_role("button", name="Keep these sizes").click()
    playwright.expect(phone.page.get_by_role("status").last).to_have_text("Your sizes are kept.")
    phone.page.keyboard.press("Escape")

    form = picker(phone, answer)

    playwright.expect(form.locator("small", has_text=f"{size} is your size, as you told me.").first).to_be_visible()


def test_wardrobe_and_saved_looks_fill_empty_and_refuse_with_a_reason(phone: Visit) -> None:
    answer = phone.say(WEDDING)
    answer.locator(".look:visible").get_by_role("button", name=re.compile("^Save")).click()
    playwright.expect(phone.page.get_by_role("status")).to_have_text("Saved with your looks.")
    title = answer.locator(".look:visible h2").inner_text()

    you = panel(phone, "You")
    saved, wardrobe = you.locator("#saved"), you.locator("#wardrobe")
    playwright.expect(saved.get_by_role("link", name=title)).to_be_visible()
    saved.get_by_role("button", name=f"Remove {title}").click()
    playwright.expect(saved).to_contain_text("None yet.")
    playwright.expect(wardrobe).to_contain_text("Nothing yet.")
    wardrobe.get_by_label("Colour").fill("navy")
    wardrobe.get_by_label("What it is").fill("spaceship")
    phone.complaints.clear()
    wardrobe.get_by_role("button", name="I own this").click()
    playwright.expect(wardrobe.get_by_role("alert")).to_contain_text("spaceship")
    assert any("400" in said for said in phone.complaints)
    phone.complaints.clear()
    wardrobe.get_by_label("What it is").fill("blazer")
    phone.page.keyboard.press("Enter")
    playwright.expect(wardrobe.locator("li")).to_have_text(re.compile("navy blazer"))
    wardrobe.get_by_role("button", name="Remove navy blazer").click()
    playwright.expect(wardrobe).to_contain_text("Nothing yet.")


def test_a_shared_look_is_seen_by_whoever_has_its_address(phone: Visit, server: Serving) -> None:
    answer = phone.say(WEDDING)
    with phone.context.expect_page() as opened:
        answer.locator(".look:visible").get_by_role("link", name="Try this look").click()
    look = opened.value
    look.wait_for_selector(".item")
    path = f"/api/aurora/outfits/{look.url.rsplit('/', 1)[1]}"
    with httpx.Client(base_url=server.base_url) as stranger:
        stranger.post("/api/aurora/chat", json={"message": "hello"})
        before = stranger.get(path).status_code
        look.get_by_role("button", name="Share").click()
        playwright.expect(look.get_by_role("status")).to_contain_text(
            "Whoever has this page's address can see the look"
        )
        after = stranger.get(path).status_code

    assert (before, after) == (404, 200)


def test_a_person_is_called_answers_and_is_read(phone: Visit, server: Serving) -> None:
    phone.say(WEDDING)
    phone.page.get_by_role("button", name="Talk to a person").click()
    contact = phone.page.locator("dialog[open]").get_by_label("How else can they reach you?")
    contact.fill("ada@example.com")
    phone.page.keyboard.press("Enter")
    phone.answer(1)

    phone.page.get_by_role("button", name="Talk to a person").click()
    filed = phone.page.locator("dialog[open]")
    playwright.expect(filed).to_contain_text("Nobody has answered yet.")
    playwright.expect(filed).to_contain_text("They can reach you at ada@example.com.")
    number = filed.locator("b").inner_text()
    phone.page.keyboard.press("Escape")
    words = "The dress runs large; take it a size smaller. <b>Grace</b>"
    apart(answer(server, number, words))
    phone.page.reload()

    playwright.expect(phone.page.locator(".answered")).to_contain_text(words)
    assert phone.page.locator(".answered h2").inner_text() == f"About your request {number}"
    phone.page.get_by_role("button", name="Talk to a person").click()
    playwright.expect(phone.page.locator("dialog[open]")).to_contain_text("A person has answered.")


def test_a_panel_that_cannot_be_fetched_says_so_and_tries_again(browser: Any, server: Serving) -> None:
    with visiting(browser, server, **PHONE) as visit:
        visit.page.route("**/api/cart", lambda route: route.abort())
        bag = panel(visit, "Bag")
        notice = bag.get_by_role("alert")
        playwright.expect(notice).to_contain_text("Aurora cannot be reached just now.")
        visit.page.unroute("**/api/cart")

        notice.get_by_role("button", name="Try again").click()

        playwright.expect(bag).to_contain_text("Nothing in it yet.")
        assert bag.get_by_role("alert").count() == 0


def test_tabs_are_walked_by_the_arrow_keys(phone: Visit) -> None:
    tabs = phone.say(WEDDING).get_by_role("tab")
    tabs.first.focus()

    phone.page.keyboard.press("ArrowRight")
    second = tabs.nth(1)
    playwright.expect(second).to_be_focused()
    assert second.get_attribute("aria-selected") == "true"
    shown = phone.page.locator(f"#{second.get_attribute('aria-controls')}")
    assert shown.is_visible()
    phone.page.keyboard.press("End")
    playwright.expect(tabs.last).to_be_focused()
    phone.page.keyboard.press("ArrowRight")
    playwright.expect(tabs.first).to_be_focused()
