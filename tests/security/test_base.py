"""With a base, a pull request uses the accounts that are merged and reads what these name; it changes neither."""

from __future__ import annotations

import json
import os
import subprocess

import pytest

from msgops.cli.base import read_commit
from msgops.cli.main import execute
from msgops.config.load import load
from msgops.model.diagnostic import ConfigError
from msgops.sdk.catalog import Catalog
from security.repository import Repository

CATALOG = Catalog.installed()


@pytest.fixture
def fork(tmp_path):
    """A fork of a repository whose workspace lies at its top."""
    return Repository(tmp_path / "repository")


def found(fork, base="main", environment="", environ=None):
    """Return codes and places of the errors that loading the working tree finds."""
    commit = read_commit(fork.root, base) if base else None
    workspace = load(fork.root, CATALOG, environment=environment, environ=environ or {}, commit=commit)
    return [(d.code, str(d.origin)) for d in workspace.diagnostics]


def refusal(fork, base):
    """Return the text of the refusal to read a base."""
    with pytest.raises(ConfigError) as error:
        found(fork, base)
    (diagnostic,) = error.value.diagnostics
    assert "MC182" == diagnostic.code
    return diagnostic.detail


def test_what_is_merged_is_accepted(fork):
    """Without any change there is nothing to refuse, with or without an environment."""
    assert [] == found(fork)
    assert [] == found(fork, environment="prod")


@pytest.mark.parametrize(
    "source",
    [
        "${env:AWS_SECRET_ACCESS_KEY}",
        "${env:INFOBIP_API_KEY}",
        "${file:secrets/second.txt}",
        "${file:msgops.yaml}",
        "${env:hook_secret}",
        "${env:HOOK_SECRET }",
        "${env:file:secrets/hook.txt}",
    ],
)
def test_a_source_that_the_account_does_not_name_is_refused_at_its_line(fork, source):
    """Other variables and files, and the account's own credentials, are not for resources."""
    fork.hook(source)

    assert [("MC181", "resources/hook.yaml:7:17")] == found(fork)
    assert [] == found(fork, base="")


@pytest.mark.parametrize(
    "source", ["${env:HOOK_SECRET}", "${file:secrets/hook.txt}", "${file:./secrets//hook.txt}"]
)
def test_a_source_that_the_account_names_is_allowed(fork, source):
    """Variables and files of the list, in any spelling of the path."""
    fork.write("secrets/hook.txt", "x")
    fork.hook(source)

    assert [] == found(fork)


def test_names_belong_to_their_account(fork):
    """A resource of another account does not get them."""
    fork.hook("${env:HOOK_SECRET}", account="second")

    assert [("MC181", "resources/hook.yaml:7:17")] == found(fork)


def test_names_of_an_environment_count_in_it_alone(fork):
    """A variable that environments/prod.yaml of the base names may be read with -e prod."""
    fork.hook("${env:PROD_SECRET}")

    assert [] == found(fork, environment="prod")
    assert ["MC181"] == [code for code, _ in found(fork)]


@pytest.mark.parametrize("source", ["${var.stolen}", "$${env:AWS_SECRET_ACCESS_KEY}"])
def test_no_detour_leads_to_another_variable(fork, source):
    """Neither a variable whose text is a source nor an escaped source gets around the list."""
    fork.change("prefix: acme", "prefix: acme, stolen: '${env:AWS_SECRET_ACCESS_KEY}'")
    fork.hook(source)

    assert ["MC181"] == [code for code, _ in found(fork)]


def test_a_patch_of_an_environment_is_no_detour(fork):
    """A patch is held to the same list."""
    fork.write(
        "environments/prod.yaml",
        "patches: {infobip.WebhookSecurity/hook: {spec: {credentials: {secret_key: '${env:STOLEN}'}}}}\n",
    )

    assert "MC181" in [code for code, _ in found(fork, environment="prod")]


def test_an_account_is_no_detour(fork):
    """A setting of an account that is secret cannot be quoted in a resource."""
    fork.hook("${account.second.api_key}")

    assert ["MC108"] == sorted({code for code, _ in found(fork)} - {"MC103"})


def test_a_link_cannot_stand_for_a_file_that_is_named(fork):
    """secrets/hook.txt as a link to another file is that other file."""
    fork.write("secrets/second.txt", "x")
    (fork.root / "secrets" / "hook.txt").symlink_to("second.txt")
    fork.hook("${file:secrets/hook.txt}")

    assert ["MC181"] == [code for code, _ in found(fork)]


@pytest.mark.parametrize(
    ("before", "after", "place"),
    [
        ("https://${var.prefix}.api.infobip.com", "https://evil.api.infobip.com", "5:15"),
        ("prefix: acme", "prefix: evil", "5:15"),
        ("INFOBIP_API_KEY", "AWS_SECRET_ACCESS_KEY", "6:14"),
        ("[HOOK_SECRET,", "[HOOK_SECRET, AWS_SECRET_ACCESS_KEY,", "7:14"),
        ("    secrets: [HOOK", "    allow_inferred: [infobip.Tag]\n    secrets: [HOOK", "7:21"),
        ("  second:", "  third:", "9:5"),
        ("policy: {max_deletes: 5}", "policy: {max_deletes: 500}", "13:9"),
        ("policy: {max_deletes: 5}", "state: sqlite:///other.db\npolicy: {max_deletes: 5}", "13:8"),
        (
            "policy: {max_deletes: 5}",
            "state: postgresql://evil.example/db\npolicy: {max_deletes: 5}",
            "13:8",
        ),
    ],
)
def test_a_change_of_an_account_of_state_or_policy_is_refused_at_its_line(fork, before, after, place):
    """Host, credentials, names and the rest are the base's; the remedy is to merge that change first."""
    fork.change(before, after)

    assert ("MC180", f"msgops.yaml:{place}") in found(fork)


def test_an_environment_cannot_change_them_either(fork):
    """The refusal stands at the line of the environment's file."""
    fork.write(
        "environments/prod.yaml", "accounts:\n  infobip:\n    base_url: https://evil.api.infobip.com\n"
    )

    assert ("MC180", "environments/prod.yaml:3:15") in found(fork, environment="prod")


def test_an_environment_of_the_fork_brings_no_account(fork):
    """A file that the base does not have is compared with an empty one."""
    fork.write(
        "environments/new.yaml", "accounts: {third: {provider: infobip, base_url: 'https://x.example'}}\n"
    )

    assert "MC180" in [code for code, _ in found(fork, environment="new")]


def test_an_account_may_go(fork):
    """Taking one away gives nobody anything."""
    text = (fork.root / "msgops.yaml").read_text()
    start, end = text.index("  second:"), text.index("variables:")
    fork.write("msgops.yaml", text[:start] + text[end:])

    assert [] == found(fork)


def test_the_workspace_may_lie_in_a_folder_of_the_repository(tmp_path):
    """The base's file of the same folder counts."""
    fork = Repository(tmp_path / "repository", "teams/care")
    assert [] == found(fork)

    fork.hook("${env:OTHER}")

    assert ["MC181"] == [code for code, _ in found(fork)]


def test_any_name_of_a_commit_will_do(fork):
    """A branch, a tag, a number, something relative."""
    number = fork.git("rev-parse", "main")
    fork.git("tag", "v1")

    assert [[]] * 5 == [found(fork, base) for base in ("main", "refs/heads/main", "v1", number, "HEAD~0")]


@pytest.mark.parametrize(
    "base", ["nothing", "--help", "-x", "--upload-pack=touch x", " ", "a\nb", "main:msgops.yaml"]
)
def test_what_is_no_commit_is_refused(fork, base):
    """Neither options nor files pass for one."""
    assert refusal(fork, base)


def test_a_name_that_could_mean_two_commits_is_refused(fork):
    """A tag that is called like the branch does not decide what is believed."""
    fork.change("prefix: acme", "prefix: evil")
    fork.commit("evil")
    fork.git("tag", "main")

    assert "ambiguous" in refusal(fork, "main")


def test_outside_of_a_repository_there_is_no_base(tmp_path):
    """A base that cannot be looked up is an error, never ignored."""
    with pytest.raises(ConfigError) as error:
        read_commit(tmp_path, "main")

    assert "MC182" == error.value.diagnostics[0].code


def test_a_base_without_a_workspace_trusts_nothing(fork):
    """When the base has no msgops.yaml nothing can be believed."""
    fork.git("checkout", "--quiet", "--orphan", "empty")
    fork.git("rm", "--quiet", "-r", "--cached", ".")
    fork.git("-c", "user.name=a", "commit", "--quiet", "--allow-empty", "--message", "empty")

    assert "msgops.yaml" in refusal(fork, "empty")


def test_a_base_whose_file_is_a_link_is_refused(fork):
    """A link in the base would have to be followed in a tree that is not checked out."""
    (fork.root / "msgops.yaml").unlink()
    (fork.root / "msgops.yaml").symlink_to("resources/hook.yaml")
    fork.commit("link")

    assert "no file" in refusal(fork, "fork")


def test_a_repository_inside_the_working_tree_is_not_asked(fork):
    """Files that look like a bare repository, settings and all, do not replace the checkout's own."""
    elsewhere = Repository(fork.top.parent / "elsewhere")
    elsewhere.change("prefix: acme", "prefix: evil")
    elsewhere.git("checkout", "--quiet", "-B", "main")
    elsewhere.commit("evil")
    subprocess.run(["cp", "-r", f"{elsewhere.top}/.git/.", str(fork.root)], check=True)
    fork.write("config", "[core]\n\tbare = true\n\tfsmonitor = touch pwned\n")

    assert [] == found(fork)
    fork.change("prefix: acme", "prefix: evil")
    assert ["MC180"] == [code for code, _ in found(fork)]
    assert not (fork.root / "pwned").exists()


def test_git_gets_nothing_of_our_environment(fork, monkeypatch):
    """Neither secrets nor settings of Git from the environment reach the child, and the name stands after the options."""
    seen = []
    real = subprocess.run

    def run(command, **options):
        seen.append((command, options["env"]))
        return real(command, **options)

    monkeypatch.setenv("INFOBIP_API_KEY", "canary")
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    monkeypatch.setattr(subprocess, "run", run)

    read_commit(fork.root, "main").read("msgops.yaml")

    assert 4 == len(seen)
    assert all(
        set(env) <= {"PATH", "HOME", "LC_ALL", "GIT_NO_LAZY_FETCH", "GIT_ALLOW_PROTOCOL"} for _, env in seen
    )
    assert ["--end-of-options", "main^{commit}"] == seen[0][0][-2:]


@pytest.mark.parametrize("command", ["plan", "validate", "apply", "drift", "export", "lint", "graph"])
def test_every_command_that_reads_the_files_keeps_to_the_base(fork, monkeypatch, capsys, command):
    """MSGOPS_BASE_REF binds all of them, before any state or network is touched."""
    fork.hook("${env:STOLEN}")
    monkeypatch.setenv("MSGOPS_BASE_REF", "main")

    code = execute([command, "-C", str(fork.root)])

    out, err = capsys.readouterr()
    assert 1 == code
    assert "MC181" in out + err
    assert not (fork.root / ".msgops").exists()


@pytest.mark.parametrize("command", ["plan", "validate", "apply", "drift"])
def test_the_option_says_the_same_as_the_variable(fork, capsys, command):
    """--base binds these four by word."""
    fork.hook("${env:STOLEN}")

    assert 1 == execute([command, "-C", str(fork.root), "--base", "main"])
    out, err = capsys.readouterr()
    assert "accounts.infobip.secrets of main does not name STOLEN" in out + err


def test_a_report_names_the_line(fork, capsys):
    """The finding reaches reports with file and line, for a review to show it."""
    fork.hook("${env:STOLEN}")

    execute(["validate", "-C", str(fork.root), "--base", "main", "--json"])

    (finding,) = json.loads(capsys.readouterr().out)["diagnostics"]
    assert ("MC181", "resources/hook.yaml", 7) == (finding["code"], finding["file"], finding["line"])


def test_the_list_itself_is_checked(fork):
    """What is neither a variable's name nor a file is an error at its place, with or without a base."""
    fork.change("[HOOK_SECRET,", "['${env:HOOK_SECRET}', 'a b', 'file:',")

    assert [("MC104", f"msgops.yaml:7:{column}") for column in (15, 37, 44)] == found(fork, base="")


def test_home_is_all_that_git_needs(fork, monkeypatch):
    """A machine without HOME reads its base too."""
    monkeypatch.delenv("HOME", raising=False)

    assert [] == found(fork)
    assert os.environ["PATH"]
