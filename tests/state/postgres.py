"""Starts a real PostgreSQL server for the tests: in a directory of its own, reached by a socket in it."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

_OPTIONS = "-c listen_addresses='' -c fsync=off -c max_connections=60 -k {}"


def programs():
    """Return the directory of the server's programs; nothing when none is installed."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), key=lambda p: p.parts[-3])
    found = shutil.which("pg_ctl") or (installed and installed[-1])
    return Path(found).resolve().parent if found else None


@contextmanager
def server(bin_):
    """Run a server and yield its address, without a database; it refuses to run as root, so it does not."""
    directory = Path(tempfile.mkdtemp(prefix="msgops-pg-"))
    who = _unprivileged()
    if who:
        os.chown(directory, who["user"], who["group"])
    name = pwd.getpwuid(who.get("user", os.getuid())).pw_name

    def run(program, *arguments):
        command = [bin_ / program, "-D", directory / "data", *arguments]
        subprocess.run(command, check=True, cwd=directory, stdout=subprocess.DEVNULL, timeout=120, **who)

    try:
        run("initdb", "--no-sync", "--auth=trust", "--encoding=UTF8", "--no-locale", f"--username={name}")
        run("pg_ctl", "-w", "-l", directory / "log", "-o", _OPTIONS.format(directory), "start")
        try:
            yield f"postgresql://{name}@/{{}}?host={directory}"
        finally:
            run("pg_ctl", "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(directory)


def _unprivileged():
    """Return whom the server runs as, when we are root."""
    if os.getuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": found.pw_uid, "group": found.pw_gid, "extra_groups": []}
    raise LookupError("there is no unprivileged user to run PostgreSQL")
