import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from eval.__main__ import main
from tests.command import call
from tests.conftest import ROOT
from tests.eval.test_endpoint import host  # noqa: F401


def run_eval(*arguments: object) -> subprocess.CompletedProcess[str]:
    return call(main, arguments, ROOT, {})


@pytest.fixture(scope="module")
def finished(small_index, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("results") / "run"
    arguments = ("--corpus", small_index.corpus, "--index", small_index.index, "--limit", "2")
    # As a user runs it, in a process of its own; whatever else is asked here is called.
    command = [sys.executable, "-m", "eval", "run", *arguments, "--out", folder]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr
    return folder


def test_a_run_leaves_everything_to_read(finished):
    names = {path.name for path in finished.iterdir()}
    assert names == {
        "manifest.json",
        "records.jsonl",
        "timings.jsonl",
        "summary.json",
        "report.html",
        "report.md",
        "junit.xml",
    }
    summary = json.loads((finished / "summary.json").read_text())
    assert summary["cases"] == len((finished / "records.jsonl").read_text().splitlines()) > 10
    assert "multilingual-e5-small" in summary["inputs"]["model"]


def test_a_finished_run_can_be_given_again_and_its_reports_made_again(finished, small_index):
    records = (finished / "records.jsonl").read_bytes()
    (finished / "report.html").unlink()
    arguments = ("--corpus", small_index.corpus, "--index", small_index.index, "--limit", 2)
    again = run_eval("run", *arguments, "--out", finished)
    assert again.returncode == 0, again.stderr
    assert (finished / "report.html").exists() and (finished / "records.jsonl").read_bytes() == records
    other = run_eval("run", *arguments, "--track", "verbatim", "--out", finished)
    assert other.returncode == 2 and "holds a run with other questions; name a new" in other.stderr
    assert (finished / "records.jsonl").read_bytes() == records
    assert run_eval("report", finished).returncode == 0


def test_thresholds_fail_the_command(finished, tmp_path):
    least = tmp_path / "t.toml"
    least.write_text("[verbatim.en]\ncorrect = 0.5\n")
    assert run_eval("report", finished, "--thresholds", least).returncode == 0
    least.write_text("[held_out.en]\nchrf = 0.99\n")
    failed = run_eval("report", finished, "--thresholds", least)
    assert failed.returncode == 1 and "missed: held_out en chrf" in failed.stderr


def test_comparison_ends_with_one_on_a_regression(finished, tmp_path):
    worse = tmp_path / "worse"
    worse.mkdir()
    for name in ("manifest.json", "timings.jsonl"):
        (worse / name).write_bytes((finished / name).read_bytes())
    records = [json.loads(line) for line in (finished / "records.jsonl").read_text().splitlines()]
    for record in records:
        if "faithfulness" in record["scores"]:
            record["scores"]["faithfulness"] = 0.0
    (worse / "records.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records))
    same = run_eval("compare", finished, finished, "--fail-on-regression")
    assert same.returncode == 0, same.stderr
    assert run_eval("compare", finished, worse).returncode == 0
    found = run_eval("compare", finished, worse, "--fail-on-regression", "--json")
    assert found.returncode == 1
    assert json.loads(found.stdout)["regressed"] is True
    assert run_eval("compare", worse, finished, "--fail-on-regression").returncode == 0


def test_a_comparison_says_what_else_differs(finished, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    for path in finished.iterdir():
        (other / path.name).write_bytes(path.read_bytes())
    manifest = json.loads((other / "manifest.json").read_text())
    manifest["inputs"] |= {"corpus": "another", "commit": None}
    (other / "manifest.json").write_text(json.dumps(manifest))
    assert "the runs differ in: commit, corpus" in run_eval("compare", finished, other).stderr
    assert "differ" not in run_eval("compare", finished, finished).stderr


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (("run", "--track", "sideways"), "there is no track 'sideways'"),
        (("run", "--split", "half"), "there is no split 'half'"),
        (("run", "--corpus", "nowhere"), "the corpus nowhere is not a folder"),
        (("run", "--questions", "a.csv", "--set", "jsquad"), "--questions or --set, not both"),
        (("run", "--questions", "nowhere.csv"), "there is no file nowhere.csv"),
        (("run", "--limit", "0"), "--limit 0 leaves nothing to ask"),
        (("run", "--timeout", "0"), "--timeout 0 is no time to wait"),
        (("run", "--refusal", "x"), "--refusal is for a bot behind --target"),
        (("run", "--target", "localhost:9"), "'localhost:9' is no address of an endpoint"),
        (("run", "--thresholds", "nowhere.toml"), "nowhere.toml cannot be read"),
        (("run", "--judge", "nobody:x"), "the judge 'nobody:x' cannot be used"),
        (("report", "nowhere"), "nowhere holds no run"),
        (("compare", "nowhere", "nowhere"), "nowhere holds no run"),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_status_two(arguments, problem):
    done = run_eval(*arguments)
    assert done.returncode == 2 and done.stdout == ""
    assert problem in done.stderr.replace("\n", " ") and len(done.stderr.splitlines()) <= 3


def test_a_language_there_is_no_question_in_is_said_with_those_there_are(small_index):
    arguments = ("run", "--corpus", small_index.corpus, "--index", small_index.index)
    done = run_eval(*arguments, "--language", "norwegian")
    assert done.returncode == 2
    assert "no question is in 'norwegian'; there are questions in en, ja, nb" in done.stderr


def test_a_run_of_errors_alone_fails_and_is_asked_again(small_index, tmp_path, host):  # noqa: F811
    address = f"http://127.0.0.1:{host.server_port}/v1"
    arguments = ("run", "--corpus", small_index.corpus, "--index", small_index.index, "--limit", 1)
    arguments += ("--target", address, "--out", tmp_path / "run")
    host.statuses = [500]
    failed = run_eval(*arguments)
    assert failed.returncode == 1
    assert re.search(r"every case failed, \d+ of them with: HTTP 500 Internal Server Error", failed.stderr)
    host.statuses = [200]
    again = run_eval(*arguments)
    assert again.returncode == 0 and "failed" not in again.stderr
    summary = json.loads((tmp_path / "run" / "summary.json").read_text())
    assert summary["errors"] == 0
    told = {name: summary["inputs"].get(name) for name in ("target", "model", "refusal", "calibration")}
    assert told == {"target": address, "model": "first-model", "refusal": [], "calibration": None}
    other = run_eval(*arguments, "--model", "second-model")
    assert other.returncode == 2 and "holds a run with another model; name a new" in other.stderr


def test_too_few_cases_to_tell_fail_a_comparison_that_drops(finished, tmp_path):
    worse = tmp_path / "worse"
    worse.mkdir()
    (worse / "manifest.json").write_bytes((finished / "manifest.json").read_bytes())
    records = [json.loads(line) for line in (finished / "records.jsonl").read_text().splitlines()]
    for record in records:
        if "chrf" in record["scores"]:
            record["scores"]["chrf"] /= 2
    (worse / "records.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records))
    found = run_eval("compare", finished, worse, "--fail-on-regression")
    assert found.returncode == 1
    assert "B is lower than A where there are too few cases to tell." in found.stdout
    assert f"worse: the times of {len(records)} cases are missing or damaged" in found.stderr
    assert run_eval("compare", finished, worse).returncode == 0
    assert run_eval("compare", worse, finished, "--fail-on-regression").returncode == 0


def test_an_empty_corpus_has_nothing_to_ask(tmp_path):
    (tmp_path / "corpus").mkdir()
    done = run_eval("run", "--corpus", tmp_path / "corpus", "--index", tmp_path / "index")
    assert done.returncode == 2 and "holds no articles" in done.stderr
