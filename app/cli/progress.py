"""How far a long command is: a bar for a person, lines for a log."""

import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager

import click

BAR = 1000  # parts of a progress bar


@contextmanager
def progress() -> Generator[Callable[[str, float], None]]:
    """Tells on stderr what comes next and the share that is done: a bar, or lines in a log."""
    if not sys.stderr.isatty():
        yield lambda words, share: click.echo(f"{share:4.0%} {words}", err=True)
        return
    with click.progressbar(length=BAR, file=sys.stderr, item_show_func=lambda it: it) as bar:
        yield lambda words, share: bar.update(round(share * BAR) - bar.pos, words)
