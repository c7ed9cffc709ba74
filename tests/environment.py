"""The environment of a process of ours that is started by a test."""

import base64
import os
from pathlib import Path

from config import Settings


def environment(settings: Settings, home: Path) -> dict[str, str]:
    """What a process needs to be the application of these settings."""
    keys = ",".join(f"{k}:{base64.b64encode(v).decode()}" for k, v in settings.token_keys.items())
    env = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "PYTHONUNBUFFERED": "1",
        "FLASK_APP": "wsgi",
        "SECRET_KEY": settings.secret_key,
        "TOKEN_KEYS": keys,
        "DATABASE_URL": settings.database_url,
        "REDIS_URL": settings.redis_url,
    }
    for key, one in settings.providers.items():
        name = key.upper()
        env |= {f"{name}_CLIENT_ID": one.client_id, f"{name}_CLIENT_SECRET": one.client_secret}
        env |= {f"{name}_{option.upper()}": value for option, value in one.options.items()}
    return env
