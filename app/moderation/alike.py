"""What the texts of a case have in common, for whoever compares them by eye."""

from collections import Counter
from collections.abc import Sequence
from itertools import groupby

from app.submissions.evidence import SHINGLE

Piece = tuple[str, bool]  # some words, and whether another text has them too


def marked(texts: Sequence[str]) -> list[list[Piece]]:
    """Each text in pieces; what it shares with any other are runs of three words or more, as
    likeness is measured by."""
    held = Counter(run for text in texts for run in set(_runs(text.split())))
    return [_pieces(text.split(), held) for text in texts]


def _pieces(words: Sequence[str], held: Counter[tuple[str, ...]]) -> list[Piece]:
    shared = [False] * len(words)
    for place, run in enumerate(_runs(words)):
        if held[run] > 1:
            shared[place : place + SHINGLE] = [True] * SHINGLE
    together = groupby(zip(words, shared, strict=True), key=lambda one: one[1])
    return [(" ".join(word for word, _ in some), both) for both, some in together]


def _runs(words: Sequence[str]) -> list[tuple[str, ...]]:
    return [tuple(words[n : n + SHINGLE]) for n in range(len(words) - SHINGLE + 1)]
