"""A stand-in for social platforms and the open web, over HTTP, with a small site for people.

Owns: platforms in the shape of the real ones (sign-in, tokens, reading one's own posts, errors),
the site on which demo people write, and the switches that make a platform misbehave.
Does not know: Gelanggang. It imports nothing of `app`, and `app` imports nothing of it.
Invariants: paths, parameters, shapes, lifetimes and errors are the platforms' own as far as they
are known; links shown are those of the real platforms; nothing here ever leaves loopback. Nothing
outside `platforms/` asks which platform it has before it: it asks the platform's description.
Phones that can be called are in `phones.py`, the push services before them in `platforms/push.py`.
Begin at `platform.py` (what a platform is) and `application.py` (what is mounted), `posts.py` and
`grants.py` (the state), then `platforms/x.py` or `platforms/threads.py`; tests begin at
`running.py`.

To add a platform, touch these:
- `platforms/NAME.py`: `PLATFORM = Platform(key="NAME", …)`, its doors beside it or in
  `NAME_oauth.py`, `NAME_api.py`, `NAME_shapes.py`. Doors are blueprints under `/NAME/…`; what the
  graphs of Meta share is in `platforms/meta.py`. Guard them with the stage's `grants.find()`, count
  calls with its `meter`, and answer with `lies.told(post)`.
- one line in `platforms/__init__.py`. People get an account there at the next start.
- `hosts=(Hosts("NAME", ("example.net", ".example.net"), doors),)` in the description if it is
  reached by host name: `https://HOST/PATH` is `/host/HOST/PATH` here, views get `host`. A consent
  page at such a host is `consent.authorize(PLATFORM, asked)`. Hosts of no platform go into `WEB`.
- `short=("https://vm.example.net/{code}/",)` in the description if its apps share short links.
- `static/simulator.css` for the colour of its badge, `tests/simulator/test_NAME.py`.
"""

from simulator.application import create_simulator

__all__ = ["create_simulator"]
