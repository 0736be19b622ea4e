"""``demo``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    pass

from desktop.commands.shell import Command


@click.command(cls=Command)
@click.option("--serve", default=None, metavar="HOST:PORT", help="Only serve the embedded iTop, until ended.")
@click.option("--data", default=None, type=click.Path(file_okay=False, path_type=Path), help="Keep the embedded iTop here.")
@click.option("--fault", "faults", multiple=True, metavar="NAME[:RATE[:SEED]]", help="A fault of the embedded iTop; may be repeated.")
@click.option("--tour", default=None, type=click.Path(file_okay=False, path_type=Path), help="Drive the window through the main job.")
def demo(serve: str | None, data: Path | None, faults: tuple[str, ...], tour: Path | None) -> None:
    """Carnet on an embedded iTop with sample data; nothing else is needed."""
    from desktop.trial import serve_demo, show_demo

    if serve is not None:
        serve_demo(serve, data, faults)
    else:
        raise SystemExit(show_demo(data, faults, tour))
