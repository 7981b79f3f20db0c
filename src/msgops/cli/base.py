"""Reads files of the base branch from Git, without a checkout and without running anything of the working tree."""

from __future__ import annotations

import os
import subprocess
from functools import partial
from pathlib import Path

from msgops.config.trust import Commit
from msgops.model.diagnostic import ConfigError, Diagnostic

_MOST = 1 << 20
_SECONDS = 30
_FILE = "100644"
_EXECUTABLE = "100755"


def read_commit(workspace: Path, ref: str) -> Commit:
    """Return the commit that a name stands for; `ConfigError` when there is no such commit."""
    root = workspace.resolve()
    # Git itself refuses to track anything called .git, so the nearest one is the checkout's; a directory that merely
    # looks like a repository could be part of the pull request.
    top = next((d for d in (root, *root.parents) if (d / ".git").exists()), None)
    if top is None:
        raise _unreadable(f"{root} is not part of a Git repository")
    if not ref.strip() or ref.startswith("-") or not ref.isprintable():
        raise _unreadable(f"{ref!r} is no name of a commit")
    git = partial(_git, top / ".git")
    number = git("rev-parse", "--verify", "--end-of-options", f"{ref}^{{commit}}", quiet=True).strip()
    inside = root.relative_to(top).as_posix()
    folder = "" if inside == "." else f"{inside}/"

    def read(name: str) -> str | None:
        listed = git("ls-tree", "-z", "--full-tree", number, "--", f"{folder}{name}")
        if not listed:
            return None
        mode, kind, blob = listed.partition("\t")[0].split(" ")
        if kind != "blob" or mode not in (_FILE, _EXECUTABLE):
            raise _unreadable(f"{name} of {ref} is no file")
        if int(git("cat-file", "-s", blob)) > _MOST:
            raise _unreadable(f"{name} of {ref} is larger than {_MOST} bytes")
        return git("cat-file", "blob", blob)

    return Commit(ref, read)


def _git(directory: Path, *words: str, quiet: bool = False) -> str:
    """Run a command that only reads; with `quiet`, a warning is an error too: a name could mean two commits."""
    # No program that the repository's settings name is needed for these commands, and nothing is fetched.
    command = ["git", f"--git-dir={directory}", "--literal-pathspecs", "--no-replace-objects", *words]
    # Nothing of our own environment goes along: it holds the secrets of this run.
    kept = {k: os.environ[k] for k in ("PATH", "HOME", "SYSTEMROOT") if k in os.environ}
    environment = {**kept, "LC_ALL": "C", "GIT_NO_LAZY_FETCH": "1", "GIT_ALLOW_PROTOCOL": "none"}
    try:
        done = subprocess.run(  # noqa: S603  # fixed words; the one that is given follows --end-of-options
            command, capture_output=True, env=environment, timeout=_SECONDS, check=False, cwd=directory.parent
        )
        said, answer = done.stderr.decode("utf-8", "replace").strip(), done.stdout.decode()
    except (OSError, subprocess.TimeoutExpired) as error:
        raise _unreadable(f"git: {type(error).__name__}") from None
    except UnicodeDecodeError:
        raise _unreadable("the file is not UTF-8") from None
    if done.returncode or (quiet and said):
        raise _unreadable(f"git {words[0]}: {said or done.returncode}")
    return answer


def _unreadable(detail: str) -> ConfigError:
    remedy = "Fetch the base branch and name it with --base, for example --base origin/main."
    return ConfigError([Diagnostic("MC182", "The base cannot be read", detail, remedy)])
