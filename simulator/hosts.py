"""Hosts of the open web: `https://HOST/PATH` of the world is `/host/HOST/PATH` here."""

import re

from flask import Flask
from werkzeug.routing import BaseConverter, Map

from simulator.platform import Hosts


class HostConverter(BaseConverter):
    """`<host("t.co", ".example.net"):host>`: one of these names, or a name under a dotted one."""

    def __init__(self, map_: Map, *names: str) -> None:
        super().__init__(map_)
        self.regex = f"(?:{'|'.join(map(_pattern, names))})"


def _pattern(name: str) -> str:
    return rf"[a-z0-9.-]*[a-z0-9]{re.escape(name)}" if name.startswith(".") else re.escape(name)


def mount_hosts(app: Flask, hosts: tuple[Hosts, ...]) -> None:
    """Mount the doors of every host."""
    app.url_map.converters["host"] = HostConverter
    for number, one in enumerate(hosts):
        names = ", ".join(f'"{name}"' for name in one.names)
        app.register_blueprint(
            one.doors, url_prefix=f"/host/<host({names}):host>", name=f"{one.doors.name}_{number}"
        )
