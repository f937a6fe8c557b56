import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language import analyse, fold


def test_terms_are_stems_grams_and_bigrams():
    assert "forsikring" in analyse("forsikringene", "nb")
    shared = set(analyse("helseforsikringspremie", "nb")) & set(analyse("forsikring", "nb"))
    assert len(shared) >= 5
    assert {"保", "保険", "険料"} <= set(analyse("保険料", "ja"))
    assert "の" not in analyse("保険の料金", "ja")
    assert analyse("ＨＭＯ", "ja") == analyse("hmo", "ja")
    assert "000" in analyse("4,000", "en")


@pytest.mark.parametrize("invisible", ["\u200b", "\u202e", "\ufeff", "\U000e0041"])
def test_invisible_characters_do_not_change_terms(invisible):
    assert analyse(f"de{invisible}ductible", "en") == analyse("deductible", "en")


@given(st.text(max_size=100))
def test_fold_is_stable(text):
    assert fold(fold(text)) == fold(text)
