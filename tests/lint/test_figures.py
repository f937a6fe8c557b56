import pytest

REASON = "figures_differ"
ANSWER = "Den kan være 1 700 dollar, og 30 prosent"


@pytest.mark.parametrize(
    "wrong", ["Den kan være 7 100 dollar, og 30 prosent", "Den kan være 1 700 dollar, og 13 prosent"]
)
def test_faq_pairs_that_disagree_are_one_error_where_the_version_differs_from_the_others(corpus, wrong):
    corpus.change("nb/deductible.md", ANSWER, wrong)
    (error,) = [finding for finding in corpus.lint() if finding.severity == "error"]
    assert (error.check, error.source) == ("figures", "nb/deductible.md")
    assert error.line == corpus.line("nb/deductible.md", wrong)
    assert f"en/deductible.md line {corpus.line('en/deductible.md', 'It may be')}" in error.message


def test_the_first_language_may_be_the_wrong_one(corpus):
    corpus.change(
        "en/deductible.md", "It may be $1,700 at most, and 30%", "It may be $1,700 at most, and 20%"
    )
    (error,) = [finding for finding in corpus.lint() if finding.severity == "error"]
    assert error.source == "en/deductible.md"
    assert '"20%" where nb/deductible.md' in error.message


def test_three_versions_that_all_disagree_are_two_errors(corpus):
    corpus.change("nb/deductible.md", ANSWER, ANSWER.replace("30", "40"))
    corpus.change("ja/deductible.md", "その30％", "その45％")
    errors = [finding.source for finding in corpus.lint() if finding.severity == "error"]
    assert errors == ["ja/deductible.md", "nb/deductible.md"]


def test_faqs_of_other_lengths_are_not_held_against_each_other(corpus):
    corpus.change("nb/deductible.md", ANSWER, ANSWER.replace("30", "40"))
    corpus.change(
        "nb/deductible.md",
        "### Når begynner året?",
        "### Hvem er Rosa?\n\nEt medlem.\n\n### Når begynner året?",
    )
    assert {finding.severity for finding in corpus.lint()} == {"warning"}


def test_a_pair_that_gives_no_figure_is_no_fault(corpus):
    corpus.change("nb/deductible.md", ANSWER, "Den kan være 1 700 dollar, og en del")
    assert corpus.places() == [("figures", "nb/deductible.md", None, "warning")]  # 30 stands nowhere in it


def test_amounts_of_two_currencies_are_answers_to_two_questions(corpus):
    corpus.change("nb/deductible.md", ANSWER, "Den kan være 3 278 kroner, og 30 prosent")
    assert corpus.places() == [
        ("figures", "nb/deductible.md", corpus.line("nb/deductible.md", "3 278"), "warning")
    ]


def test_a_figure_that_no_other_version_has(corpus):
    corpus.change("ja/copay.md", "多くは35ドルです", "多くは35ドル、専門医は60ドルです")
    finding = corpus.only()
    assert (finding.check, finding.source, finding.severity) == ("figures", "ja/copay.md", "warning")
    assert finding.line == corpus.line("ja/copay.md", "60ドル")
    assert '"60ドル"' in finding.message


def test_a_figure_that_one_version_lacks(corpus):
    corpus.change("en/copay.md", "often $35 for", "often small for")
    finding = corpus.only()
    assert (finding.check, finding.source, finding.line) == ("figures", "en/copay.md", None)
    assert f"nb/copay.md line {corpus.line('nb/copay.md', '35 dollar')}" in finding.message


def test_a_figure_that_differs_is_found_on_both_sides(corpus):
    corpus.change("nb/copay.md", "ofte 35 dollar", "ofte 53 dollar")
    assert corpus.places() == [
        ("figures", "nb/copay.md", None, "warning"),
        ("figures", "nb/copay.md", corpus.line("nb/copay.md", "53"), "warning"),
    ]


@pytest.mark.parametrize(
    ("source", "old", "new"),
    [
        ("nb/deductible.md", "ett år på seg", "12 måneder på seg"),
        ("ja/deductible.md", "12か月のうちに", "1年のうちに"),
        ("nb/deductible.md", "begynner 1. januar 2026", "begynner i januar 2026"),
        ("nb/deductible.md", "begynner 1. januar 2026", "begynner 1. januar"),
        ("nb/copay.md", "ofte 35 dollar", "ofte 35,00 dollar"),
        ("nb/copay.md", "ofte 35 dollar", "ofte trettifem dollar"),
        ("nb/copay.md", "ofte 35 dollar", "ofte (dollar) 35"),
        ("en/deductible.md", "and 30% of it", "and 0.3 of it"),
        ("en/copay.md", "Preventive visits are free", "100% of preventive visits are free"),
        ("en/copay.md", "Preventive visits are free", "Preventive visits cost $0"),
        ("ja/copay.md", "受診したその日", "2年目のその日"),
        ("en/copay.md", "fixed so that", "fixed for ten years so that"),
    ],
)
def test_the_same_said_in_another_way(corpus, source, old, new):
    corpus.change(source, old, new)
    assert corpus.lint() == []


def test_weeks_and_days_are_the_same(corpus):
    corpus.change("en/copay.md", "day of your visit.", "day of your visit or within 14 days.")
    corpus.change("nb/copay.md", "dag som besøket.", "dag som besøket eller innen 2 uker.")
    corpus.change("ja/copay.md", "その日に払います。", "その日か、2週間以内に払います。")
    assert corpus.lint() == []


def test_a_worked_example_may_leave_out_a_step(corpus):
    corpus.change("nb/deductible.md", "20 prosent av 300 dollar, til", "en del av resten, til")
    assert corpus.lint() == []


def test_a_worked_example_must_not_say_something_else(corpus):
    corpus.change("nb/deductible.md", "til sammen 560 dollar", "til sammen 580 dollar")
    assert corpus.places() == [
        ("figures", "nb/deductible.md", corpus.line("nb/deductible.md", "580"), "warning")
    ]


def test_an_article_may_give_the_reason_why_its_figures_differ(corpus):
    corpus.change("nb/deductible.md", ANSWER, ANSWER.replace("1 700", "7 100"))
    corpus.change("nb/deductible.md", "sources:", f'{REASON}: "Another country."\nsources:')
    assert corpus.lint() == []


@pytest.mark.parametrize("reason", ["", '""', "true"])
def test_the_reason_must_say_something(corpus, reason):
    corpus.change("nb/deductible.md", "sources:", f"{REASON}: {reason}\nsources:")
    assert corpus.places() == [
        ("figures", "nb/deductible.md", corpus.line("nb/deductible.md", REASON), "error")
    ]


def test_two_versions_are_compared_as_well(corpus):
    corpus.path("ja/copay.md").unlink()
    corpus.change("nb/copay.md", "ofte 35 dollar", "ofte 53 dollar")
    figures = [place for place in corpus.places() if place[0] == "figures"]
    assert figures == [
        (
            "figures",
            source,
            corpus.line(source, "visit, often" if source[0] == "e" else "besøk er"),
            "warning",
        )
        for source in ("en/copay.md", "nb/copay.md")
    ]
