"""How fast it is, always beside a floor measured in the same run on the same servers.

Owns: measuring. Does not know: rules; it calls what doors and workers call.
`bin/bench [name …] [--cadres N]` builds a party in servers of its own, prints a line of JSON a
figure, and cleans up. Begin with `__main__.py`.
"""
