"""What a phone is told of the app before and after it is installed, in the words of its owner.

Pure: the manifest of W3C App Manifest, one a language, for a browser asks for it without a cookie.
`id` is alike in all of them, so that another language is the same app.
"""

from app.words import said
from app.words.catalogues import tell

LIGHT = "#f3f5fa"  # behind the icon while the app starts; --mist of css/tokens.css
DESCRIPTION = said("Arena kader: tantangan dengan kata-kata sendiri, dan peringkat yang bergerak.")
SCREENSHOTS = (
    ("img/install/beranda.webp", said("Peringkat saya, dan langkah berikutnya yang terjangkau")),
    ("img/install/papan.webp", said("Papan peringkat ranting")),
)
SHORTCUTS = (
    ("/kirim", said("Kirim unggahan"), said("Kirim")),
    ("/peringkat", said("Peringkat saya"), said("Peringkat")),
)


def name_of(language: str) -> str:
    """Under which name it lies among the static files."""
    return f"manifest.{language}.webmanifest"


def manifest(language: str, party_name: str, theme: str) -> dict[str, object]:
    """The manifest in a language; files are named as `/static/<path>`."""
    return {
        "name": f"Gelanggang · {party_name}",
        "short_name": "Gelanggang",
        "description": tell(DESCRIPTION, language),
        "id": "/",
        "start_url": "/beranda",
        "scope": "/",
        "display": "standalone",
        "lang": language,
        "dir": "ltr",
        "background_color": LIGHT,
        "theme_color": theme,
        "icons": [_icon(192), _icon(512), _icon(512, "maskable-", purpose="maskable")],
        "screenshots": [
            {
                "src": f"/static/{path}",
                "sizes": "540x1200",
                "type": "image/webp",
                "form_factor": "narrow",
                "label": tell(label, language),
            }
            for path, label in SCREENSHOTS
        ],
        "share_target": {
            "action": "/bagikan",
            "method": "GET",
            "params": {"title": "judul", "text": "teks", "url": "tautan"},
        },
        "shortcuts": [
            {
                "name": tell(name, language),
                "short_name": tell(short, language),
                "url": url,
                "icons": [_icon(192)],
            }
            for url, name, short in SHORTCUTS
        ],
    }


def _icon(side: int, kind: str = "", **more: str) -> dict[str, str]:
    place = f"/static/icons/app-{kind}{side}.png"
    return {"src": place, "sizes": f"{side}x{side}", "type": "image/png", **more}
