import pytest

# Each stands in the article named first, the second in the other or further down.
LIMIT = "The limit for one person is $10,600 in 2026 and the plan pays the rest."
PLACES = {
    "en": ("which makes", "Preventive visits are free in the network."),
    "nb": ("til sammen", "Forebyggende besøk er gratis i nettverket."),
    "ja": ("合計は", "予防のための受診は無料です。"),
}


def plant(corpus, one: str, other: str, language: str = "en") -> list[tuple]:
    """Put one statement in each of the two articles of a language; return what contradicts."""
    at = {
        "en": "A deductible is what you pay first.",
        "nb": "Egenandelen er det du betaler først.",
        "ja": "免責金額とは、最初に払う金額です。",
    }
    corpus.change(f"{language}/deductible.md", at[language], one)
    corpus.change(f"{language}/copay.md", PLACES[language][1], other)
    found = [finding for finding in corpus.lint() if finding.check == "contradictions"]
    for finding in found:
        source = (
            f"{language}/copay.md"
            if finding.source.endswith("deductible.md")
            else f"{language}/deductible.md"
        )
        assert f"{source} line " in finding.message
    return [(finding.source, finding.line, finding.severity) for finding in found]


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", LIMIT, LIMIT.replace("10,600", "10,300")),
        ("en", LIMIT, "The limit for one person is $9,200 in 2026, and the plan pays the rest."),
        ("en", LIMIT, "For one person the limit is $9,200 in 2026 and the plan pays the rest."),
        (
            "en",
            "The notice must come within 14 days of the event.",
            "The notice must come within 30 days of the event.",
        ),
        ("en", "Medicare was founded in 1965 by an act.", "Medicare was founded in 1966 by an act."),
        (
            "en",
            "The rule is in force since 1 May 2022 for plans.",
            "The rule is in force since 1 June 2022 for plans.",
        ),
        ("en", "Rules apply from 20 workers in a firm.", "Rules apply from 50 workers in a firm."),
        (
            "nb",
            "Grensen er 10 600 dollar for én person i 2026.",
            "Grensen er 9 200 dollar for én person i 2026.",
        ),
        (
            "nb",
            "Planen betaler 80 prosent av regningen i nettverket.",
            "Planen betaler 70 prosent av regningen i nettverket.",
        ),
        ("ja", "2026年の上限は、1人で1万600ドルです。", "2026年の上限は、1人で9,200ドルです。"),
        ("ja", "決定は72時間以内に出ます。", "決定は48時間以内に出ます。"),
    ],
)
def test_nearly_the_same_with_another_figure_is_an_error_on_the_second(corpus, language, one, other):
    found = plant(corpus, one, other, language)
    assert found == [(f"{language}/deductible.md", corpus.line(f"{language}/deductible.md", one), "error")]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (LIMIT, LIMIT),
        (LIMIT, LIMIT.replace("10,600", "9,200").replace("2026", "2025")),  # each year has its own
        (LIMIT, LIMIT.replace("$10,600", "$10,600 to $21,200")),  # more is said
        ("An HMO paid 80% of such bills in the survey.", "A PPO paid 70% of such bills in the survey."),
        (
            "Part A has a deductible of $1,736 for each stay.",
            "Part B has a deductible of $283 for each stay.",
        ),
        ("In the survey 11% of workers had such a plan.", "In the survey 48% of workers had such a plan."),
        (
            "The plan pays 80% of a bill in its network.",
            "The plan asks for an answer after 30 days from the notice.",
        ),
        ("The plan pays within 30 days of the bill.", "The plan pays about 30% of the bill."),
        (
            "The survey of 2024 shows that costs rise.",
            "The survey of 2025 shows that it is 20% of costs that rise.",
        ),
    ],
)
def test_what_is_no_contradiction(corpus, one, other):
    assert plant(corpus, one, other) == []


def test_worked_examples_contradict_nothing(corpus):
    for slug, figure in (("copay", "$140"), ("deductible", "$560")):
        old = corpus.text(f"en/{slug}.md").split("Worked example: a year\n\n")[1].split("\n")[0]
        corpus.change(f"en/{slug}.md", old, f"She pays {figure} in the year and nothing more.")
    assert [finding for finding in corpus.lint() if finding.check == "contradictions"] == []


def test_an_article_can_contradict_itself(corpus):
    corpus.change("en/copay.md", "Preventive visits are free in the network.", LIMIT)
    corpus.change(
        "en/copay.md", "It stands on the card", LIMIT.replace("10,600", "9,200") + " It stands on the card"
    )
    found = [(f.source, f.line) for f in corpus.lint() if f.check == "contradictions"]
    assert found == [("en/copay.md", corpus.line("en/copay.md", "9,200"))]
