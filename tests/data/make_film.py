"""Makes `app/cli/seed_film.mp4` and `pieces.mp4`: a well in a village morning, all made here.

Run by hand when they shall look different; needs PyAV (FFmpeg with libx264 and AAC), of which the
product and its tests have no need: `pip install av==18.1.0`, then `python -m tests.data.make_film`.
FFmpeg writes into them what phones write: place, model, titles.
"""

import math
import struct
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
from PIL import Image, ImageDraw, ImageFont

HERE = Path(__file__).parent
TOP = HERE.parents[1]
FONT = TOP / "static/fonts/plus-jakarta-sans.woff2"
SIZE, FPS, SECONDS = (480, 848), 12, 6
RATE, LOUD = 22_050, 5_000
TUNE = (294, 330, 392, 440, 523, 440, 392, 330, 294, 392, 523, 587)  # half a second each
WORDS = ("Air bersih di kampung kita", "Sumur dikuras bersama", "Ceritakan dengan kata sendiri")
TOLD = {
    "location": "-06.1754+106.8272/",
    "title": "Rumah Pak Rahasia",
    "comment": "HP Rahasia 12",
    "com.apple.quicktime.location.ISO6709": "-06.1754+106.8272+008/",
    "com.apple.quicktime.model": "HP Rahasia 12",
    "creation_time": "2026-11-21T06:30:00Z",
}


def make(name: Path, seconds: float, flags: str) -> None:
    """One file of the film's first seconds, put together by FFmpeg's muxer under these flags."""
    with av.open(str(name), "w", format="mp4", options={"movflags": flags}) as file:
        file.metadata.update(TOLD)
        seen = file.add_stream("libx264", rate=FPS)
        seen.width, seen.height, seen.pix_fmt = *SIZE, "yuv420p"
        seen.options = {"crf": "30", "preset": "veryslow", "g": "24", "profile": "main"}
        heard = file.add_stream("aac", rate=RATE, layout="mono")
        heard.bit_rate = 24_000
        for picture in _pictures(int(seconds * FPS)):
            file.mux(seen.encode(av.VideoFrame.from_image(picture)))
        file.mux(seen.encode())
        for frame in _sounds(int(seconds * RATE)):
            file.mux(heard.encode(frame))
        file.mux(heard.encode())


def _pictures(many: int) -> Iterator[Image.Image]:
    font = ImageFont.truetype(str(FONT), 30)
    font.set_variation_by_axes([700])
    for n in range(many):
        yield _drawn(n / (SECONDS * FPS), font)


def _drawn(part: float, font: ImageFont.FreeTypeFont) -> Image.Image:
    picture = Image.new("RGB", SIZE, "#bfe3ff")
    pen = ImageDraw.Draw(picture)
    high = 330 - int(170 * part)
    pen.ellipse((320, high, 420, high + 100), fill="#ffd166")
    for left, top, color in ((-140, 360, "#7fb58c"), (180, 400, "#5a9a70"), (-60, 470, "#3f7f58")):
        pen.ellipse((left, top, left + 460, top + 420), fill=color)
    pen.rectangle((0, 600, *SIZE), fill="#3f7f58")
    deep = int(110 * (0.5 - 0.5 * math.cos(part * 4 * math.pi)))
    pen.line((240, 470, 240, 520 + deep), fill="#6b4a35", width=5)
    pen.polygon(
        [(214, 520 + deep), (266, 520 + deep), (258, 570 + deep), (222, 570 + deep)], fill="#2a55d0"
    )
    pen.rectangle((150, 620, 330, 730), fill="#8d99ae")
    pen.ellipse((150, 590, 330, 650), outline="#6c7a92", width=12)
    for post in (156, 314):
        pen.rectangle((post, 450, post + 10, 620), fill="#6b4a35")
    pen.polygon([(120, 470), (240, 390), (360, 470)], fill="#b3472f")
    words = WORDS[min(len(WORDS) - 1, int(part * len(WORDS)))]
    pen.rounded_rectangle((16, 752, 464, 820), 18, fill="#101a33")
    pen.text((240, 786), words, "#ffffff", font, anchor="mm")
    return picture


def _sounds(many: int) -> Iterator[av.AudioFrame]:
    for first in range(0, many, 1024):
        told = b"".join(struct.pack("<h", _tone(at)) for at in range(first, first + 1024))
        frame = av.AudioFrame(format="s16", layout="mono", samples=1024)
        frame.planes[0].update(told)
        frame.sample_rate, frame.pts, frame.time_base = RATE, first, Fraction(1, RATE)
        yield frame


def _tone(at: int) -> int:
    """A bar that was struck, each half second another."""
    number, since = divmod(at, RATE // 2)
    seconds = since / RATE
    height = TUNE[number % len(TUNE)]
    bar = math.sin(math.tau * height * seconds) + 0.3 * math.sin(math.tau * 2.76 * height * seconds)
    return int(LOUD * bar * math.exp(-6 * seconds))


if __name__ == "__main__":
    make(TOP / "app/cli/seed_film.mp4", SECONDS, "use_metadata_tags")
    make(HERE / "pieces.mp4", 1, "frag_keyframe+empty_moov+default_base_moof")
