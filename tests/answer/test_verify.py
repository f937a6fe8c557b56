"""The verifier: each of its rules, and sentences written to pass and to deceive, in three languages."""

import json
import re
from collections import Counter
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answer.verify import Verdict, verify

CLAIMS = Path(__file__).parent / "claims"
LANGUAGES = ("en", "nb", "ja")


def check(claim: str, *sentences: str, language: str = "en", context: tuple[str, ...] = ()) -> Verdict:
    return verify(claim, language, context, sentences, np.ones(len(sentences), dtype=np.float32))


@cache
def claims(language: str) -> list[dict]:
    with (CLAIMS / f"{language}.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def passed(row: dict, language: str) -> bool:
    return check(row["sentence"], *row["passage"], language=language).supported


APPEAL = "You must appeal to the insurer within 180 days of the denial."


@pytest.mark.parametrize(
    ("claim", "reason"),
    [
        ("You must appeal to the insurer within 60 days of the denial.", "180 days, not 60 days"),
        ("You must appeal to the employer within 180 days of the denial.", '"employer"'),
        ("You must not appeal to the insurer within 180 days of the denial.", "forbid|not"),
        ("You must appeal to the insurer at least within 180 days of the denial.", "least"),
        ("You must appeal to the insurer within 180 days of the denial, and a lawyer is free.", '"lawyer"'),
        ("You may appeal to the insurer within 180 days of the denial.", 'leaves out "must"'),
    ],
)
def test_what_the_source_does_not_say(claim, reason):
    verdict = check(claim, APPEAL)
    assert not verdict.supported
    assert verdict.sentences == range(0, 1)
    assert re.search(reason, verdict.reason)


@pytest.mark.parametrize(
    "claim",
    [
        APPEAL,
        "You have to appeal to the insurer within 180 days of the denial.",
        "Within 180 days of the denial, you must appeal to the insurer.",
    ],
)
def test_the_same_in_other_words(claim):
    assert check(claim, APPEAL) == Verdict(range(0, 1), None)


@pytest.mark.parametrize(
    ("language", "source", "claim"),
    [
        ("en", "Plans usually cover some drugs.", "Plans cover some drugs."),
        ("en", "Plans usually cover some drugs.", "Plans usually cover drugs."),
        ("en", "The plan pays only in an emergency.", "The plan pays in an emergency."),
        ("nb", "Planen dekker vanligvis ikke dette.", "Planen dekker vanligvis dette."),
        ("nb", "Noen planer krever henvisning.", "Alle planer krever henvisning."),
        ("nb", "Du kan klage etter vedtaket.", "Du kan klage før vedtaket."),
        ("ja", "プランは通常、費用を払います。", "プランは費用を払います。"),
        ("ja", "費用は給付の対象です。", "費用は給付の対象ではありません。"),
        ("ja", "一部のプランは紹介状を求めます。", "すべてのプランは紹介状を求めます。"),
    ],
)
def test_how_much_is_said(language, source, claim):
    assert not check(claim, source, language=language).supported
    assert check(source, source, language=language).supported


def test_a_condition_must_be_said_but_not_a_reason():
    source = "If you are ill, the plan pays the bill, because the law requires that."
    assert not check("The plan pays the bill.", source).supported
    assert check("If you are ill, the plan pays the bill.", source).supported
    both = "The plan pays if you are ill and live alone."
    assert not check("The plan pays if you are ill.", both).supported


def test_a_reason_is_not_turned_around():
    source = "The premium is low because the deductible is high."
    assert check("Because the deductible is high, the premium is low.", source).supported
    assert not check("Because the premium is low, the deductible is high.", source).supported


@pytest.mark.parametrize(
    ("language", "source", "claim"),
    [
        ("en", "The insurer pays the hospital.", "The hospital pays the insurer."),
        ("en", "The plan must tell you about changes.", "You must tell the plan about changes."),
        ("nb", "Arbeidsgiveren varsler administratoren.", "Administratoren varsler arbeidsgiveren."),
        ("ja", "保険会社が病院に費用を払います。", "病院が保険会社に費用を払います。"),
        ("ja", "退職者プランとCOBRAは、メディケアの後です。", "退職者プランとメディケアは、COBRAの後です。"),
    ],
)
def test_who_does_what_to_whom(language, source, claim):
    assert not check(claim, source, language=language).supported


def test_a_passive_says_the_same():
    source = "The doctor writes the referral."
    assert check("The referral is written by the doctor.", "The doctor has written the referral.").supported
    assert not check("The doctor is written by the referral.", source).supported


def test_figures_keep_their_partners():
    source = "Workers paid $10 for one visit and $20 for two visits, which is 5% and 8% of the price."
    assert not check("Workers paid $10 for one visit, which is 8% of the price.", source).supported
    assert not check("Workers paid $20 for one visit and $10 for two visits.", source).supported
    months = "The fee is $20 in March and $10 in May."
    assert not check("The fee is $10 in March and $20 in May.", months).supported


def test_two_sentences_may_be_joined_but_not_mixed():
    first, second = "An HMO asks for referrals.", "A PPO pays part of outside bills."
    assert check(
        "An HMO asks for referrals, and a PPO pays part of outside bills.", first, second
    ) == Verdict(range(0, 2), None)
    assert not check("An HMO pays part of outside bills.", first, second).supported


def test_a_word_does_not_serve_twice():
    source = "The contract is between the plan and the doctor."
    assert not check("The contract is between the plan and the contract.", source).supported


def test_the_sentence_before_or_the_heading_names_what_a_sentence_is_about():
    first, second = "The birthday rule is simple.", "The rule compares day and month."
    assert check("The birthday rule compares day and month.", first, second) == Verdict(range(0, 2), None)
    assert check("The birthday rule compares day and month.", second, context=("Birthday rule",)).supported


def test_a_question_above_a_text_says_nothing():
    question = ("Can the plan deny a claim?",)
    assert not check("The plan can deny a claim.", "Often not.", context=question).supported
    assert not check("The plan can deny a claim.", APPEAL, context=question).supported


def test_what_is_on_something_else_names_no_sentence():
    assert check("Bananas are yellow and sweet.", APPEAL).sentences == range(0)
    assert check("...", APPEAL).sentences == range(0)
    assert check("Bananas are yellow.").sentences == range(0)


def test_other_languages_are_quoted_word_for_word():
    source = "La franchise est de 500 euros par an, mais certains soins sont gratuits."
    assert check("La franchise est de 500 euros par an.", source, language="fr").supported
    assert not check("La franchise est de 600 euros par an.", source, language="fr").supported
    assert not check("La prime est de 500 euros par an.", source, language="fr").supported


def test_strange_characters_do_no_harm():
    assert not check("\ue0007\ue001 @only ???", APPEAL).supported


# How many of the true sentences pass; written by others than the verifier, on the odd passages before their eyes.
TRUE = {"en": 0.23, "nb": 0.24, "ja": 0.28}
# Lies that pass: these must not grow.
LIES = {"en": 0, "nb": 0, "ja": 0}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_lie_passes(language):
    lies = [row for row in claims(language) if not row["supported"]]
    assert len(lies) == 240
    by_kind = Counter(row["kind"] for row in lies if passed(row, language))
    assert sum(by_kind.values()) <= LIES[language], by_kind


@pytest.mark.parametrize("language", LANGUAGES)
def test_true_sentences_pass(language):
    true = [row for row in claims(language) if row["supported"]]
    assert len(true) == 180
    assert sum(passed(row, language) for row in true) / len(true) >= TRUE[language]


def own_sentences() -> st.SearchStrategy[tuple[str, list[str], str]]:
    return st.sampled_from(
        [
            (language, row["passage"], sentence)
            for language in LANGUAGES
            for row in claims(language)
            if row["id"].endswith("-t1")
            for sentence in row["passage"]
        ]
    )


@settings(max_examples=300, deadline=None, derandomize=True)
@given(own_sentences())
def test_a_sentence_of_the_source_always_passes(case):
    language, passage, sentence = case
    assert check(sentence, *passage, language=language).supported


@settings(max_examples=300, deadline=None, derandomize=True)
@given(own_sentences(), st.data())
def test_with_another_digit_it_never_passes(case, data):
    language, passage, sentence = case
    digits = [match.start() for match in re.finditer(r"[0-9０-９]", sentence)]
    if digits:
        place = data.draw(st.sampled_from(digits))
        digit = data.draw(st.sampled_from([d for d in "123456789" if d != sentence[place]]))
        changed = f"{sentence[:place]}{digit}{sentence[place + 1 :]}"
        assert not check(changed, *passage, language=language).supported
