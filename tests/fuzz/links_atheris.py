"""The parser of links under a fuzzer that sees which lines it reaches.

`python tests/fuzz/links_atheris.py -runs=200000`, from the root of the repository.
"""

import sys
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
with atheris.instrument_imports(include=["app.providers"]):
    from tests.fuzz.links import SEEDS, check


def one(data: bytes) -> None:
    """A known link cut open, with whatever the fuzzer likes in between and around."""
    given = atheris.FuzzedDataProvider(data)
    link = given.PickValueInList(SEEDS)
    cut, skip = given.ConsumeIntInRange(0, len(link)), given.ConsumeIntInRange(0, 8)
    between = given.ConsumeUnicode(given.ConsumeIntInRange(0, 40))
    around = given.ConsumeUnicodeNoSurrogates(given.remaining_bytes())
    check(around + link[:cut] + between + link[cut + skip :])


if __name__ == "__main__":
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()
