"""Pictures of glTF files, drawn by plain three.js in a headless Chromium from directions that the caller fixes.

Nothing is fetched: what the page asks for is answered from three's package, `page/` and the folders that were lent.
Drawn pictures are kept under the hash of the file and of all that drew it, since drawing without a GPU is slow.
"""

import asyncio
import base64
import hashlib
import mimetypes
import os
import shutil
import subprocess
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import msgspec
import numpy as np

from core.errors import InvalidInput
from evals.models3d.pixels import Mask, Pixels

HERE = Path(__file__).parent
_PAGE = HERE / "page"
_THREE = HERE / "node_modules" / "three"
_ORIGIN = "http://localhost"  # never reached: a name that counts as a secure context
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_ARGUMENTS = (
    *("--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--no-first-run"),
)
_PAGE_DRAWINGS = 60
"""Drawings after which the page is loaded anew: its materials are never given back."""
_PATIENCE_S = 180


class StageMissing(InvalidInput):
    """There is no browser, no three.js or no playwright here."""


class NotDrawn(Exception):
    """The page could not load or draw a file."""


class Camera(msgspec.Struct, frozen=True):
    """What is looked at: a sphere in the file's unit. From the original once, then the same for all made of it."""

    centre: tuple[float, float, float]
    radius: float


class View(msgspec.Struct, frozen=True):
    """Where from, in degrees; azimuth 0 looks at the front (+Z)."""

    azimuth: float
    elevation: float


VIEWS = tuple(
    View(azimuth, elevation)
    for azimuth, elevation in ((30, 20), (120, -10), (210, 35), (300, 5), (0, 0), (75, 60), (180, 0), (255, -35))
)


class Shot(msgspec.Struct, frozen=True, kw_only=True):
    """How a file is drawn: the directions, the edge of the square in pixels, and the moment of its first animation."""

    views: tuple[View, ...] = VIEWS[:4]
    pixels: int = 384
    moment: float | None = None
    """0..1 of the first animation's length; None: the pose of the file."""


class Drawn(msgspec.Struct, frozen=True):
    """A file's pictures from each view: (n, h, w, 3) colours, (n, h, w) where it covers the view."""

    colours: Pixels
    solid: Mask
    camera: Camera
    triangles: int
    """As three.js draws them: every instance counted."""


def browser() -> str | None:
    """The first Chromium or Chrome on the path."""
    return next(filter(None, map(shutil.which, _BROWSERS)), None)


class Stage:
    """A page that draws; see `opened`."""

    def __init__(self, kept: Path, leaving: AsyncExitStack) -> None:
        self._kept, self._leaving, self._drawer = kept, leaving, _drawer(_version(browser() or ""))
        self._context: Any = None
        self._page: Any = None
        self._lent: list[Path] = []
        self._drawings = 0

    async def draw(self, path: Path, shot: Shot, camera: Camera | None = None) -> Drawn:
        """The pictures of a .glb or .gltf file, its neighbours included, under a camera, or under its own.

        Raises NotDrawn where three.js cannot load it, or nothing of it is to be seen under its own camera.
        """
        kept = self._kept / f"{_key(self._drawer, path, shot, camera)}.npz"
        if kept.exists():
            return _loaded(kept)
        drawn = await self._drawn(path, shot, camera)
        if camera is None and not drawn.solid.any(axis=(1, 2)).all():
            raise NotDrawn(f"{path.name} shows nothing from one of the views.")
        _keep(kept, drawn)
        return drawn

    async def _drawn(self, path: Path, shot: Shot, camera: Camera | None) -> Drawn:
        asked = {
            "url": self._lend(path),
            "camera": msgspec.to_builtins(camera),
            **msgspec.to_builtins(shot),
        }
        page = await self._ready()
        try:
            async with asyncio.timeout(_PATIENCE_S):
                told = await page.evaluate("asked => window.draw(asked)", asked)
        except TimeoutError:
            self._page = None
            raise NotDrawn(f"{path.name} was not drawn within {_PATIENCE_S} seconds.") from None
        except _playwright().Error as error:
            raise NotDrawn(f"{path.name} could not be drawn: {str(error).splitlines()[0][:300]}") from None
        return Drawn(
            colours=np.stack([_unpacked(each, shot.pixels) for each in told["colours"]]),
            solid=np.stack([_unpacked(each, shot.pixels)[..., 0] > 127 for each in told["solid"]]),
            camera=msgspec.convert(told["camera"], Camera, strict=False),
            triangles=told["triangles"],
        )

    async def _ready(self) -> Any:
        self._drawings += 1
        if self._context is None:
            self._context = await self._launched()
        if self._page is None or self._drawings % _PAGE_DRAWINGS == 0:
            if self._page is not None:
                await self._page.close()
            self._page = await self._context.new_page()
            await self._page.goto(f"{_ORIGIN}/page/stage.html", wait_until="commit", timeout=_PATIENCE_S * 1000)
            await self._page.wait_for_function("window.draw !== undefined", timeout=_PATIENCE_S * 1000)
        return self._page

    async def photograph(self, html: str, to: Path, *, width: int = 1400) -> None:
        """A page of one's own as a PNG, as long as it is."""
        await self._ready()
        page = await self._context.new_page()
        await page.set_viewport_size({"width": width, "height": 600})
        await page.set_content(html)
        await page.screenshot(path=str(to), full_page=True)
        await page.close()

    async def _launched(self) -> Any:
        """A browser of our own, started for the first picture that is not kept; it ends with the stage."""
        running = await self._leaving.enter_async_context(_playwright().async_playwright())
        chromium = await running.chromium.launch(
            executable_path=browser(), args=[*_ARGUMENTS], timeout=_PATIENCE_S * 1000
        )
        self._leaving.push_async_callback(chromium.close)
        context = await chromium.new_context(viewport={"width": 800, "height": 800})
        await context.route("**/*", self._answer)
        return context

    def _lend(self, path: Path) -> str:
        """The address under which the page finds a file, with what lies beside and below it."""
        folder = path.parent.resolve()
        if folder not in self._lent:
            self._lent.append(folder)
        return f"/lent/{self._lent.index(folder)}/{path.name}"

    async def _answer(self, route: Any) -> None:
        """What the page asks for, out of the folders that it may see."""
        _, place, *rest = _unquoted(route.request.url)
        roots = {"page": _PAGE, "three": _THREE}
        if place == "lent" and rest and rest[0].isdecimal() and int(rest[0]) < len(self._lent):
            roots["lent"], rest = self._lent[int(rest[0])], rest[1:]
        found = roots.get(place)
        path = found.joinpath(*rest).resolve() if found else None
        if path is None or found is None or not path.is_relative_to(found.resolve()) or not path.is_file():
            await route.fulfill(status=404)
            return
        kind = "text/javascript" if path.suffix == ".js" else mimetypes.guess_type(path.name)[0]
        await route.fulfill(body=path.read_bytes(), content_type=kind or "application/octet-stream")


@asynccontextmanager
async def opened(kept: Path) -> AsyncIterator[Stage]:
    """A stage that keeps its drawings in a folder. Raises StageMissing."""
    if browser() is None:
        raise StageMissing("There is no Chromium or Chrome on the path to draw with.")
    if not _THREE.is_dir():
        raise StageMissing("three.js is not installed. Run: evals models install")
    async with AsyncExitStack() as leaving:
        yield Stage(kept, leaving)


def _playwright() -> Any:
    try:
        from playwright import async_api
    except ImportError:
        raise StageMissing("playwright is not installed; it is one of the development packages.") from None
    return async_api


def _unquoted(url: str) -> list[str]:
    return unquote(urlsplit(url).path).split("/")


def _unpacked(packed: str, pixels: int) -> Pixels:
    """RGBA rows from the bottom as (h, w, 3) from the top."""
    flat = np.frombuffer(base64.b64decode(packed), np.uint8)
    return flat.reshape(pixels, pixels, 4)[::-1, :, :3]


def _loaded(path: Path) -> Drawn:
    with np.load(path) as file:
        return Drawn(
            colours=file["colours"],
            solid=file["solid"],
            camera=msgspec.json.decode(file["camera"].tobytes(), type=Camera),
            triangles=int(file["triangles"]),
        )


def _keep(path: Path, drawn: Drawn) -> None:
    camera = np.frombuffer(msgspec.json.encode(drawn.camera), np.uint8)
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(f".{os.getpid()}.npz")
    np.savez_compressed(
        unfinished, colours=drawn.colours, solid=drawn.solid, camera=camera, triangles=np.array(drawn.triangles)
    )
    unfinished.replace(path)


def _key(drawer: bytes, path: Path, shot: Shot, camera: Camera | None) -> str:
    digest = hashlib.sha256(drawer)
    digest.update(msgspec.json.encode((shot, camera)))
    for each in _beside(path):
        digest.update(each.name.encode() + hashlib.sha256(each.read_bytes()).digest())
    return digest.hexdigest()[:32]


def _beside(path: Path) -> Sequence[Path]:
    """The files that make up a model: a .glb alone, a .gltf with all that lies in its folder."""
    return [path] if path.suffix == ".glb" else sorted(each for each in path.parent.rglob("*") if each.is_file())


def _version(program: str) -> str:
    return subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout.strip()


def _drawer(version: str) -> bytes:
    """What a picture depends on besides the file: the page, three.js, the browser's version."""
    files = (_PAGE / "stage.html", _PAGE / "stage.js", _THREE / "package.json")
    return b"".join(each.read_bytes() for each in files) + version.encode()
