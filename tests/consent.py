"""Somebody on the stand-in platforms who walks through a consent page with a browser of her own."""

import re
from urllib.parse import parse_qs, urlsplit

import requests

from simulator.running import Simulator

X_CALLBACK = "http://127.0.0.1:8000/akun/x/kembali"
THREADS_CALLBACK = "http://127.0.0.1:8000/akun/threads/kembali"
VERIFIER = "v" * 64


def agree(sim: Simulator, url: str, handle: str, scopes: list[str] | None = None) -> str:
    """Sign in as `handle`, tick `scopes` (all by default), allow; the address led back to."""
    return _answer(sim, url, handle, "izinkan", scopes)


def deny(sim: Simulator, url: str, handle: str) -> str:
    """Sign in as `handle` and refuse; the address led back to."""
    return _answer(sim, url, handle, "tolak", [])


def told(address: str) -> dict[str, str]:
    """The query of an address, each name once."""
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def _answer(sim: Simulator, url: str, handle: str, decision: str, scopes: list[str] | None) -> str:
    with requests.Session() as browser:
        page = browser.get(f"{sim.url}/masuk").text
        csrf = re.search(r'name="csrf" value="([^"]+)"', page)[1]
        signed_in = {"csrf": csrf, "handle": handle}
        browser.post(f"{sim.url}/masuk", data=signed_in, allow_redirects=False)
        page = browser.get(url).text
        csrf = re.search(r'name="csrf" value="([^"]+)"', page)[1]
        asked = re.findall(r'name="cakupan" value="([^"]+)"', page)
        form = {"csrf": csrf, "keputusan": decision, "cakupan": asked if scopes is None else scopes}
        answer = browser.post(url, data=form, allow_redirects=False)
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]
