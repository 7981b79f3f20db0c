"""Who runs this."""

from __future__ import annotations

import os


def actor() -> str:
    """Return `MSGOPS_ACTOR`, else the login name, else the number of a user without a name."""
    import getpass  # noqa: PLC0415  # not needed where the actor is given

    if given := os.environ.get("MSGOPS_ACTOR"):
        return given[:_LONGEST]
    try:
        return getpass.getuser()[:_LONGEST]
    except (KeyError, OSError, ImportError):
        return f"uid {os.getuid()}" if os.name == "posix" else "unknown"


_LONGEST = 200
"""What the columns hold together with a process number and a random part."""
