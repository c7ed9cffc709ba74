"""The browser inside another app, which links tapped there open in: it can neither share nor
install, and Google refuses sign-in there (403 disallowed_useragent, since 2021-09-30)."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import Flask, request

if TYPE_CHECKING:
    from config import Settings

# What each app adds to the name of its browser; the first that is found wins.
APPS = (
    (re.compile(r"\bInstagram\b"), "Instagram"),
    (re.compile(r"\bBarcelona\b"), "Threads"),
    (re.compile(r"\bFB(?:AN|AV|_IAB)\b"), "Facebook"),
    (re.compile(r"\bmusical_ly|\bBytedanceWebview|\bByteLocale\b|\btrill_\d|\bTikTok\b"), "TikTok"),
    (re.compile(r"\bLine/\d"), "LINE"),
    (re.compile(r"\bTwitter for\b|\bTwitterAndroid\b"), "X"),
)
# Android marks every such browser so, the app's name known or not.
WEBVIEW = re.compile(r"; wv\)")
CHROME = "com.android.chrome"


@dataclass(frozen=True)
class InApp:
    """The app around the page, empty where it does not say, and whether the phone is an Android."""

    app: str
    android: bool


def in_app(agent: str) -> InApp | None:
    """The app whose browser names itself like this; None for a browser of its own."""
    app = next((name for sign, name in APPS if sign.search(agent)), "")
    if not app and not WEBVIEW.search(agent):
        return None
    return InApp(app, "Android" in agent)


def chrome_link(url: str) -> str:
    """A link that opens this address in Chrome on an Android phone.

    https://developer.chrome.com/docs/android/intents
    """
    parts = urlsplit(url)
    rest = parts._replace(scheme="", fragment="").geturl()
    return f"intent:{rest}#Intent;scheme={parts.scheme};package={CHROME};end"


def register(app: Flask, settings: "Settings") -> None:
    """Let templates ask around which app they are shown, and how the page is opened in Chrome."""

    @app.template_global()
    def inside_app() -> InApp | None:
        """The app around this page."""
        return in_app(request.user_agent.string)

    @app.template_global()
    def in_chrome() -> str:
        """The address of this page for Chrome."""
        return chrome_link(settings.public_url + request.full_path.rstrip("?"))
