"""A stand-in for two social platforms, over HTTP, with a small site for people.

Owns: an X-shaped and a Threads-shaped platform (sign-in, tokens, reading one's own posts, errors),
the site on which demo people write, and the switches that make a platform misbehave.
Does not know: Gelanggang. It imports nothing of `app`, and `app` imports nothing of it.
Invariants: paths, parameters, shapes, lifetimes and errors are the platforms' own as far as they
are known; links shown are those of the real platforms; nothing here ever leaves loopback.
Begin at `application.py` (what is mounted), `posts.py` and `grants.py` (the state), then
`x_api.py` or `threads_api.py`; tests begin at `running.py`.
"""

from simulator.application import create_simulator

__all__ = ["create_simulator"]
