"""A browser of a few lines, and the calls a correct client of each platform makes."""

import base64
import hashlib
import re
from urllib.parse import parse_qs, urlencode, urlsplit

import requests

from simulator.running import Simulator

X_CALLBACK = "http://127.0.0.1:8000/akun/x/kembali"
THREADS_CALLBACK = "http://127.0.0.1:8000/akun/threads/kembali"
VERIFIER = "v" * 64
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().strip("=")
X_BASIC = ("gelanggang-x", "rahasia-x-untuk-demo")


class Visitor:
    """A browser: keeps cookies, sends forms with their hidden fields."""

    def __init__(self, sim: Simulator) -> None:
        self.sim = sim
        self.http = requests.Session()

    def get(self, path: str) -> requests.Response:
        """Open a page of the simulator."""
        return self.http.get(self.sim.url + path, allow_redirects=False)

    def post(self, path: str, **fields: str | list[str]) -> requests.Response:
        """Send a form as if it stood on the sign-in page."""
        page = self.http.get(self.sim.url + "/masuk").text
        token = re.search(r'name="csrf" value="([^"]+)"', page)[1]
        data = {"csrf": token, **fields}
        return self.http.post(self.sim.url + path, data=data, allow_redirects=False)

    def sign_in(self, handle: str) -> "Visitor":
        """Become somebody."""
        assert self.post("/masuk", handle=handle).status_code == 303
        return self


def x_ask(**changes: str) -> str:
    """The path of X's consent page as a correct client asks for it."""
    query = {
        "response_type": "code",
        "client_id": "gelanggang-x",
        "redirect_uri": X_CALLBACK,
        "scope": "tweet.read users.read offline.access",
        "state": "s-123",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
    }
    return "/x/i/oauth2/authorize?" + urlencode(query | changes)


def threads_ask(**changes: str) -> str:
    """The path of Threads' consent page as a correct client asks for it."""
    query = {
        "response_type": "code",
        "client_id": "gelanggang-threads",
        "redirect_uri": THREADS_CALLBACK,
        "scope": "threads_basic",
        "state": "s-456",
    }
    return "/threads/oauth/authorize?" + urlencode(query | changes)


def allow(visitor: Visitor, ask: str, scopes: list[str]) -> dict[str, str]:
    """Tap Izinkan with these scopes ticked; what the callback receives."""
    answer = visitor.post(ask, keputusan="izinkan", cakupan=scopes)
    assert answer.status_code == 303, answer.text
    return callback(answer)


def callback(answer: requests.Response) -> dict[str, str]:
    """The query of the address the browser is sent to."""
    return {
        key: one[0] for key, one in parse_qs(urlsplit(answer.headers["Location"]).query).items()
    }


ALL_X = ["tweet.read", "users.read", "offline.access"]


def x_code(visitor: Visitor, **changes: str) -> str:
    """A fresh code of X for Siti."""
    return allow(visitor, x_ask(**changes), ALL_X)["code"]


def x_trade(sim: Simulator, code: str, **changes: str) -> requests.Response:
    """Trade a code for tokens as a correct client does."""
    fields = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": X_CALLBACK,
        "code_verifier": VERIFIER,
    }
    url = sim.api_url("x") + "/2/oauth2/token"
    return requests.post(url, data=fields | changes, auth=X_BASIC, timeout=10)


def x_refresh(sim: Simulator, token: str) -> requests.Response:
    """Ask X for a new pair."""
    fields = {"grant_type": "refresh_token", "refresh_token": token}
    return requests.post(
        sim.api_url("x") + "/2/oauth2/token", data=fields, auth=X_BASIC, timeout=10
    )


def x_get(sim: Simulator, path: str, token: str, **query: str) -> requests.Response:
    """Ask X's API."""
    headers = {"Authorization": f"Bearer {token}"}
    return requests.get(sim.api_url("x") + path, params=query, headers=headers, timeout=10)


def threads_trade(sim: Simulator, code: str, **changes: str) -> requests.Response:
    """Trade a Threads code for the short token."""
    fields = {
        "client_id": "gelanggang-threads",
        "client_secret": "rahasia-threads-untuk-demo",
        "grant_type": "authorization_code",
        "redirect_uri": THREADS_CALLBACK,
        "code": code,
    }
    url = sim.api_url("threads") + "/oauth/access_token"
    return requests.post(url, data=fields | changes, timeout=10)


def threads_get(sim: Simulator, path: str, token: str, **query: str) -> requests.Response:
    """Ask Threads' graph."""
    query = query | {"access_token": token}
    return requests.get(sim.api_url("threads") + path, params=query, timeout=10)
