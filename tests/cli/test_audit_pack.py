"""`msgops audit pack`: an auditor's archive that proves itself."""

from __future__ import annotations

import json
import shutil
import subprocess
import zipfile

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519

import paper_vendor
from harness import Bench


@pytest.fixture
def bench(tmp_path):
    made = Bench(
        tmp_path / "ws",
        paper_vendor.simulator(),
        provider="paper",
        catalog=paper_vendor.catalog(),
        account=paper_vendor.ACCOUNT,
    )
    for text in ("one", "two"):
        made.write([{"kind": "paper.Flow", "name": "ask", "spec": {"text": text}}])
        assert 0 == made.apply()
    return made


def keys(folder, key=None):
    """Write a pair of keys and return their files."""
    key = key or ed25519.Ed25519PrivateKey.generate()
    private, public = folder / "key.pem", folder / "public.pem"
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    public.write_bytes(
        key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
    )
    return private, public


def pack(bench, *words, days=("2000-01-01", "2999-12-31")):
    out = bench.root / "pack.zip"
    since, until = days
    code = bench.run("audit", "pack", "--from", since, "--to", until, "--out", str(out), *words)
    return code, out


def contents(path):
    with zipfile.ZipFile(path) as archive:
        return {i.filename: archive.read(i) for i in archive.infolist()}


def changed(path, name, content):
    """Replace a file of the archive; nothing removes it."""
    files = {**contents(path), name: content}
    with zipfile.ZipFile(path, "w") as archive:
        for one, text in files.items():
            if text is not None:
                archive.writestr(one, text)


def test_a_pack_holds_runs_calls_approvals_reports_and_the_whole_log(bench, tmp_path):
    """Everything by name; the page needs no network."""
    (tmp_path / "drift.json").write_text("{}")
    code, out = pack(bench, "--with", str(tmp_path / "drift.json"))
    files = contents(out)
    runs = json.loads(files["runs.json"])

    assert 0 == code
    assert {
        "manifest.json",
        "index.html",
        "runs.json",
        "approvals.json",
        "audit.jsonl",
        "reports/drift.json",
    } == set(files)
    assert [("create", "done"), ("update", "done")] == [
        (c["action"], c["state"]) for r in runs for c in r["calls"]
    ]
    assert {"gates": [], "consents": []} == json.loads(files["approvals.json"])
    assert b"paper.Flow/ask" in files["index.html"]
    assert 0 == bench.run("audit", "verify", "--pack", str(out))


def test_only_the_runs_of_the_time_are_in_it_but_the_whole_log(bench):
    """The chain proves itself from its first record on."""
    _, out = pack(bench, days=("2000-01-01", "2000-12-31"))
    files = contents(out)

    assert [] == json.loads(files["runs.json"])
    assert (
        json.loads(files["manifest.json"])["log"]["records"] == len(files["audit.jsonl"].splitlines()) - 1 > 0
    )


def test_the_same_evidence_gives_the_same_archive(bench):
    """Nothing in it depends on when it is read again, but the moment it says that it was made."""
    _, out = pack(bench)
    first = contents(out)
    pack(bench)
    second = contents(out)

    assert {n: c for n, c in first.items() if n != "manifest.json"} == {
        n: c for n, c in second.items() if n != "manifest.json"
    }


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("runs.json", b"[]", "runs.json was changed"),
        ("runs.json", None, "runs.json is missing"),
        ("more.txt", b"x", "more.txt is not in the manifest"),
        ("index.html", b"", "index.html was changed"),
    ],
)
def test_what_was_done_to_a_pack_is_named(bench, name, content, fault):
    """Exit 1, with the file."""
    _, out = pack(bench)
    changed(out, name, content)

    assert 1 == bench.run("audit", "verify", "--pack", str(out), "--json")
    assert [fault] == json.loads(bench.last_output)["faults"]


def test_a_log_that_was_shortened_breaks_the_pack(bench):
    """Even where the manifest was made to fit."""
    _, out = pack(bench)
    lines = contents(out)["audit.jsonl"].splitlines(keepends=True)
    changed(out, "audit.jsonl", b"".join([*lines[:2], *lines[3:]]))

    assert 1 == bench.run("audit", "verify", "--pack", str(out), "--json")
    assert ["audit.jsonl was changed", "the log is broken at record 3"] == json.loads(bench.last_output)[
        "faults"
    ]


def test_a_signature_is_proven_with_the_public_key(bench, tmp_path):
    """The right key, another key, no signature, and a manifest that was changed after it was signed."""
    private, public = keys(tmp_path)
    other = tmp_path / "other"
    other.mkdir()
    _, stranger = keys(other)
    _, out = pack(bench, "--key", str(private))
    assert 0 == bench.run("audit", "verify", "--pack", str(out), "--public-key", str(public))
    assert 1 == bench.run("audit", "verify", "--pack", str(out), "--public-key", str(stranger))

    changed(out, "manifest.json", contents(out)["manifest.json"].replace(b'"test"', b'"prod"'))
    assert 1 == bench.run("audit", "verify", "--pack", str(out), "--public-key", str(public))
    assert "not signed with this key" in bench.last_errors

    _, out = pack(bench)
    assert 1 == bench.run("audit", "verify", "--pack", str(out), "--public-key", str(public))
    assert "it is not signed" in bench.last_errors


@pytest.mark.skipif(shutil.which("openssl") is None, reason="this machine has no openssl")
def test_openssl_proves_the_signature(bench, tmp_path):
    """Nobody needs msgops to trust a pack."""
    private, public = keys(tmp_path)
    _, out = pack(bench, "--key", str(private))
    for name in ("manifest.json", "manifest.sig"):
        (tmp_path / name).write_bytes(contents(out)[name])

    words = ["openssl", "pkeyutl", "-verify", "-rawin", "-pubin", "-inkey", str(public)]
    words += ["-in", str(tmp_path / "manifest.json"), "-sigfile", str(tmp_path / "manifest.sig")]
    done = subprocess.run(words, capture_output=True, text=True, check=False)

    assert (0, "Signature Verified Successfully") == (done.returncode, done.stdout.strip())


def test_bad_keys_and_files_are_named(bench, tmp_path):
    """A key of another sort, no key at all, an archive that is none."""
    private, _ = keys(tmp_path, ec.generate_private_key(ec.SECP256R1()))
    assert 1 == pack(bench, "--key", str(private))[0]
    assert "MC172" in bench.last_errors
    assert 1 == pack(bench, "--key", str(tmp_path / "none.pem"))[0]
    assert "MC172" in bench.last_errors
    (tmp_path / "no.zip").write_bytes(b"no")
    assert 1 == bench.run("audit", "verify", "--pack", str(tmp_path / "no.zip"))
    assert "MC173" in bench.last_errors
    assert 64 == pack(bench, days=("2027-02-01", "2027-01-01"))[0]
    assert 64 == pack(bench, days=("today", "2027-01-01"))[0]
