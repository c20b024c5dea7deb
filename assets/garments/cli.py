"""`aurora assets garments`: writes the demo range's models, or one of each category, as GLB files."""

from pathlib import Path

import click
from rich.console import Console
from rich.progress import track

from assets.garments.catalogue import orders
from assets.garments.wardrobe import make
from commerce import demo

__all__ = ["garments"]
console = Console(stderr=True)


@click.command()
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Where the files go.")
@click.option("--category", "categories", multiple=True, help="Only these, as t_shirt; may be said more than once.")
@click.option("--each", is_flag=True, help="One product of each category.")
def garments(out: Path, categories: tuple[str, ...], each: bool) -> None:
    """Make the demo range's garments as 3D models, one .glb for a product with all its colours."""
    chosen = [(key, order) for key, order in orders(demo.products()) if not categories or order.category in categories]
    if each:
        chosen = list({order.category: (key, order) for key, order in reversed(chosen)}.values())
    if not chosen:
        raise click.ClickException(f"The demo range has nothing of {', '.join(categories)}.")
    out.mkdir(parents=True, exist_ok=True)
    for key, order in track(chosen, "Making garments", console=console, disable=not console.is_terminal):
        (out / f"{key}.glb").write_bytes(make(order))
    console.print(f"{len(chosen)} models written to {out}.")
