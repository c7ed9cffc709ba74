"""The war room (*ruang kendali*): how a campaign is doing in a unit and below it, right now.

Owns: the figures of a wall, verdicts counted by the hour, the map of provinces, trends that are
watched. Does not know: names of people, HTTP, how anything is decided.
Invariants: it changes nothing but its own counts, which can be made anew from verdicts at any
time; whatever it shows are counts of a unit, never of a person; figures of a unit and campaign are
counted once for all who watch.
Begin with `figures.count`, then `pulse.fold`, then `kept`.
"""
