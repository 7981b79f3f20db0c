"""No workspace, however hostile, takes a machine's memory or time: each is refused within fixed limits.

The limits are the operating system's, for a process of its own: 1.5 GiB of address space and a minute of processor time.
What is quadratic in a text of a megabyte, or builds a bomb's values, ends with a signal or a MemoryError.
"""

from __future__ import annotations

import subprocess
import sys

import pytest

from msgops.config.yaml import Budget, read_documents

HEAD = (
    "workspace: care\naccounts: {infobip: {provider: infobip, base_url: 'https://a.api.infobip.com', "
    "api_key: '${env:KEY}'}}\n"
)
ENTITY = "kind: infobip.Entity\nname: {}\nspec: {{entity_name: {}}}\n"
LIST = "kind: infobip.ApiKey\nname: e{}\nspec:\n  permissions: [{}]\n"
MILLION = 1_000_000
CHILD = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (3 << 29, 3 << 29))
resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
from pathlib import Path
from msgops.cli.main import execute
sys.exit(execute(["validate", "-C", sys.argv[1]]))
"""


def references():
    """Each of thousands of references is misspelt, and resembles thousands of names."""
    profile = (
        "kind: infobip.NotificationProfile\nname: profile-{0:05}\n"
        "spec: {{webhook: {{notify_url: 'https://x.example'}}, security: security-{0:05}}}\n---\n"
        "kind: infobip.WebhookSecurity\nname: security-{0:05}x\nspec: {{type: HMAC, "
        "credentials: {{secret_key: '${{env:X}}', algorithm: HMAC_SHA_256}}}}\n"
    )
    return {"resources/a.yaml": "---\n".join(profile.format(n) for n in range(1000))}


def keys(count):
    return "".join(f"  k{n}: 1\n" for n in range(count))


HOGS = {
    "a bomb of aliases": (
        {
            "resources/a.yaml": "a0: &a0 [x]\n"
            + "".join(f"a{n}: &a{n} [{f'*a{n - 1},' * 9}]\n" for n in range(1, 30))
        },
        "MC012",
    ),
    "nesting": ({"resources/a.yaml": "a: " + "[" * MILLION}, "MC007"),
    "a million values": ({"resources/a.yaml": LIST.format("", "1," * MILLION)}, "MC008"),
    "a quarter of a million keys of a spec": (
        {
            "resources/a.yaml": ENTITY.replace("spec: {{entity_name: {}}}", "spec:").format("e")
            + keys(MILLION // 4)
        },
        "MC008",
    ),
    "a quarter of a million keys of the workspace": (
        {"msgops.yaml": HEAD + keys(MILLION // 4).replace("  ", "")},
        "MC008",
    ),
    "a hundred thousand wrong elements": ({"resources/a.yaml": LIST.format("", "x," * 100_000)}, "MC016"),
    "many megabytes in many files": (
        {f"resources/{n}.yaml": ENTITY.format(f"e{n}", "x") + "#" * (15 << 20) for n in range(6)},
        "MC006",
    ),
    "thousands of documents without sense": (
        {"resources/a.yaml": "---\n".join(["kind: infobip.Entty\nname: e\n"] * 20_000)},
        "MC016",
    ),
    "names that resemble one another": (references(), "MC120"),
    "a text of nothing but openings": (
        {"resources/a.yaml": ENTITY.format("e", f"'{'${' * (MILLION // 2)}'")},
        "MC104",
    ),
    "openings of another resource's value": (
        {"resources/a.yaml": ENTITY.format("e", f"'{'${infobip.ApiKey/x' * 50_000}'")},
        "MC104",
    ),
    "a long path of another resource's value": (
        {"resources/a.yaml": ENTITY.format("e", f"'${{infobip.ApiKey/{'x.y' * 300_000}'")},
        "MC104",
    ),
    "a variable that is repeated in a text": (
        {
            "msgops.yaml": f"{HEAD}variables: {{big: {'x' * MILLION}}}\n",
            "resources/a.yaml": ENTITY.format("e", f"'{'${var.big}' * 100_000}'"),
        },
        "MC108",
    ),
    "a variable that is repeated in documents": (
        {
            "msgops.yaml": f"{HEAD}variables: {{big: [{'x,' * 100_000}]}}\n",
            "resources/a.yaml": "---\n".join(LIST.format(n, "'${var.big}'") for n in range(500)),
        },
        "MC108",
    ),
    "patches of nothing": (
        {
            "msgops.yaml": HEAD,
            "environments/x.yaml": "patches:\n"
            + "".join(f"  infobip.Entity/f{n}: {{}}\n" for n in range(8_000)),
            "resources/a.yaml": "---\n".join(ENTITY.format(f"e{n}", "x") for n in range(8_000)),
        },
        "",
    ),
    "a name of a million characters": ({"resources/a.yaml": ENTITY.format("x" * MILLION, "x")}, "MC104"),
    "a chain of needs": (
        {
            "resources/a.yaml": "---\n".join(
                f"{ENTITY.format(f'e{n}', 'x')}depends_on: [infobip.Entity/e{n + 1}]\n" for n in range(10_000)
            )
        },
        "MC120",
    ),
}


@pytest.mark.parametrize("name", HOGS)
def test_a_hostile_workspace_is_refused_within_limits(tmp_path, name):
    """It ends by itself, with a finding where there is one, in bounded memory and time."""
    files, code = HOGS[name]
    for file, text in {"msgops.yaml": HEAD, "resources/.keep": "", **files}.items():
        path = tmp_path / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(tmp_path)], capture_output=True, text=True, check=False
    )

    assert done.returncode in (0, 1), f"ended with {done.returncode}: {done.stderr[-300:]}"
    assert "This is a bug" not in done.stderr
    assert code in done.stdout + done.stderr
    assert len(done.stdout) + len(done.stderr) < 1 << 20


def test_all_files_of_a_workspace_share_one_budget(tmp_path):
    """What one file takes another no longer has: bytes as well as values."""
    budget = Budget(file_bytes=60, values=12)
    path = tmp_path / "a.yaml"
    path.write_text("[1, 2, 3, 4, 5, 6, 7]\n")

    found = [[d.code for d in read_documents(path, "a.yaml", budget=budget)[1]] for _ in range(4)]

    assert [[], ["MC008"], ["MC006"], ["MC006"]] == found
    assert (16, True) == (budget.file_bytes, budget.values < 0)
