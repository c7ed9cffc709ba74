"""A million damaged links through the parser: `python -m tests.fuzz.links [count] [seed]`.

Every string must be a post or a refusal; a post's plain link must mean the same post.
"""

import random
import sys
import time
from collections import Counter
from collections.abc import Iterator

from app.providers.links import ID_MAX, SHAPES, LinkUnknown, parse, posted_at_from_id, short
from tests.providers.spellings import KNOWN, NOT_POSTS, SHORT

PROVIDERS = {shape.provider for shape in SHAPES}
SEEDS = [text for known in KNOWN for text in known.spellings] + list(SHORT)
SEEDS += [text for text in NOT_POSTS if len(text) < 300]
SCRAPS = [*"/?&#@:.%=\\0A١é", "//", "..", "%40", "%3A", "%00", "www.", "xn--", "https://"]
SCRAPS += ["\n", "\x00", "\u200b", "\u212a"]


def check(text: str) -> str:
    """What a text was: the provider, `short`, or `none`. Raises AssertionError and whatever else
    the parser lets out."""
    found = short(text)
    assert found is None or (found.startswith("https://") and short(found) == found)
    try:
        ref = parse(text)
    except LinkUnknown:
        return "short" if found else "none"
    assert ref.provider in PROVIDERS
    assert ref.post_id.isascii()
    assert ref.url.isascii()
    assert 0 < len(ref.post_id) <= ID_MAX
    assert parse(ref.url) == ref
    posted_at_from_id(ref.provider, ref.post_id)
    return ref.provider


def mutants(seed: int, count: int) -> Iterator[str]:
    """So many links with one to four damages each; the same for the same seed."""
    chance = random.Random(seed)
    for _ in range(count):
        text = chance.choice(SEEDS)
        for _ in range(chance.choice((1, 1, 2, 4))):
            text = _damaged(chance, text)
        yield text


def _damaged(chance: random.Random, text: str) -> str:
    at = chance.randint(0, len(text))
    match chance.randint(0, 6):
        case 0:
            return text[:at] + text[at + chance.randint(1, 4) :]
        case 1:
            return text[:at] + chance.choice(SCRAPS) + text[at:]
        case 2:
            return text[:at] + chr(chance.randint(0, 0x2FFF)) + text[at + 1 :]
        case 3:
            return text[:at] + chance.choice("0123456789abcXYZ_-") + text[at + 1 :]
        case 4:
            return text[:at] + chance.choice(SEEDS)[chance.randint(0, 20) :]
        case 5:
            return text.swapcase() if chance.random() < 0.2 else text[:at] + text[at:].swapcase()
        case _:
            end = at + chance.randint(1, 12)
            return text[:end] + text[at:end] * chance.randint(1, 40) + text[end:]


def main(count: int = 1_000_000, seed: int = 1) -> None:
    """Run them all, and say what they were and how long the slowest took."""
    seen: Counter[str] = Counter()
    slowest = 0.0
    began = time.perf_counter()
    for text in mutants(seed, count):
        before = time.process_time()
        try:
            seen[check(text)] += 1
        except Exception:
            print(f"{text!r}", file=sys.stderr)
            raise
        slowest = max(slowest, time.process_time() - before)
    took = time.perf_counter() - began
    print(
        f"{count} strings, seed {seed}: no exception, {took:.0f} s, slowest {slowest * 1e3:.1f} ms"
    )
    print(dict(seen.most_common()))


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))
