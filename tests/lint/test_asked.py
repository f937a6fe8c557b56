import json

import pytest

PAIR = {"source": "en/copay.md", "question": "Which visits are free?"}
WORDS = {"source": "en/copay.md", "words": "A copay is a fixed price for a visit, often $35 for a doctor."}
UNKNOWN = {"source": "en/copay.md"}


def ask(corpus, *lines: dict, name: str = "en") -> None:
    corpus.write(
        f".asked/{name}.jsonl", "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines)
    )


def asked(where: dict, *questions: str) -> dict:
    return {**where, "asked": list(questions)}


def test_what_is_right_gives_no_finding(corpus):
    ask(
        corpus,
        asked(PAIR, "free visits?", "visits that cost nothing"),
        asked(WORDS, "copay doctor 35"),
        asked(UNKNOWN, "copay in Ohio?"),
    )
    ask(corpus, asked({"source": "nb/copay.md"}, "copay in Ohio?"), name="nb")  # each language by itself
    assert corpus.lint() == []


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ({"source": "en/nowhere.md"}, "the corpus holds no en/nowhere.md"),
        ({"source": "en/copay.md", "question": "Which visits are dear?"}, "asks no"),
        ({"source": "nb/copay.md", "question": "Which visits are free?"}, "asks no"),
        ({"source": "en/copay.md", "words": "A copay is free."}, "does not say"),
        ({"source": "en/copay.md", "words": "Preventive visits are free in the network."}, "does not say"),
        ({**PAIR, "words": WORDS["words"]}, "names both"),
    ],
)
def test_a_line_that_leads_nowhere_is_an_error(corpus, line, said):
    ask(corpus, asked(PAIR, "free visits?"), asked(line, "what is it?"))
    finding = corpus.only()
    assert (finding.check, finding.source, finding.line, finding.severity) == (
        "asked",
        ".asked/en.jsonl",
        2,
        "error",
    )
    assert said in finding.message


@pytest.mark.parametrize("line", ["{", '{"source": "en/copay.md"}', '{"asked": ["x"]}', '["x"]'])
def test_a_line_that_cannot_be_read(corpus, line):
    corpus.write(".asked/en.jsonl", f"\n{line}\n")
    assert corpus.places() == [("asked", ".asked/en.jsonl", 2, "error")]


def test_a_file_that_cannot_be_read(corpus):
    corpus.write(".asked/en.jsonl", "")
    corpus.path(".asked/en.jsonl").write_bytes(b"\xff\xfe\x00\xd8")
    assert corpus.places() == [("asked", ".asked/en.jsonl", None, "error")]


def test_a_line_that_asks_nothing(corpus):
    ask(corpus, asked(PAIR))
    assert corpus.places() == [("asked", ".asked/en.jsonl", 1, "error")]


@pytest.mark.parametrize("again", ["free visits?", "Free visits", "free  visits ?"])
@pytest.mark.parametrize(
    "other", [PAIR, WORDS, {"source": "en/deductible.md", "question": "Who counts the bills?"}]
)
def test_a_question_that_is_asked_twice_is_an_error_on_the_second(corpus, again, other):
    ask(corpus, asked(PAIR, "free visits?"))
    ask(corpus, asked(WORDS, "copay doctor"), asked(other, "something else", again), name="more")
    finding = corpus.only()
    assert (finding.source, finding.line) == (".asked/more.jsonl", 2)
    assert f'asks "{" ".join(again.split())}", as .asked/en.jsonl line 1 does already' in finding.message


def test_a_line_that_asks_the_same_twice(corpus):
    ask(corpus, asked(PAIR, "free visits?", "free visits", "Free visits!"))
    assert '"free visits", "Free visits!"' in corpus.only().message


@pytest.mark.parametrize(("first", "second"), [(PAIR, UNKNOWN), (UNKNOWN, WORDS)])
def test_a_question_that_is_answered_and_not_answered(corpus, first, second):
    ask(corpus, asked(first, "free visits?"), asked(second, "free visits?"))
    finding = corpus.only()
    answered = "not answered" if first is UNKNOWN else "answered"
    assert (finding.line, finding.severity) == (2, "error")
    assert f"which .asked/en.jsonl line 1 says is {answered};" in finding.message


@pytest.mark.parametrize(
    ("line", "question", "said"),
    [
        (PAIR, "Who counts the bills?", "which is a FAQ question in en/deductible.md line"),
        (WORDS, "Where do I find mine", "which is a FAQ question in en/copay.md line"),
        (PAIR, "which visits are free", "which is the FAQ question itself"),
        (UNKNOWN, "Who counts the bills?", "which the FAQ in en/deductible.md line"),
    ],
)
def test_a_question_of_a_faq(corpus, line, question, said):
    ask(corpus, asked(line, "something else", question))
    assert said in corpus.only().message


def test_questions_with_the_same_fault_are_one_finding_a_line(corpus):
    copied = [asked(PAIR, *(f"question {number}" for number in range(9))), asked(WORDS, "another")]
    ask(corpus, *copied)
    ask(corpus, *copied, name="more")
    found = corpus.lint()
    assert [(finding.source, finding.line) for finding in found] == [
        (".asked/more.jsonl", 1),
        (".asked/more.jsonl", 2),
    ]
    assert "and 4 more, as .asked/en.jsonl line 1" in found[0].message


def test_wordings_of_an_article_that_cannot_be_read_are_no_fault(corpus):
    ask(corpus, asked(PAIR, "free visits?"))
    corpus.write("en/copay.md", "")
    assert [finding for finding in corpus.lint() if finding.check == "asked"] == []


def test_a_corpus_without_rules_has_its_wordings_checked_too(open_corpus):
    open_corpus.write("faq.csv", "question,answer\nIs a bicycle covered?,A bicycle is covered.\n")
    ask(open_corpus, asked({"source": "faq.csv", "question": "Is a bicycle covered?"}, "bike"))
    assert open_corpus.lint() == []
    ask(open_corpus, asked({"source": "faq.csv", "question": "Is a car covered?"}, "car"))
    assert open_corpus.places() == [("asked", ".asked/en.jsonl", 1, "error")]
