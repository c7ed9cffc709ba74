"""`bin/bench [name …] [--all] [--cadres N]`."""

import argparse

from bench import (
    audit,
    award,
    grow,
    memory,
    page,
    project,
    rebuild,
    units,
    verify,
    visible,
    warroom,
)
from bench.party import party

BENCHES = {
    "units": units.run,
    "memory": memory.run,
    "page": page.run,
    "home": page.home,
    "fragment": page.fragment,
    "award": award.run,
    "visible": visible.run,
    "project": project.run,
    "rebuild": rebuild.run,
    "audit": audit.run,
    "verify": verify.run,
    "drain": verify.drain,
    "warroom": warroom.run,
}
GROW = "grow"  # makes parties of its own


def main() -> None:
    """One party for all the benches asked for."""
    parser = argparse.ArgumentParser(prog="bin/bench", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[[], *BENCHES, GROW], metavar="name")
    parser.add_argument("--all", action="store_true", help="every bench; so does naming none")
    parser.add_argument("--cadres", type=int, default=20_000)
    asked = parser.parse_args()
    names = asked.names if asked.names and not asked.all else [*BENCHES, GROW]
    shared = [name for name in names if name != GROW]
    if shared:
        cadres = 0 if shared == ["units"] else max(asked.cadres, grow.SMALLEST)
        with party(cadres) as found:
            for name in shared:
                BENCHES[name](found)
    if GROW in names:
        grow.run(asked.cadres)


if __name__ == "__main__":
    main()
