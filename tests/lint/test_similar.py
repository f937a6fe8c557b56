import pytest

from bot.lint.similar import alike, names, plain_words


@pytest.mark.parametrize(
    ("texts", "language", "threshold", "expected"),
    [
        ([], "en", 0.5, []),
        (["one"], "en", 0.5, []),
        (["", ""], "en", 0.5, [(0, 1)]),
        (["One text.", "one  TEXT", "other words"], "en", 1.0, [(0, 1)]),
        (["ＨＭＯとは", "HMOとは", "保険"], "ja", 1.0, [(0, 1)]),
        (["aaaa bbbb", "aaaa cccc"], "en", 0.9, []),
        (["aaaa bbbb", "aaaa cccc"], "en", 0.3, [(0, 1)]),
    ],
)
def test_alike(texts, language, threshold, expected):
    assert list(alike(texts, language, threshold)) == expected


def test_names_are_what_never_stands_without_a_capital():
    plain = plain_words(["A plan in part of it and the plan pays, and a bill comes."])
    assert names("In Part B the HMO and Medicare pay; The Plan", "en", plain) == {"B", "HMO", "Medicare"}


def test_japanese_names():
    assert names("HMOのブロンズプランはＢです。", "ja", frozenset()) == {"HMO", "ブロンズプラン"}
