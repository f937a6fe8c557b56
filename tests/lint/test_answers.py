import pytest


@pytest.mark.parametrize(
    ("source", "answer"),
    [
        ("en/copay.md", "The price is fixed so that you know it in advance.\n"),
        ("nb/copay.md", "Forebyggende besøk er gratis i nettverket.\n"),
        ("ja/copay.md", "プランのカードに書いてあります。\n"),
    ],
)
def test_a_question_without_its_answer_is_an_error(corpus, source, answer):
    above = corpus.line(source, answer) - 2
    corpus.change(source, answer, "\n" if answer in corpus.text(source) else answer)
    assert corpus.places() == [("answers", source, above, "error")]


def test_questions_without_answers_are_one_finding(corpus):
    for answer in (
        "Children share the one of their parents.",
        "It starts on 1 January 2026 for nearly all members.",
    ):
        corpus.change("en/deductible.md", answer, "")
    (finding,) = [finding for finding in corpus.lint() if finding.check == "answers"]
    assert finding.line == corpus.line("en/deductible.md", "### When does")
    assert "(and 1 more)" in finding.message


def test_a_question_without_answer_in_running_text(open_corpus):
    open_corpus.write(
        "faq.md", "# FAQ\n\n**Is a bicycle covered?**\n\nA bicycle is covered.\n\n**Is a car covered?**\n"
    )
    assert open_corpus.places() == [("answers", "faq.md", 7, "error")]


def test_a_row_without_answer(open_corpus):
    open_corpus.write("faq.csv", "question,answer\nIs a bicycle covered?,It is.\nIs a car covered?,\n")
    (finding,) = open_corpus.lint()
    assert (finding.check, finding.source, finding.severity) == ("files", "faq.csv", "error")
    assert "row 3 has no answer" in finding.message


def test_a_question_that_groups_others_or_ends_a_section_with_text_is_answered(open_corpus):
    open_corpus.write(
        "a.md", "# What is a plan?\n\n## Who has one?\n\nMembers have one.\n\n## Why?\n\n- It pays.\n"
    )
    assert open_corpus.lint() == []


@pytest.mark.parametrize(
    ("source", "old", "new", "line"),
    [
        ("nb/copay.md", "Ja, det betales", "Nei, det betales ikke", "### Skal beløpet"),
        ("ja/copay.md", "はい、受診", "いいえ。受診", "### すぐに"),
        ("en/copay.md", "Yes, it is due", "No. It is not due", "### Is the copay"),
    ],
)
def test_yes_in_one_language_and_no_in_another_is_an_error_where_it_differs(corpus, source, old, new, line):
    corpus.change(source, old, new)
    (finding,) = [finding for finding in corpus.lint() if finding.check == "answers"]
    assert (finding.source, finding.line, finding.severity) == (source, corpus.line(source, line), "error")


@pytest.mark.parametrize(
    ("source", "old", "new"),
    [
        ("en/copay.md", "Yes, it is due", "No copay is due later, for it is due"),
        ("nb/copay.md", "Ja, det betales", "Det betales"),
        ("nb/copay.md", "Ja, det betales", "Jan betaler det"),
        ("ja/copay.md", "はい、受診", "はい！受診"),
    ],
)
def test_answers_that_say_neither_or_the_same(corpus, source, old, new):
    corpus.change(source, old, new)
    assert [finding for finding in corpus.lint() if finding.check == "answers"] == []


def test_a_question_that_denies_is_answered_the_other_way_in_japanese(corpus):
    corpus.change("ja/copay.md", "すぐに払うのですか？", "すぐには払わないのですか？")
    corpus.change("ja/copay.md", "はい、受診", "いいえ、受診")
    assert [finding for finding in corpus.lint() if finding.check == "answers"] == []


def test_of_two_versions_the_later_is_named(corpus):
    corpus.path("ja/copay.md").unlink()
    corpus.change("en/copay.md", "Yes, it is due", "No, it is due")
    (finding,) = [finding for finding in corpus.lint() if finding.check == "answers"]
    assert finding.source == "nb/copay.md"
    assert (
        f"en/copay.md line {corpus.line('en/copay.md', '### Is the copay')} begins with no" in finding.message
    )
