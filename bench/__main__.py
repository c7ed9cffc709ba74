"""`bin/bench [name …] [--cadres N]`."""

import argparse

from bench import award, page, project, units, verify, visible
from bench.party import party

BENCHES = {
    "units": units.run,
    "page": page.run,
    "award": award.run,
    "visible": visible.run,
    "project": project.run,
    "verify": verify.run,
    "drain": verify.drain,
}


def main() -> None:
    """One party for all the benches asked for; none named means all."""
    parser = argparse.ArgumentParser(prog="bin/bench", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[[], *BENCHES], metavar="name")
    parser.add_argument("--cadres", type=int, default=20_000)
    asked = parser.parse_args()
    names = asked.names or list(BENCHES)
    cadres = 0 if names == ["units"] else max(asked.cadres, 2_000)
    with party(cadres) as found:
        for name in names:
            BENCHES[name](found)


if __name__ == "__main__":
    main()
