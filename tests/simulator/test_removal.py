"""A person removes a program, and the program is told as Meta tells it."""

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs

import pytest

from simulator.platforms import PLATFORMS
from simulator.running import Simulator
from tests.simulator.client import Visitor

SITI = "siti_lebakbulus"
TELLING = [key for key, one in PLATFORMS.items() if one.signs]


class Program(HTTPServer):
    """Somebody's program, and what it was told: (path, signed request)."""

    told: list[tuple[str, str]]


class Ear(BaseHTTPRequestHandler):
    """Writes down what is posted and answers as a program should."""

    server: Program

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.told.append((self.path, parse_qs(body)["signed_request"][0]))
        answer = b"{}"
        if self.path.endswith("hapus-data"):
            answer = b'{"url": "http://program.example/bukti", "confirmation_code": "k0d3"}'
        self.send_response(200)
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def program(sim: Simulator) -> Iterator[Program]:
    """A program on loopback, known to the simulator."""
    with Program(("127.0.0.1", 0), Ear) as server:
        server.told = []
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        sim.stage.program_url = f"http://127.0.0.1:{server.server_port}"
        yield server
        server.shutdown()
        thread.join()


def opened(signed: str, secret: str) -> dict:
    """What a signed request says, if that secret has signed it."""
    signature, payload = signed.split(".")
    made = hmac.digest(secret.encode(), payload.encode(), hashlib.sha256)
    assert base64.urlsafe_b64encode(made).rstrip(b"=").decode() == signature
    return json.loads(base64.urlsafe_b64decode(payload + "=="))


def test_only_the_platforms_of_meta_tell() -> None:
    assert TELLING == ["instagram", "facebook", "threads"]


@pytest.mark.parametrize("key", TELLING)
def test_the_button_on_the_site_tells_the_program_that_held_a_grant(
    sim: Simulator, visitor: Visitor, program: Program, key: str
) -> None:
    sim.grant(key, SITI)
    assert visitor.post("/setelan/cabut", platform=key).status_code == 303
    [(path, signed)] = program.told
    assert path == f"/panggilan/{key}/cabut-izin"
    told = opened(signed, PLATFORMS[key].client[1])
    assert told["algorithm"] == "HMAC-SHA256"
    assert told["issued_at"] == pytest.approx(sim.clock.seconds(), abs=60)
    if key != "instagram":
        assert told["user_id"] == sim.person(SITI).account_id(key)
    assert "menjawab 200" in visitor.get(f"/orang/{SITI}").text


def test_a_wish_to_delete_is_told_as_well_and_its_proof_is_shown(
    sim: Simulator, visitor: Visitor, program: Program
) -> None:
    sim.grant("facebook", SITI)
    visitor.post("/setelan/cabut", platform="facebook", hapus="1")
    assert [path.rpartition("/")[2] for path, _ in program.told] == ["cabut-izin", "hapus-data"]
    page = visitor.get(f"/orang/{SITI}").text
    assert "http://program.example/bukti" in page
    assert "k0d3" in page


def test_nobody_is_told_who_held_no_grant(sim: Simulator, program: Program) -> None:
    assert sim.remove("threads", SITI, delete=True) == []
    assert program.told == []


def test_a_program_that_is_gone_changes_nothing_for_the_person(sim: Simulator) -> None:
    sim.grant("threads", SITI)
    sim.stage.program_url = "http://127.0.0.1:9"
    [words] = sim.remove("threads", SITI)
    assert "tidak terjangkau" in words
    assert not sim.stage.grants.holds("threads", sim.person(SITI))
