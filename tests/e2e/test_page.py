"""The pages in a real browser: what a shopper sees and presses, on a phone and on a desktop."""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.serving import Serving, copy_of, eventually, serving

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = [pytest.mark.slow, pytest.mark.skipif(BROWSER is None, reason="there is no Chromium or Chrome here")]

ARGUMENTS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--no-first-run"),
]
WEDDING = "A wedding in Lisbon in June, women, under $300, no heels"
EVIL = '<img src=x onerror="window.pwned=1"> <script>window.pwned=1</script> a dress for brunch, women'
# Notes the order in which the first card and each change of the words come into the page.
WATCH = """
window.seen = [];
new MutationObserver(() => {
  const answer = [...document.querySelectorAll('.answer')].at(-1);
  if (!answer) return;
  const looks = answer.querySelectorAll('.look').length;
  const words = answer.querySelector('.words').textContent.length;
  const last = window.seen.at(-1);
  if (!last || last[0] !== looks || last[1] !== words) window.seen.push([looks, words]);
}).observe(document, { childList: true, subtree: true, characterData: true });
"""


@pytest.fixture(scope="module")
def server(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    with serving(copy_of(filled, tmp_path_factory.mktemp("page"))) as server:
        server.start()
        yield server


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=BROWSER, args=ARGUMENTS)
        yield browser
        browser.close()


class Visit:
    """A visitor with a page of their own; `complaints` are the page's errors and what its console says."""

    def __init__(self, context: Any, server: Serving) -> None:
        self.server = server
        self.context = context
        self.complaints: list[str] = []
        context.on("page", self._listen)
        self.page = context.new_page()
        self.page.add_init_script(WATCH)
        self.page.goto(server.base_url)

    def _listen(self, page: Any) -> None:
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        page.on("console", self._hear)

    def _hear(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.type}: {message.text}")

    def say(self, message: str) -> Any:
        """Writes and sends a message; the finished answer."""
        before = self.page.locator(".answer").count()
        self.page.fill("#message", message)
        self.page.keyboard.press("Enter")
        return self.answer(before)

    def answer(self, before: int) -> Any:
        """The answer after the first `before` ones, once it has ended."""
        playwright.expect(self.page.locator(".answer")).to_have_count(before + 1, timeout=20_000)
        answer = self.page.locator(".answer").nth(before)
        playwright.expect(self.page.locator("#send")).to_be_enabled(timeout=30_000)
        return answer

    def overflow(self) -> int:
        """Pixels by which the page can be scrolled sideways."""
        width: int = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        return width


@contextmanager
def visiting(browser: Any, server: Serving, width: int = 1280, height: int = 900, **more: Any) -> Iterator[Visit]:
    context = browser.new_context(viewport={"width": width, "height": height}, **more)
    context.set_default_timeout(20_000)
    try:
        yield Visit(context, server)
    finally:
        context.close()


@pytest.fixture
def visit(browser: Any, server: Serving) -> Iterator[Visit]:
    with visiting(browser, server) as visit:
        yield visit
        assert visit.complaints == []


def test_cards_are_drawn_before_the_words_end_and_every_picture_loads(visit: Visit) -> None:
    answer = visit.say(WEDDING)

    seen = visit.page.evaluate("window.seen")
    words_at_the_end = len(answer.locator(".words").inner_text())
    first_with_cards = next(words for looks, words in seen if looks)
    assert first_with_cards < words_at_the_end
    assert answer.locator(".look:visible .item").count() >= 2
    for picture in answer.locator(".look:visible img").all():
        picture.scroll_into_view_if_needed()
        assert picture.evaluate("(img) => img.decode().then(() => img.naturalWidth)") > 0


def test_tabs_switch_between_the_looks(visit: Visit) -> None:
    answer = visit.say(WEDDING)
    tabs, title = answer.get_by_role("tab"), answer.locator(".look:visible h2")
    first = answer.locator(".look:visible .item .title").all_inner_texts()

    tabs.nth(1).click()

    assert tabs.nth(1).get_attribute("aria-selected") == "true"
    assert tabs.nth(0).get_attribute("aria-selected") == "false"
    assert title.count() == 1
    assert answer.locator(".look:visible .item .title").all_inner_texts() != first


def test_a_chip_is_sent_as_a_message(visit: Visit) -> None:
    visit.say(WEDDING)
    chip = visit.page.locator("#chips button").first
    text = chip.inner_text()

    chip.click()
    visit.answer(1)

    assert visit.page.locator(".said p").all_inner_texts() == [WEDDING, text]


def test_reloading_brings_the_conversation_back(visit: Visit) -> None:
    visit.say(WEDDING)
    visit.say("cheaper")
    said = visit.page.locator(".said p, .answer .words").all_inner_texts()
    titles = visit.page.locator(".look:visible .item .title").all_inner_texts()
    chips = visit.page.locator("#chips button").all_inner_texts()

    visit.page.reload()
    playwright.expect(visit.page.locator(".answer")).to_have_count(2)

    assert visit.page.locator(".said p, .answer .words").all_inner_texts() == said
    assert visit.page.locator(".look:visible .item .title").all_inner_texts() == titles
    assert visit.page.locator("#chips button").all_inner_texts() == chips
    assert visit.page.locator("#welcome").is_hidden()


def test_a_new_conversation_begins_with_the_welcome(visit: Visit) -> None:
    visit.say("hello")
    with visit.page.expect_navigation():
        visit.page.click("#restart")

    assert visit.page.locator("#welcome").is_visible()
    assert visit.page.locator(".answer").count() == 0
    visit.page.locator("#starters button").first.click()
    visit.answer(0)


def test_try_this_look_opens_the_looks_own_page(visit: Visit) -> None:
    answer = visit.say(WEDDING)
    titles = answer.locator(".look:visible .item .title").all_inner_texts()
    total = answer.locator(".look:visible .total").inner_text()

    with visit.context.expect_page() as opened:
        answer.locator(".look:visible").get_by_role("link", name="Try this look").click()
    look = opened.value
    look.wait_for_selector(".item")

    assert look.locator(".item .title").all_inner_texts() == titles
    assert look.locator("p.total").inner_text() == total
    assert look.title().endswith("· VogueVault")
    assert "null" not in look.locator("main").inner_text()


def test_a_product_page_shows_its_variants(visit: Visit) -> None:
    answer = visit.say("white shirt for work, men")
    card = answer.locator(".item:visible").first
    title, colour = card.locator(".title").inner_text(), card.locator(".variant").inner_text().split(" · ")[0]

    with visit.context.expect_page() as opened:
        card.click()
    product = opened.value
    product.wait_for_selector("h1")

    assert product.locator("h1").inner_text() == title
    assert product.locator(".sizes button").count() >= 2
    sizes = product.locator(".sizes button").all_inner_texts()
    assert sizes == sorted(sizes, key=["XXS", "XS", "S", "M", "L", "XL", "XXL", "XXXL", *sizes].index)
    colours = product.locator(".swatches button")
    assert product.locator(".swatches button[aria-pressed=true]").inner_text() == colour
    assert colours.count() >= 1
    colours.last.click()
    assert product.locator(".swatches button[aria-pressed=true]").count() == 1
    assert colours.last.get_attribute("aria-pressed") == "true"
    product.wait_for_function("document.querySelector('.picture img').naturalWidth > 0")


def test_nothing_that_is_said_becomes_markup(visit: Visit) -> None:
    visit.say(EVIL)

    assert visit.page.locator(".said p").inner_text() == EVIL
    assert visit.page.evaluate("window.pwned") is None
    assert visit.page.locator("main img[src=x], main script").count() == 0
    visit.page.reload()
    playwright.expect(visit.page.locator(".answer")).to_have_count(1)
    assert visit.page.locator(".said p").inner_text() == EVIL
    assert visit.page.evaluate("window.pwned") is None


def test_nothing_that_the_server_says_becomes_markup(browser: Any, server: Serving) -> None:
    with visiting(browser, server) as visit:
        visit.page.route("**/api/aurora/chat", _poison)
        answer = visit.say(WEDDING)

        assert "<img src=x" in answer.locator(".words").inner_text()
        assert "<img src=x" in answer.locator("h2").first.inner_text()
        assert visit.page.evaluate("window.pwned") is None
        assert visit.page.locator("main img[src=x], main script").count() == 0
        for link in visit.page.locator("main a").all():
            assert not (link.get_attribute("href") or "").startswith("javascript:")


def _poison(route: Any) -> None:
    """The server's own answer with markup in everything that is text, and a script as a product's address."""

    evil = "<img src=x onerror='window.pwned=1'>"
    lines = []
    for line in route.fetch().text().split("\n"):
        if line.startswith("data: "):
            line = "data: " + json.dumps(_poisoned(json.loads(line[6:]), evil))
        lines.append(line)
    route.fulfill(status=200, content_type="text/event-stream", body="\n".join(lines))


def _poisoned(value: Any, evil: str, key: str = "") -> Any:
    texts = ("title", "why", "text", "reply", "brand", "summary", "note", "character")
    if isinstance(value, dict):
        return {name: _poisoned(each, evil, name) for name, each in value.items()}
    if isinstance(value, list):
        return [_poisoned(each, evil, key) for each in value]
    if key == "product_url":
        return "javascript:window.pwned=1"
    return evil + value if isinstance(value, str) and key in (*texts, "suggestions") else value


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 390, 768, 1280])
def test_no_page_scrolls_sideways(browser: Any, server: Serving, width: int, scheme: str, tmp_path: Path) -> None:
    """E2E_SHOTS=DIR keeps what the pages looked like."""
    with visiting(browser, server, width, 800, color_scheme=scheme) as visit:
        shots = Path(os.environ.get("E2E_SHOTS", tmp_path))

        def shoot(name: str) -> None:
            visit.page.wait_for_timeout(300)
            visit.page.screenshot(path=shots / f"{name}-{width}-{scheme}.png", full_page=True)
            assert visit.overflow() == 0, name

        shoot("welcome")
        visit.say(WEDDING + " " + "a" * 120)
        visit.say("more formal, and in navy")
        shoot("chat")
        hrefs = visit.page.eval_on_selector_all("main .look a", "links => links.map((link) => link.href)")
        for name, part in (("look", "/looks/"), ("product", "/products/")):
            visit.page.goto(next(href for href in hrefs if part in href))
            visit.page.wait_for_selector("h1")
            shoot(name)
        visit.page.goto(f"{server.base_url}/looks/00000000-0000-7000-8000-000000000000")
        visit.page.wait_for_selector(".notice")
        shoot("missing")


def test_an_error_shows_a_notice_with_a_way_to_try_again(browser: Any, server: Serving) -> None:
    """The server is really stopped, and back on the same port when the button is pressed."""
    port = server.base_url.rsplit(":", 1)[1]
    with visiting(browser, server) as visit:
        visit.say("hello")
        server.stop()
        failed = visit.say(WEDDING)
        notice = failed.get_by_role("alert")

        assert notice.is_visible()
        assert notice.locator("p").inner_text().startswith("Aurora cannot be reached just now.")
        server.start("--port", port)
        assert eventually(server.is_ready, 20)
        notice.get_by_role("button", name="Try again").click()
        answer = visit.answer(1)

        assert answer.locator(".look:visible .item").count() >= 2
        assert visit.page.locator(".said p").all_inner_texts() == ["hello", WEDDING]
        assert visit.page.get_by_role("alert").count() == 0


def test_the_receipt_stands_with_looks_and_an_answer_repeats_none(visit: Visit) -> None:
    first = visit.say(WEDDING)
    assert first.locator(".wish").count() >= 2

    answer = visit.say("what sizes do the shoes come in?")

    assert answer.locator(".wish").count() == 0
    assert first.locator(".wish").count() >= 2
    bottom = "(words) => words.getBoundingClientRect().bottom"
    top = "() => document.getElementById('chips').getBoundingClientRect().top"
    visit.page.wait_for_timeout(800)  # the page scrolls smoothly
    assert answer.locator(".words").evaluate(bottom) <= visit.page.evaluate(top), "the answer's end is hidden"
