"""Large models go from the counter's browser to the store itself: an S3 server on loopback, on another origin."""

import asyncio
import hashlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from tests.assets.glb import ball
from tests.assets.s3 import BUCKET, KEY, REGION, SECRET, Relay, s3
from tests.e2e.serving import Serving, copy_of, serving
from tests.e2e.test_checkout_pages import PASSWORD, goto, hire
from tests.e2e.test_page import BROWSER, Visit, browser, playwright, visiting

__all__ = ["browser"]  # the fixture
pytestmark = [pytest.mark.slow, pytest.mark.skipif(BROWSER is None, reason="there is no Chromium or Chrome here")]
STAFF = "uploader@example.com"
PANEL = "3D models"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Relay]:
    """A store that lives on a loop of its own, beside Playwright's."""
    loop, place = asyncio.new_event_loop(), s3(tmp_path_factory.mktemp("s3"))
    with ThreadPoolExecutor(1) as beside:
        running = beside.submit(loop.run_forever)
        yield asyncio.run_coroutine_threadsafe(place.__aenter__(), loop).result(90)
        asyncio.run_coroutine_threadsafe(place.__aexit__(None, None, None), loop).result(30)
        loop.call_soon_threadsafe(loop.stop)
        running.result(10)


@pytest.fixture(scope="module")
def server(filled: Path, tmp_path_factory: pytest.TempPathFactory, store: Relay) -> Iterator[Serving]:
    more = {
        "STORAGE_URL": f"s3://{BUCKET}/shop", "AWS_ENDPOINT_URL": f"http://127.0.0.1:{store.port}",
        "AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": SECRET, "AWS_REGION": REGION,
    }  # fmt: skip
    with serving(copy_of(filled, tmp_path_factory.mktemp("uploading")), **more) as server:
        server.start("--no-worker")
        hire(server, STAFF)
        yield server


@pytest.fixture
def counter(browser: Any, server: Serving) -> Iterator[Visit]:
    with visiting(browser, server) as visit:
        visit.context.set_default_timeout(60_000)
        main = goto(visit, "/account/sign-in?next=/admin/products")
        main.get_by_label("E-mail").fill(STAFF)
        main.get_by_label("Password").fill(PASSWORD)
        main.get_by_role("button", name="Sign in").click()
        playwright.expect(visit.page.get_by_role("navigation", name="Behind the counter")).to_be_visible(timeout=60_000)
        yield visit


def panel_of(counter: Visit, server: Serving, number: int) -> Any:
    """The models of the shop's product of that number."""
    products = httpx.get(f"{server.base_url}/api/products", timeout=60).json()["products"]
    goto(counter, f"/admin/products#{products[number]['product_id']}")
    panel = counter.page.locator("section", has_text=PANEL).last
    playwright.expect(panel).to_contain_text("None yet.", timeout=60_000)
    return panel


def large(place: Path, name: str, seed: int) -> Path:
    """A model of 31 MB, of which most is nothing."""
    model = ball(8, radius_m=0.1 + seed / 100)
    model.view(bytes(31_000_000))
    (place / name).write_bytes(model.glb())
    return place / name


def upload(panel: Any, file: Path) -> None:
    panel.get_by_label("A .glb, a .zip, or a .gltf with its files").set_input_files(file)
    panel.get_by_role("button", name="Upload it").click()


def stored(store: Relay, file: Path) -> str:
    """The keys in the bucket that end in the file's hash."""
    listed = httpx.get(f"http://127.0.0.1:{store.port}/{BUCKET}?list-type=2&prefix=shop/sources", timeout=60).text
    return str(listed.count(hashlib.sha256(file.read_bytes()).hexdigest()))


def test_a_large_model_goes_to_the_store_and_waits_for_its_turn(
    counter: Visit, server: Serving, store: Relay, tmp_path: Path
) -> None:
    panel, file = panel_of(counter, server, 0), large(tmp_path, "statue.glb", 1)
    sent: list[tuple[str, int]] = []
    counter.page.on("request", lambda one: sent.append((one.method, urlsplit(one.url).port or 0)))

    upload(panel, file)
    playwright.expect(panel.locator("article", has_text="statue.glb")).to_contain_text(
        "Waiting for its turn", timeout=60_000
    )

    assert ("PUT", store.port) in sent
    assert stored(store, file) == "1"
    assert counter.complaints == []


def test_where_the_store_cannot_be_reached_from_the_browser_the_file_goes_through_the_shop(
    counter: Visit, server: Serving, store: Relay, tmp_path: Path
) -> None:
    panel, file = panel_of(counter, server, 1), large(tmp_path, "column.glb", 2)
    counter.page.route(f"http://127.0.0.1:{store.port}/**", lambda route: route.abort())

    upload(panel, file)
    playwright.expect(panel.locator("article", has_text="column.glb")).to_contain_text(
        "Waiting for its turn", timeout=60_000
    )

    assert stored(store, file) == "1"


def test_an_upload_that_is_stopped_leaves_nothing_and_can_be_sent_again(
    counter: Visit, server: Serving, store: Relay, tmp_path: Path
) -> None:
    panel, file = panel_of(counter, server, 2), large(tmp_path, "arch.glb", 3)
    counter.page.route(f"http://127.0.0.1:{store.port}/**", lambda route: None)  # it never gets there

    upload(panel, file)
    panel.get_by_role("button", name="Stop").click()
    playwright.expect(panel.get_by_role("form")).to_contain_text("Stopped: nothing was uploaded.")
    assert stored(store, file) == "0"

    counter.page.unroute(f"http://127.0.0.1:{store.port}/**")
    panel.get_by_role("button", name="Upload it").click()
    playwright.expect(panel.locator("article", has_text="arch.glb").first).to_contain_text(
        "Waiting for its turn", timeout=60_000
    )
    assert stored(store, file) == "1"
