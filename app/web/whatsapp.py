"""To WhatsApp: the app fills in a text, a person edits and sends it. Nothing is sent from here."""

from urllib.parse import quote

from flask import Response, make_response

from app.cadres import phones
from app.web.security import CSP

TEXT_MAX = 1000
# Where a link of WhatsApp may pass people on to, on phones and on desks.
SOURCES = "https://wa.me https://api.whatsapp.com https://web.whatsapp.com whatsapp:"
DRAFTS = {
    "recall": "Halo {nama}, apa kabar? Sudah lama tidak terlihat di Gelanggang. Ada tantangan baru"
    " minggu ini. Ada yang bisa saya bantu?",
    "welcome": "Halo {nama}, selamat bergabung. Kalau ada yang belum jelas soal menautkan akun atau"
    " mengirim unggahan pertama, kabari saya.",
    "thank": "Halo {nama}, terima kasih sudah ikut minggu ini. Unggahan Anda sangat membantu.",
    "lead": "Halo {nama}, ada yang ingin saya bicarakan soal kegiatan unit kita minggu ini.",
}


def address(words: str, phone: str = "", name: str = "") -> str:
    """Where WhatsApp opens with these words, to a number or for a group to be chosen there.

    `{nama}` in them becomes the first name.
    """
    said = words.strip()[:TEXT_MAX].replace("{nama}", name.split()[0] if name else "")
    return f"https://wa.me/{phones.digits(phone) if phone else ''}?text={quote(said, safe='')}"


def may_leave(page: str, status: int = 200) -> Response:
    """A page whose forms lead to WhatsApp: browsers hold redirects of forms to its policy."""
    response = make_response(page, status)
    allowed = f"form-action 'self' {SOURCES}"
    response.headers["Content-Security-Policy"] = CSP.replace("form-action 'self'", allowed)
    return response
