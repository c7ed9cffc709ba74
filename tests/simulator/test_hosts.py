"""Hosts of the open web: who answers for which name."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import requests
from flask import Blueprint

from simulator.platform import Hosts, Platforms
from simulator.platforms import PLATFORMS
from simulator.running import Simulator, running

doors = Blueprint("kebun", __name__)


@doors.get("/")
@doors.get("/<path:path>")
def page(host: str, path: str = "") -> str:
    """What was asked for."""
    return f"{host} /{path}"


@pytest.fixture
def sim(tmp_path: Path) -> Iterator[Simulator]:
    """A simulator in which X also answers for two names of the open web."""
    garden = Hosts("x", ("kebun.test", ".kebun.test"), doors)
    with running(tmp_path, platforms=Platforms(replace(PLATFORMS["x"], hosts=(garden,)))) as one:
        yield one


def get(sim: Simulator, path: str) -> requests.Response:
    """Ask for `/host/PATH`."""
    return requests.get(f"{sim.url}/host/{path}", timeout=10)


def test_a_name_and_every_name_under_a_dotted_one_are_answered_for(sim: Simulator) -> None:
    assert get(sim, "kebun.test/").text == "kebun.test /"
    assert get(sim, "a.b.kebun.test/daun/hijau").text == "a.b.kebun.test /daun/hijau"


def test_a_name_that_only_looks_alike_is_not(sim: Simulator) -> None:
    for name in ("bukankebun.test", "kebun.test.jahat.test", "kebunxtest", ".kebun.test"):
        assert get(sim, f"{name}/").status_code == 404


def test_calls_of_a_host_are_remembered_with_its_platform(sim: Simulator) -> None:
    get(sim, "kebun.test/daun?rahasia=1")
    assert sim.calls("x") == [("GET", "/host/kebun.test/daun", 200)]
