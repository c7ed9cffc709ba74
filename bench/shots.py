"""`bin/shots [--url …] [--to shots]`: every screen of a running demo party, as pictures.

Each on a phone (360 px) and on a desk (1440 px), by day and by night: `beranda-360-terang.png`.
Look at them after a change of style.
"""

import argparse
import sys
from pathlib import Path

from playwright.sync_api import BrowserContext, Page

from bench.phone import DESK, PHONE, answers, chromium, phone

# By person: a picture's name, and where to go; with a selector, on through the first such link.
SCREENS: dict[str | None, dict[str, tuple[str, ...]]] = {
    None: {
        "depan": ("/",),
        "masuk": ("/masuk",),
        "masuk-demo": ("/masuk/demo",),
        "tidak-ada": ("/halaman-yang-tidak-ada",),
        "luring": ("/luring",),
        "daftar-tantangan": ("/daftar-tantangan",),
        "gaya": ("/gaya",),
    },
    "Siti Rahmawati": {
        "beranda": ("/beranda",),
        "tantangan": ("/tantangan",),
        "satu-tantangan": ("/tantangan", "main a[href^='/tantangan/']"),
        "bahan-ditarik": ("/tantangan", "main a[href^='/tantangan/']:has-text('air bersih')"),
        "banding-saya": ("/banding",),
        "kirim": ("/kirim",),
        "kiriman": ("/kiriman",),
        "satu-kiriman": ("/kiriman", "main a[href^='/kiriman/']"),
        "papan-ranting": ("/peringkat",),
        "papan-minggu": ("/peringkat/31.74.06.1002?periode=minggu",),
        "papan-nasional": ("/peringkat/dpp",),
        "papan-unit": ("/peringkat/31.74?jenis=unit",),
        "indeks": ("/peringkat/31.74.06.1002/indeks",),
        "masa-lalu": ("/peringkat/31.74.06.1002/lampau",),
        "poin": ("/poin",),
        "aturan-poin": ("/aturan-poin",),
        "aturan-lokal": ("/aturan-lokal",),
        "saya": ("/saya",),
        "lencana": ("/saya/lencana",),
        "keamanan": ("/saya/keamanan",),
        "jejak-saya": ("/saya/jejak",),
        "langkah-kedua": ("/saya/langkah-kedua",),
        "kabar-saya": ("/kabar-saya",),
        "bagikan": ("/bagikan?teks=Lihat+https%3A%2F%2Fx.com%2Fsiti%2Fstatus%2F1",),
        "kegiatan": ("/kegiatan",),
        "satu-kegiatan": ("/kegiatan", ".activity a"),
        "lapor": ("/kegiatan/lapor",),
        "laporan-saya": ("/kegiatan/saya",),
        "lapor-luring": ("/luring/lapor",),
        "akun": ("/akun",),
        "kabar": ("/konten",),
        "satu-kabar": ("/konten", "main a[href^='/konten/']"),
    },
    "Ani Suryani": {
        "apel": ("/tim",),
        "tim": ("/tim/31.74.06.1002?daftar=semua",),
        "target": ("/tim/31.74.06.1002/target",),
        "pindah": ("/tim/31.74.06.1002/pindah/usulan",),
        "pindah-ke": ("/tim/31.74.06.1002/pindah/usulan", "main .row--link a"),
        "riwayat-unit": ("/tim/31.74.06.1002/riwayat",),
        "kartu-unit": ("/tim/31.74.06.1002/kartu",),
        "undangan": ("/undangan",),
        "laporan-menunggu": ("/kegiatan/periksa",),
        "putuskan-laporan": ("/kegiatan/periksa", ".activity a"),
        "unduhan": ("/unduhan",),
        "beranda-ketua": ("/beranda",),
    },
    "Joko Widagdo": {"ketua": ("/tim/31.74.06.1001/ketua",)},
    "Ratna Dewanti": {
        "apel-dpc": ("/tim/31.74/apel",),
        "unduhan-dpc": ("/unduhan",),
        "satu-unduhan": ("/unduhan", "main a[href^='/unduhan/']"),
        "kasus-dpc": ("/kejujuran/31.74",),
        "poin-tambahan": ("/poin-tambahan?orang=rahma",),
        "nonaktif": ("/penonaktifan?orang=rahma",),
        "nonaktif-satu": ("/penonaktifan", "main a[href^='/penonaktifan/']"),
        "tantangan-kami": ("/tim/31.74/tantangan",),
        "tulis-lokal": ("/tim/31.74/tantangan/baru",),
        "satu-lokal": ("/tim/31.74/tantangan", "main a[href^='/kelola/']"),
    },
    "Yos Tambunan": {
        "tantangan-menunggu": ("/tim/31/tantangan",),
        "terbitkan-lokal": ("/tim/31/tantangan", "main a[href^='/kelola/']"),
    },
    "Tika Maharani": {
        "ruang-kendali": ("/ruang-kendali/dpp",),
        "ruang-turun": ("/ruang-kendali/31/turun",),
        "ruang-antrean": ("/ruang-kendali/dpp?adegan=antrean",),
        "kelola": ("/kelola",),
        "kelola-baru": ("/kelola/baru",),
        "kelola-bahan": ("/kelola", "main td a[href^='/kelola/']:has-text('air bersih')"),
        "satu-kelola": ("/kelola", "main td a[href^='/kelola/']"),
        "pratinjau": ("/kelola", "main td a[href^='/kelola/']", "main a[href$='/pratinjau']"),
        "kampanye": ("/kelola", "main a[href^='/kelola/kampanye/']"),
        "kalender": ("/kelola/kalender",),
        "aturan-usul": ("/kelola/aturan/poin",),
        "aturan-lokal-usul": ("/kelola/aturan/lokal",),
        "usulan": ("/kegiatan/usulan",),
        "pesan": ("/kelola/pesan",),
    },
    "Dewi Lestari": {
        "pemeriksaan": ("/pemeriksaan",),
        "kasus": ("/kasus",),
        "satu-kasus": ("/kasus", "main a[href^='/kasus/']"),
        "kasus-mirip": ("/kasus", "main a[href^='/kasus/']:has-text('hampir sama')"),
        "peninjauan": ("/peninjauan",),
        "satu-peninjauan": ("/peninjauan", "main a[href^='/peninjauan/']"),
        "kejujuran": ("/kejujuran",),
        "banding": ("/banding",),
    },
    "Bima Prakoso": {
        "aturan-sahkan": ("/kelola/aturan/poin",),
        "terbitkan": ("/kelola", "section:has(#proposed) a[href^='/kelola/']"),
    },
    "Arif Nugroho": {"jejak": ("/jejak",), "peninjauan-auditor": ("/peninjauan",)},
    "Oka Pratama": {
        "platform": ("/operator/platform",),
        "bacaan": ("/operator/bacaan",),
        "menunggu": ("/beranda",),
        "kesehatan": ("/operator/kesehatan",),
        "hentikan": ("/operator/tantangan",),
        "hentikan-satu": ("/operator/tantangan", "main a[href^='/operator/tantangan/']"),
        "peran": ("/peran?orang=rahma",),
        "satu-peran": ("/peran", "main a[href^='/peran/']"),
    },
}
SIZES = (PHONE, DESK)
SCHEMES = {"light": "terang", "dark": "gelap"}


def main() -> None:
    """Take them all."""
    parser = argparse.ArgumentParser(prog="bin/shots", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--url", default="http://localhost:8000")
    parser.add_argument("--to", type=Path, default=Path("shots"))
    parser.add_argument("names", nargs="*", help="only pictures whose names begin so")
    asked = parser.parse_args()
    if not answers(asked.url):
        sys.exit(f"Nothing answers at {asked.url}: start bin/dev, or say --url.")
    asked.to.mkdir(parents=True, exist_ok=True)
    with chromium() as browser:
        for person, screens in SCREENS.items():
            wanted = {
                name: way
                for name, way in screens.items()
                if not asked.names or name.startswith(tuple(asked.names))
            }
            if wanted:
                _take(phone(browser, asked.url, person), wanted, asked.to)


def _take(context: BrowserContext, screens: dict[str, tuple[str, ...]], folder: Path) -> None:
    page = context.new_page()
    for name, (path, *links) in screens.items():
        page.set_viewport_size(PHONE)  # ty: ignore[invalid-argument-type]
        page.goto(path, wait_until="networkidle")
        for link in links:
            page.goto(page.locator(link).first.get_attribute("href") or "")
            page.wait_for_load_state("networkidle")
        for size in SIZES:
            for scheme, words in SCHEMES.items():
                _shoot(page, size, scheme, folder / f"{name}-{size['width']}-{words}.png")
        print(name)
    context.close()


def _shoot(page: Page, size: dict[str, int], scheme: str, target: Path) -> None:
    page.set_viewport_size(size)  # ty: ignore[invalid-argument-type]
    page.emulate_media(color_scheme=scheme)  # ty: ignore[invalid-argument-type]
    page.screenshot(path=target, full_page=True)


if __name__ == "__main__":
    main()
