"""Printing figures, and CPU time of a tree of processes."""

import json
import os
import statistics
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def figure(name: str, ours: float, floor: float, unit: str, n: int) -> None:
    """One line of JSON."""
    found = {
        "name": name,
        "ours": round(ours, 3),
        "floor": round(floor, 3),
        "ratio": round(ours / floor, 3) if floor else None,
        "unit": unit,
        "n": n,
        "command": " ".join(["bin/bench", *sys.argv[1:]]),
    }
    print(json.dumps(found), flush=True)


def median(values: Iterable[float]) -> float:
    """The middle of what was measured."""
    return statistics.median(values)


def percentile(values: Sequence[float], share: float) -> float:
    """The value that this share of all lies below."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def cpu_seconds(roots: Iterable[int]) -> float:
    """User and system time of these processes and all below them, ended children included."""
    parents: dict[int, int] = {}
    spent: dict[int, float] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        pid = int(path.parent.name)
        parents[pid] = int(fields[1])
        spent[pid] = sum(map(int, fields[11:15])) / TICKS
    wanted = set(roots)
    return sum(time for pid, time in spent.items() if _below(pid, parents, wanted))


def _below(pid: int, parents: dict[int, int], wanted: set[int]) -> bool:
    while pid > 1:
        if pid in wanted:
            return True
        pid = parents.get(pid, 0)
    return False
