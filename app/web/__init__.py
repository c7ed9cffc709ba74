"""The doors: only here is HTTP spoken."""

from typing import TYPE_CHECKING

from flask import Flask

if TYPE_CHECKING:
    from config import Settings


def register(app: Flask, settings: "Settings") -> None:
    """Every blueprint in menu order: the table of contents of the product."""
