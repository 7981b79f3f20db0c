"""What a pull request may try with paths, links and special files; nothing outside the workspace is ever read."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from harness import Bench
from msgops.cli.main import execute
from msgops.config.load import load
from msgops.config.secrets import SecretSources
from msgops.config.state_address import refusal
from msgops.model.diagnostic import ConfigError
from msgops.model.secret import Secret
from msgops.sandbox.load import build
from msgops.sdk.catalog import Catalog

CATALOG = Catalog.installed()
HEAD = (
    "workspace: care\naccounts: {infobip: {provider: infobip, base_url: 'https://a.api.infobip.com', "
    "api_key: '${env:KEY}'}}\n"
)
PRECIOUS = "precious: [unclosed\n"


@pytest.fixture
def root(tmp_path):
    """A workspace beside a file that it must not read."""
    root = tmp_path / "ws"
    (root / "resources").mkdir(parents=True)
    (root / "msgops.yaml").write_text(HEAD)
    (tmp_path / "outside.yaml").write_text(PRECIOUS)
    return root


def hook(root, source):
    (root / "resources" / "hook.yaml").write_text(
        "kind: infobip.WebhookSecurity\nname: hook\nspec:\n  type: HMAC\n  credentials:\n"
        f"    secret_key: ${{file:{source}}}\n    algorithm: HMAC_SHA_256\n"
    )


def found(root, environment="", environ=None):
    """Return the codes of all findings; none of them may quote the precious file."""
    try:
        diagnostics = load(root, CATALOG, environment=environment, environ=environ or {}).diagnostics
    except ConfigError as error:
        diagnostics = error.diagnostics
    assert "unclosed" not in repr(diagnostics)
    return [d.code for d in diagnostics]


@pytest.mark.parametrize(
    "source",
    [
        "../outside.yaml",
        "/etc/hostname",
        "/proc/self/environ",
        "/proc/self/cwd/../outside.yaml",
        "resources/../../outside.yaml",
        "link",
        "folder/outside.yaml",
        "loop",
        ".git/config",
        "sub/.GIT/config",
        "git-link/config",
        "..",
        "/dev/zero",
        "/dev/stdin",
        "~/.ssh/id_rsa/../../../../../../etc/hostname",
    ],
)
def test_a_secret_file_outside_is_refused_when_the_files_are_read(root, source):
    """Absolute, with dots, through links, in /proc or /dev, in Git's own files: an error at the line, and no value."""
    (root / "link").symlink_to(root.parent / "outside.yaml")
    (root / "folder").symlink_to(root.parent)
    (root / "git-link").symlink_to(".git")
    (root / ".git").mkdir()
    (root / ".git" / "config").write_text("[http]\n\textraheader = secret\n")
    shutil.copytree(root / ".git", root / "sub" / ".GIT")
    (root / "loop").symlink_to("loop")
    hook(root, source)

    if source != "loop":
        assert ["MC015"] == found(root)
    assert SecretSources(root, {})(Secret(f"file:{source}")) is None


def test_a_secret_file_must_be_a_file_of_bounded_size(root):
    """A pipe is not waited for, a device, a socket's place, a directory and a huge or binary file give no value."""
    os.mkfifo(root / "pipe")
    (root / "binary").write_bytes(b"\xff\xfe")
    (root / "empty").write_text("\n")
    with (root / "huge").open("wb") as file:
        file.truncate(1 << 40)
    sources = SecretSources(root, {})

    names = ("pipe", "binary", "empty", "huge", "resources", "absent", "nul\0")
    assert [None] * 7 == [sources(Secret(f"file:{name}")) for name in names]


def test_a_link_inside_the_workspace_may_be_followed(root):
    """As volumes with secrets are laid out."""
    (root / "..data").mkdir()
    (root / "..data" / "key").write_text("value\n")
    (root / "key").symlink_to("..data/key")
    hook(root, "key")

    assert [] == found(root)
    assert "value" == SecretSources(root, {})(Secret("file:key"))


@pytest.mark.parametrize("name", ["msgops.yaml", "environments/prod.yaml", "environments"])
def test_the_workspace_file_and_environments_are_no_way_out(root, name):
    """As links to elsewhere they are refused, and not a line of the target is shown."""
    (root / "environments").mkdir()
    target = root / name
    if target.is_dir():
        target.rmdir()
        (root.parent / "prod.yaml").write_text(PRECIOUS)
        target.symlink_to(root.parent)
    else:
        target.unlink(missing_ok=True)
        target.symlink_to(root.parent / "outside.yaml")

    assert ["MC015"] == found(root, environment="prod")


@pytest.mark.parametrize(
    "name",
    [
        "../outside",
        "/etc/hostname",
        "..",
        ".",
        "a/b",
        "a\\b",
        "-x",
        "a\nb",
        "a\0b",
        "a b",
        "prod/../../outside",
        "${env:X}",
        "a" * 5000 + "/",
    ],
)
def test_the_name_of_an_environment_is_a_name(root, name):
    """A pipeline may make it of a branch's name, so it is checked like anything foreign."""
    assert ["MC111"] == found(root, environment=name)


@pytest.mark.parametrize(
    "entry",
    [
        "../outside.yaml",
        "/etc",
        "..",
        "resources/../..",
        "link.yaml",
        "folder",
        "folder/outside.yaml",
        "/dev/stdin",
        "/proc/self/environ",
        "nul\\0",
    ],
)
def test_resources_cannot_name_what_lies_outside(root, entry):
    """Entries of `resources:` lead out in no spelling."""
    (root / "link.yaml").symlink_to(root.parent / "outside.yaml")
    (root / "folder").symlink_to(root.parent)
    (root / "msgops.yaml").write_text(f'{HEAD}resources: ["{entry}"]\n')

    assert ["MC015"] == found(root)


def test_linked_resource_files_and_directories_are_refused(root):
    """Inside of resources/ too; one finding each, and no line of their content."""
    (root / "resources" / "a.yaml").symlink_to(root.parent / "outside.yaml")
    (root / "resources" / "b").symlink_to(root.parent)
    (root / "resources" / "c.yaml").symlink_to("/proc/self/environ")
    (root / "resources" / "d.yaml").symlink_to("/dev/zero")
    os.mkfifo(root / "resources" / "e.yaml")

    assert sorted([*["MC015"] * 4, "MC001"]) == sorted(found(root))


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:////etc/passwd",
        "sqlite:///../other/.msgops/state.db",
        "sqlite:///link/state.db",
        "sqlite:///.git/state.db",
        "sqlite:///",
        "sqlite:///.",
        "postgresql://evil.example/db",
        "postgresql://user:password@evil.example:5432/db",
        "postgresql+psycopg://evil.example/db",
        "postgresql://localhost,evil.example/db",
        "postgresql://localhost/db?host=evil.example",
        "postgresql:///db?host=localhost&host=evil.example",
        "postgresql://localhost:5432/x@evil.example/db",
        "postgresql://localhost@evil.example/db",
        "postgresql://localhost\\@evil.example/db",
        "postgresql://localhost/db?hostaddr=203.0.113.7",
        "postgresql://localhost/db?service=evil",
        "postgresql://localhost/db?passfile=/etc/passwd",
        "postgresql://localhost/db?sslkey=/home/ci/key",
        "postgresql://localhost/db?options=-c%20x",
        "postgresql://local%68ost/db",
        "postgresql://localhost/host%3Devil.example",
        "postgresql://localhost/host=evil.example",
        "postgresql://[::1]evil.example/db",
        "postgresql://localhost#@evil.example/db",
        "postgresql+psycopg",
    ],
)
def test_the_files_cannot_put_the_state_elsewhere(root, url):
    """Neither a file outside nor a database that would be told this machine's password; every disguise is refused."""
    (root / "link").symlink_to(root.parent)
    (root / "msgops.yaml").write_text(f"{HEAD}state: '{url}'\n")

    assert ["MC183"] == found(root)


@pytest.mark.parametrize(
    ("url", "trusted"),
    [
        ("sqlite:///.msgops/state.db", []),
        ("sqlite:///deep/er/state.db", []),
        ("postgresql://user@localhost:5432/db", []),
        ("postgresql:///db?host=/var/run/postgresql", []),
        ("postgresql://[::1]:5432/db", []),
        ("postgresql+psycopg://user:p%40ss@db.internal/msgops?sslmode=verify-full", ["db.internal"]),
        ("postgresql://one.internal:5432,two.internal/db", ["one.internal", "two.internal"]),
    ],
)
def test_honest_places_for_the_state_are_accepted(root, url, trusted):
    """Files inside, this machine, and hosts that the environment names."""
    assert refusal(url, root, trusted) is None


def test_the_environment_says_where_the_state_is(root):
    """MSGOPS_STATE goes first, may name any place, and keeps a password out of the files."""
    (root / "msgops.yaml").write_text(f"{HEAD}state: postgresql://evil.example/db\n")
    environ = {"MSGOPS_STATE": "postgresql://u:p@db.internal/msgops"}

    workspace = load(root, CATALOG, environ=environ)

    assert ("postgresql://u:p@db.internal/msgops", ()) == (workspace.state, workspace.diagnostics)


def test_code_in_the_working_directory_is_not_run(root, monkeypatch):
    """Modules and plugins that a pull request lays into the working directory are not imported by the command."""
    mark = root / "ran"
    evil = f"open({str(mark)!r}, 'w').close()\n"
    for name in ("yaml.py", "click.py", "sitecustomize.py", "conftest.py", "msgops.py", "orjson.py"):
        (root / name).write_text(evil)
    (root / "msgops_evil.py").write_text(evil)
    info = root / "evil-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: evil\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[msgops.providers]\nevil = msgops_evil:provider\n")
    command = Path(sys.executable).with_name("msgops")

    done = subprocess.run(
        [command, "validate"], cwd=root, capture_output=True, text=True, timeout=60, check=False
    )

    assert 0 == done.returncode, done.stderr
    assert not mark.exists()


@pytest.mark.parametrize(
    "text",
    [
        "{{ cycler.__init__.__globals__.os.popen('touch ran').read() }}",
        "${__import__('os').system('touch ran')}",
        "$(touch ran)",
        "`touch ran`",
        "%(x)s {0.__class__}",
        "{% include '/etc/hostname' %}",
    ],
)
def test_a_template_in_a_value_is_text(tmp_path, monkeypatch, text):
    """No value is ever evaluated: it reaches plan and reports as it is written, or is refused."""
    monkeypatch.chdir(tmp_path)
    (simulator,) = build(CATALOG.providers, ["infobip"])
    bench = Bench(tmp_path / "ws", simulator)
    bench.write([{"kind": "infobip.Entity", "name": "e", "spec": {"entity_name": text}}])

    code = bench.run("plan", "--format", f"html:{tmp_path / 'report.html'}", "--json")

    assert code == (1 if text.startswith("${") else 0)
    assert not list(tmp_path.rglob("ran"))
    assert code or text in bench.last_output.encode().decode("unicode_escape").replace("\\/", "/")


def test_tags_make_nothing(root, capsys):
    """No tag of any YAML library makes an object or reads a file."""
    for number, tag in enumerate(
        (
            "!!python/object/apply:os.system ['touch ran']",
            "!!python/name:os.system",
            "!include /etc/hostname",
            "!ENV ${HOME}",
            "!!binary cmFu",
        )
    ):
        (root / "resources" / f"{number}.yaml").write_text(
            f"kind: infobip.Entity\nname: e{number}\nspec: {tag}\n"
        )

    assert 1 == execute(["validate", "-C", str(root)])

    printed = capsys.readouterr()
    assert 5 == (printed.out + printed.err).count("[MC010]")
    assert not (root / "ran").exists()


def test_a_variable_of_the_environment_is_not_shown(root):
    """An address of an account that is filled from the environment is quoted only when it is an address."""
    (root / "msgops.yaml").write_text(HEAD.replace("'https://a.api.infobip.com'", "'${env:STOLEN}'"))
    (root / "resources" / "e.yaml").write_text(
        "kind: infobip.Entity\nname: e\nspec: {entity_name: '${account.infobip.base_url}'}\n"
    )

    workspace = load(root, CATALOG, environ={"STOLEN": "canary-value", "KEY": "canary-key"})

    assert ["MC108"] == [d.code for d in workspace.diagnostics]
    assert "canary" not in repr(workspace)
