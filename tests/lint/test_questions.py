import pytest


def ask(corpus, source: str, old: str, new: str) -> list[tuple]:
    corpus.change(source, f"### {old}", f"### {new}")
    return [place for place in corpus.places() if place[0] == "questions"]


@pytest.mark.parametrize(
    ("source", "old", "new"),
    [
        ("en/deductible.md", "Do children have one?", "Which visits are free?"),
        ("en/deductible.md", "Do children have one?", "Which visits are *free*"),
        ("en/deductible.md", "Do children have one?", "Which visits are free then?"),
        ("nb/deductible.md", "Har barn en egen?", "Hvilke besøk er gratis?"),
        ("nb/deductible.md", "Har barn en egen?", "Hvilke besøk er da gratis?"),
        ("ja/deductible.md", "子どもにもありますか？", "どの受診が無料ですか？"),
        ("ja/deductible.md", "子どもにもありますか？", "どのような受診が無料ですか？"),
    ],
)
def test_a_question_asked_twice_is_an_error_on_the_second(corpus, source, old, new):
    assert ask(corpus, source, old, new) == [
        ("questions", source, corpus.line(source, f"### {new}"), "error")
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Do I need a referral in an HMO?", "Do I need a referral in a PPO?"),
        ("What is the limit in 2026?", "What is the limit in 2025?"),
        ("What does Part A of Medicare cost?", "What does Part B of Medicare cost?"),
        ("What is coinsurance?", "What is a network?"),
    ],
)
def test_questions_about_two_things_are_two(corpus, one, other):
    corpus.change("en/deductible.md", "### Do children have one?", f"### {one}")
    assert ask(corpus, "en/copay.md", "Which visits are free?", other) == []


def test_the_same_question_in_two_languages_is_none(corpus):
    corpus.change("nb/copay.md", "### Hvilke besøk er gratis?", "### Which visits are free?")
    assert corpus.lint() == []


def test_the_message_names_the_other_place(corpus):
    corpus.change("en/deductible.md", "### Do children have one?", "### Which visits are free?")
    line = corpus.line("en/copay.md", "### Which visits")
    assert f'"Which visits are free?" in en/copay.md line {line}' in corpus.only().message
