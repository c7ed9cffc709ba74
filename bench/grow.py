"""`grow`: CPU time of a page, an award and its way to the boards, as the party grows tenfold.

Each size is a run of those benches in a party of its own. The floor is the smallest party.
"""

import json
import subprocess
import sys

from bench.figures import figure
from bench.party import ROOT

SMALLEST = 1_000
NAMES = ("page", "award", "visible")


def run(cadres: int) -> None:
    """1,000 cadres, ten times as many, and so on up to `cadres`."""
    smallest: dict[str, float] = {}
    size = SMALLEST
    while size <= cadres:
        for name, (spent, unit, many) in _measured(size).items():
            figure(f"grow.{name}.{size}", spent, smallest.setdefault(name, spent), unit, many)
        size *= 10


def _measured(size: int) -> dict[str, tuple[float, str, int]]:
    """CPU time by bench, its unit, and of how many."""
    words = [sys.executable, "-m", "bench", *NAMES, "--cadres", str(size)]
    told = subprocess.run(words, cwd=ROOT, stdout=subprocess.PIPE, check=True, text=True)
    lines = [json.loads(line) for line in told.stdout.splitlines()]
    return {
        line["name"].removesuffix(".cpu"): (line["ours"], line["unit"], line["n"])
        for line in lines
        if line["name"].endswith(".cpu")
    }
