"""3D models in a real browser, told by the pixels: a product in its colours, a whole look as it is worn, what is freed.

Models are the shop's own garments as they are before the worker: its codecs are drawn in test_admin_models.
"""

import asyncio
import hashlib
import io
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from sqlalchemy import func, update

from assets.garments.order import Colour, Order
from assets.garments.wardrobe import make
from assets.models import ProductAsset
from core.db import database
from core.ids import uuid7
from core.objects import Objects, key_of
from core.settings import Settings
from tests.e2e.serving import Serving, copy_of, eventually, serving
from tests.e2e.test_page import ARGUMENTS, BROWSER, Visit, playwright, visiting
from web import three

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(BROWSER is None, reason="there is no Chromium or Chrome here"),
    pytest.mark.skipif(not three.installed(), reason="web/package-lock.json is not installed here"),
]
DRAWS = [
    *(one for one in ARGUMENTS if one != "--disable-gpu"),
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
]
DRAWN_MS = 90_000
"""A processor that draws and compiles shaders beside other tests; alone it takes a second or two."""
MAGENTA, GREEN = "#d400d4", "#00b000"
# Counts what lies on the graphics card, and keeps every context that was made.
COUNTED = """
window.live = { buffers: 0, contexts: [] };
const card = WebGL2RenderingContext.prototype, { createBuffer, deleteBuffer } = card;
card.createBuffer = function () { live.buffers += 1; return createBuffer.call(this); };
card.deleteBuffer = function (one) { if (one) live.buffers -= 1; return deleteBuffer.call(this, one); };
const { getContext } = HTMLCanvasElement.prototype;
HTMLCanvasElement.prototype.getContext = function (...asked) {
  const found = getContext.apply(this, asked);
  if (asked[0] === 'webgl2') live.contexts.push(found);
  return found;
};
"""
LIVE = "({ buffers: live.buffers, open: live.contexts.filter((one) => !one.isContextLost()).length })"
Pixels = NDArray[np.int64]


@pytest.fixture(scope="module")
def server(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    with serving(copy_of(filled, tmp_path_factory.mktemp("viewer"))) as server:
        server.start("--no-worker")
        yield server


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=BROWSER, args=DRAWS)
        yield browser
        browser.close()


@pytest.fixture
def visit(browser: Any, server: Serving) -> Iterator[Visit]:
    with visiting(browser, server, 400, 720, reduced_motion="reduce") as visit:
        visit.context.set_default_timeout(DRAWN_MS)
        visit.context.add_init_script(COUNTED)
        yield visit


def publish(server: Serving, product_id: str, glb: bytes, *colours: str) -> Path:
    """Puts the model into the shop, in the place of any before, as its only level; the file that is served.

    colours: names of the variants that it knows.
    """
    objects = Objects.create(Settings(data_dir=server.data_dir))
    doing = _publish(server.servers().database_url, objects, UUID(product_id), glb, colours)
    with ThreadPoolExecutor(1) as beside:  # Playwright's own loop runs in this thread
        return beside.submit(asyncio.run, doing).result()


async def _publish(url: str, objects: Objects, product_id: UUID, glb: bytes, colours: tuple[str, ...]) -> Path:
    source, sha256 = uuid7(), hashlib.sha256(glb).hexdigest()
    key = key_of("models", source, "lod0", sha256, ".glb")
    await objects.put(key, glb)
    told = {"product_id": product_id, "kind": "model", "status": "ready", "sha256": sha256, "bytes": len(glb),
            "mime": "model/gltf-binary"}  # fmt: skip
    before = update(ProductAsset).where(ProductAsset.product_id == product_id, ProductAsset.retired_at.is_(None))
    async with database(url) as sessions, sessions.begin() as session:
        await session.execute(before.values(retired_at=func.now()))
        details = {"manifest": {"source": {"variants": colours}}}
        session.add(
            ProductAsset(id=source, role="source", storage_key=f"sources/{source}.glb", details=details, **told)
        )
        await session.flush()
        session.add(ProductAsset(parent_id=source, role="lod", level=0, storage_key=key, triangles=900, **told))
    assert objects.folder is not None
    return objects.folder / key


def garment(category: str, **colours: str) -> bytes:
    """A plain one for women; colours: hex codes by name, the first is shown unasked."""
    named = tuple(Colour(name, hex_code) for name, hex_code in colours.items())
    return make(Order(category=category, department="women", materials=("cotton",), colours=named))


def opened(place: Any, button: str) -> Any:
    """The stage, once the models are on it."""
    place.get_by_role("button", name=button).click()
    playwright.expect(place.locator("canvas[data-level=target]")).to_be_visible(timeout=DRAWN_MS)
    playwright.expect(place.locator(".stage-box.ready")).to_be_visible()
    return place.locator(".stage-box")


def pixels(canvas: Any) -> Pixels:
    """(height, width, 3) as they are seen, 0..255."""
    return np.asarray(Image.open(io.BytesIO(canvas.screenshot())).convert("RGB")).astype(np.int64)


def share_near(shown: Pixels, hex_code: str) -> float:
    """How much of the picture has that hue, within 0.35 of a unit of chroma: light and shade leave it as it is."""
    wanted = _hue(np.array([[int(hex_code[n : n + 2], 16) for n in (1, 3, 5)]]))
    found = _hue(shown.reshape(-1, 3))
    vivid = np.ptp(shown.reshape(-1, 3), axis=1) > 40
    return float((vivid & (np.linalg.norm(found - wanted, axis=1) < 0.35)).mean())


def _hue(rgb: Pixels) -> NDArray[np.float64]:
    """(n, 3): colours without their grey, of length 1."""
    chroma = rgb - rgb.mean(axis=1, keepdims=True)
    return np.asarray(chroma / np.maximum(np.linalg.norm(chroma, axis=1, keepdims=True), 1e-9))


def two_colours(server: Serving) -> tuple[dict[str, Any], list[str]]:
    """A product that comes in two colours at least, and their names."""
    for found in httpx.get(f"{server.base_url}/api/products?limit=60", timeout=20).json()["products"]:
        product = httpx.get(f"{server.base_url}/api/products/{found['slug']}", timeout=20).json()
        colours = list(dict.fromkeys(each["colour"] for each in product["variants"]))
        if len(colours) > 1:
            return product, colours
    raise AssertionError("the demo shop has no product in two colours")


def test_a_product_is_drawn_in_the_colour_that_is_chosen_and_closing_frees_what_it_took(
    visit: Visit, server: Serving
) -> None:
    product, (one, other, *_) = two_colours(server)
    publish(server, product["product_id"], garment("t_shirt", **{one: MAGENTA, other: GREEN}), one, other)
    page = visit.page
    page.goto(f"{server.base_url}/products/{product['slug']}")
    main = page.locator("main")
    page.locator(".swatches").get_by_role("button", name=one, exact=True).click()

    canvas = opened(main, "View in 3D")
    assert share_near(pixels(canvas), MAGENTA) > 0.1
    assert share_near(pixels(canvas), GREEN) == 0

    main.locator(".stage-swatches").get_by_role("button", name=other, exact=True).click()
    assert eventually(lambda: share_near(pixels(canvas), GREEN) > 0.1, 10)
    assert share_near(pixels(canvas), MAGENTA) == 0
    assert main.locator(".swatches button[aria-pressed=true]").inner_text() == other

    before = pixels(canvas)
    main.locator(".stage").get_by_role("button", name="Turn left").click()
    assert eventually(lambda: bool((pixels(canvas) != before).any()), 10)

    held = page.evaluate(LIVE)
    main.get_by_role("button", name="Close 3D").click()
    left = page.evaluate(LIVE)
    opened(main, "View in 3D")
    again = page.evaluate(LIVE)
    assert (held["open"], left["open"], again["open"]) == (1, 0, 1)
    assert left["buffers"] <= 1, "three.js leaves one to the context that goes"
    assert again["buffers"] == held["buffers"] + left["buffers"]
    assert visit.complaints == []


def test_a_whole_look_is_worn_together_and_a_piece_that_fails_spoils_no_other(visit: Visit, server: Serving) -> None:
    visit.say("A wedding in Lisbon in June, women, under $300, a dress, flats and a bag")
    asked = "fetch(document.querySelector('.look footer a').pathname.replace('/looks/', '/api/aurora/outfits/'))"
    look = visit.page.evaluate(f"{asked}.then((answer) => answer.json())")
    dress, shoes, bag = (
        next(each for each in look["items"] if each["slot"] == slot) for slot in ("dress", "shoes", "bag")
    )
    publish(server, dress["product_id"], garment("dress", plain=MAGENTA))
    publish(server, shoes["product_id"], garment("boots", plain=GREEN))
    publish(server, bag["product_id"], garment("tote", plain="#8a8f98")).unlink()
    visit.page.goto(f"{server.base_url}/looks/{look['outfit_id']}")

    shown = pixels(opened(visit.page.locator("main"), "Try this look in 3D"))

    height = len(shown)
    assert share_near(shown[: height * 4 // 5], MAGENTA) > 0.05
    assert share_near(shown[height * 4 // 5 :], GREEN) > 0.01
    assert share_near(shown[: height // 2], GREEN) == 0, "boots stand on the floor"
    stage = visit.page.locator(".stage")
    playwright.expect(stage.get_by_role("status")).to_contain_text(f"{bag['title']} could not be shown just now.")
    playwright.expect(stage.get_by_role("button", name="Try again")).to_be_visible()
    assert [one for one in visit.complaints if "404" not in one] == []


def test_asked_to_show_a_look_in_3d_aurora_opens_it_beside_the_conversation(visit: Visit, server: Serving) -> None:
    first = visit.say("A cocktail party, women, under $400, a dress and heels")
    card = first.locator(".item:visible").first.get_attribute("href") or ""
    slug = card.rsplit("/", 1)[-1].partition("#")[0]
    product = httpx.get(f"{server.base_url}/api/products/{slug}", timeout=20).json()
    publish(server, product["product_id"], garment("dress", plain=MAGENTA))
    visit.page.reload()
    playwright.expect(visit.page.locator(".answer")).to_have_count(1)

    visit.say("show me in 3D")
    dialog = visit.page.get_by_role("dialog")
    playwright.expect(dialog.locator("canvas[data-level=target]")).to_be_visible(timeout=DRAWN_MS)
    assert eventually(lambda: share_near(pixels(dialog.locator(".stage-box")), MAGENTA) > 0.05, 10)
    visit.page.keyboard.press("Escape")

    playwright.expect(dialog).to_have_count(0)
    assert eventually(lambda: visit.page.evaluate(LIVE)["open"] == 0, 10), "closing tells of itself a little later"
    assert visit.complaints == []


def test_without_webgl_the_pictures_stay_and_the_page_says_why(browser: Any, server: Serving) -> None:
    product, _ = two_colours(server)
    publish(server, product["product_id"], garment("t_shirt", plain=MAGENTA))
    with visiting(browser, server) as visit:
        visit.context.add_init_script("HTMLCanvasElement.prototype.getContext = () => null;")
        visit.page.goto(f"{server.base_url}/products/{product['slug']}")
        visit.page.get_by_role("button", name="View in 3D").click()
        playwright.expect(visit.page.locator(".stage")).to_contain_text("This browser cannot draw models")
        assert visit.page.locator(".stage canvas").count() == 0
        assert visit.complaints == []


PURE = """async () => {
  const [{ placed, spotOf, heading }, { chosen, allowance }, { layerOf }] = await Promise.all(
    ['placing', 'levels', 'layers'].map((name) => import(`/static/viewer_${name}.js`)));
  const shoe = { min: [-14, 0, -5], max: [14, 15, 5] }, jacket = { min: [-0.3, 0.8, -0.2], max: [0.3, 1.5, 0.2] };
  const coat = { min: [0, 0, 0], max: [0.6, 0.7, 0.4] };
  const [shoes, coats] = [spotOf({ slot: 'shoes', category: 'trainers' }), spotOf({ slot: 'outerwear' })];
  const lods = (...triangles) => ({ lods: triangles.map((n, level) => ({ level, triangles: n, bytes: 8 * n })) });
  const two = [lods(50000, 25000, 9000, 2000), lods(400000, 200000, 90000, 20000)];
  const levels = (fine, saving) => chosen(two, allowance({ fine, saving })).map((one) => one.level);
  const wedge = (axis, end) => [-1, -0.5, 0, 0.5, 1].map((t) => {
    const point = [0, t * end > 0 ? 0.3 : 1, 0];
    point[axis] = t;
    return point;
  });
  return {
    centimetres: placed(shoe, shoes), worn: placed(jacket, coats), lying: placed(coat, coats),
    toes: [[0, 1], [0, -1], [2, 1], [2, -1]].map(([axis, end]) => heading(wedge(axis, end))),
    phone: levels(false, false), desk: levels(true, false), saver: levels(true, true),
    layers: ['dress', 'outerwear'].map((slot) => layerOf({ slot }, 3)),
  };
}"""


def test_models_of_others_are_put_where_they_are_worn_and_levels_fit_the_device(visit: Visit) -> None:
    told = visit.page.evaluate(PURE)

    assert told["centimetres"] == {"scale": 0.01, "at": pytest.approx([0, 0, 0.045])}
    assert told["worn"] == {"scale": 1, "at": [0, 0, 0]}
    assert told["lying"]["at"] == pytest.approx([-0.3, 0.81, -0.2]), "its top at the shoulders, its middle on the axis"
    assert told["toes"] == pytest.approx([-np.pi / 2, np.pi / 2, 0, np.pi]), "the low end to the front"
    assert (told["desk"], told["phone"], told["saver"]) == ([0, 0], [0, 1], [3, 3])
    assert told["layers"][0] < told["layers"][1]
