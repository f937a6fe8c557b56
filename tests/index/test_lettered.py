import numpy as np
import pytest

from bot.index.lettered import find_lettered, letters_in, on_another_letter, others, places

LETTERED = frozenset({"part", "del", "パート"})
A, B, D = 1, 2, 8


def test_what_stands_before_several_capitals_is_lettered():
    texts = [
        "Part A pays for the hospital, Part B for the doctor. Should I join? Vitamin C helps.",
        "Del A dekker sykehus og del B legen.",
        "パートAは入院、パートBは外来です。メディケア・パートDは薬です。",
        "A plan may pay, a part may not.",
    ]
    assert find_lettered(texts) == LETTERED


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("What is the Part B premium?", B),
        ("part b premium", B),
        ("Hva koster del A og del D?", A | D),
        ("メディケア・パートＢの保険料", B),
        ("Part Beta, part of it, vitamin C", 0),
        ("", 0),
    ],
)
def test_letters_of_what_a_text_names(text, letters):
    assert letters_in(LETTERED, text) == letters


def test_places_cover_word_and_letter():
    text = "And Part A, or パートB?"
    assert [text[start:end] for start, end in places(LETTERED, text)] == ["Part A", "パートB"]


@pytest.mark.parametrize(
    ("asked", "text", "another"),
    [
        (B, "Part A costs nothing.", True),
        (B, "Parts of it: Part A and Part B.", False),
        (B, "The premium is $1.", False),
        (0, "Part A costs nothing.", False),
    ],
)
def test_a_text_on_another_letter(asked, text, another):
    assert on_another_letter(asked, LETTERED, text) is another
    letters = np.array([letters_in(LETTERED, text)], dtype=np.uint32)
    assert others(asked, letters).tolist() == [another]
