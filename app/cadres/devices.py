"""What to call a device in the list of sessions. Pure; a guess for people, never a proof."""

import re

from app.words import said

BROWSERS = (  # the first that is named wins: most browsers also claim to be others
    ("SamsungBrowser/", "Samsung Internet"),
    ("OPR/", "Opera"),
    ("UCBrowser/", "UC Browser"),
    ("MiuiBrowser/", "Mi Browser"),
    ("Edg", "Edge"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("; wv)", said("Peramban dalam aplikasi")),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
)
MODEL = re.compile(r"Android [^;)]{1,12}; ([^;)]{2,40}?)(?: Build/[^;)]*)?[;)]")
LONGEST = 60


def device_name(agent: str) -> str:
    """`Chrome di Android (SM-A145F)`; what is unknown is shown as it called itself."""
    browser = next((name for sign, name in BROWSERS if sign in agent), None)
    system = next((name for sign, name in SYSTEMS if sign in agent), None)
    if browser is None or system is None:
        return agent[:LONGEST] or said("Perangkat tanpa nama")
    model = MODEL.search(agent)
    kind = f"{system} ({model[1]})" if model and model[1] != "K" else system
    return said("%(browser)s di %(device)s", browser=browser, device=kind)
