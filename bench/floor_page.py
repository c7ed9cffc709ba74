"""The floors of pages and of polls: Flask without database or store, with Jinja and without."""

from flask import Flask, Response, jsonify, render_template

ROWS = [{"rank": n, "name": f"Kader nomor {n}", "points": 1000 - n} for n in range(1, 31)]
PAGE = """<!doctype html><html lang="id"><head><meta charset="utf-8"><title>{{ title }}</title>
</head><body><main><h1>{{ title }}</h1><ol>
{% for row in rows %}<li class="standing{{ ' standing--mine' if row.rank == 14 }}">
<span class="standing__rank">{{ row.rank }}</span><span class="standing__name">{{ row.name }}</span>
<span class="standing__note">Ranting Lebak Bulus</span><b>{{ row.points }}</b> poin</li>
{% endfor %}</ol></main></body></html>"""

application = Flask(__name__)
COMPILED = application.jinja_env.from_string(PAGE)  # once, as templates of files are


@application.get("/")
def page() -> str:
    """Thirty rows, as a board shows them."""
    return render_template(COMPILED, title="Papan", rows=ROWS)


@application.get("/json")
def json() -> Response:
    """The least a poll can be told."""
    return jsonify(changed=False)
