"""A strict OAuth server (npm `oidc-provider`) in the place of X, and somebody who agrees there.

`bin/test` installs its packages; where they or Node.js are missing, its tests are skipped.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urljoin

import pytest
import requests

from config import PROVIDER_DEFAULTS, ProviderSettings

ROOT = Path(__file__).resolve().parents[2]
SERVER = ROOT / "tests/judges/oidc/server.mjs"
PACKAGES = ROOT / ".cache/oidc"
CALLBACK = "http://localhost/akun/x/kembali"
SECRET = "rahasia-hakim"
STEPS = ({"prompt": "login", "login": "1001"}, {"prompt": "consent"})


class Strict:
    """The running server; `subject` is who agrees there."""

    subject = STEPS[0]["login"]

    def __init__(self, url: str) -> None:
        self.url = url
        hosts = {"authorize_url": f"{url}/i/oauth2/authorize", "api_url": url}
        options = {**PROVIDER_DEFAULTS["x"], **hosts}
        self.registration = ProviderSettings("gelanggang", SECRET, options)

    def agree(self, url: str) -> str:
        """Sign in and consent on its pages; the address led back to."""
        with requests.Session() as browser:
            answer = self._arrive(browser, browser.get(url, allow_redirects=False))
            for form in STEPS:
                assert re.search(r"<form[^>]* method=\"post\"", answer.text), answer.text
                sent = browser.post(answer.url, data=form, allow_redirects=False)
                answer = self._arrive(browser, sent)
        return answer.headers["Location"]

    def refresh(self, token: str) -> requests.Response:
        """What anybody who holds our secret and a refresh token can ask."""
        form = {"grant_type": "refresh_token", "refresh_token": token}
        whose = (self.registration.client_id, SECRET)
        return requests.post(f"{self.url}/2/oauth2/token", data=form, auth=whose, timeout=10)

    def knows(self, access: str) -> bool:
        """Whether an access token is alive."""
        headers = {"Authorization": f"Bearer {access}"}
        return requests.get(f"{self.url}/2/users/me", headers=headers, timeout=10).ok

    def _arrive(self, browser: requests.Session, answer: requests.Response) -> requests.Response:
        """Follow redirects as long as they stay with the server."""
        while "Location" in answer.headers:
            there = urljoin(answer.url, answer.headers["Location"])
            if not there.startswith(self.url):
                break
            answer = browser.get(there, allow_redirects=False)
        return answer


@contextmanager
def strict_server() -> Generator[Strict]:
    """The server, until the block ends. Skips the test where it cannot run."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("Node.js is missing: apt install nodejs npm")
    if not (PACKAGES / "node_modules/oidc-provider").is_dir():
        pytest.skip("the strict OAuth server is not installed: bin/test does it")
    env = {"CLIENT_ID": "gelanggang", "CLIENT_SECRET": SECRET, "CALLBACK": CALLBACK}
    with subprocess.Popen(
        [node, "--input-type=module", "--eval", SERVER.read_text()],
        cwd=PACKAGES,
        env=env | {"PATH": os.environ["PATH"]},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as server:
        url = server.stdout.readline().strip()
        assert url, "the strict OAuth server did not start"
        yield Strict(url)
        server.stdin.close()
