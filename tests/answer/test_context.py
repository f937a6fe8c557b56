import pytest

from bot.answer.context import in_context
from bot.ingest.chunk import chunk_document
from bot.ingest.structure import parse
from bot.types import Document


def run(text: str, wanted: str, language: str = "en") -> list[str]:
    document = Document("x.md", "X", f"# X\n\n{text}\n", language)
    (chunk,) = chunk_document(document, parse(document.text, language, "x.md"), 2_000)
    (number,) = [n for n, sentence in enumerate(chunk.sentences) if wanted in sentence.text]
    return [chunk.sentences[n].text for n in in_context(document, chunk, number, number + 1)]


@pytest.mark.parametrize(
    ("language", "text", "wanted", "first", "last"),
    [
        (
            "en",
            "Care is planned. An HMO pays nothing outside. Except in emergencies, that holds.",
            "nothing",
            1,
            3,
        ),
        ("en", "A referral is a letter. It comes from your doctor. Keep the copy.", "comes", 0, 2),
        ("nb", "En HMO betaler ikke utenfor nettverket. Men i nødstilfeller gjør den det.", "ikke", 0, 2),
        ("nb", "Henvisningen er et brev. Den kommer fra legen. Ta vare på den.", "kommer", 0, 2),
        ("ja", "ネットワーク外では給付されません。ただし、救急は別です。", "給付", 0, 2),
        ("ja", "紹介状は手紙です。これは医師が書きます。", "医師", 0, 2),
        ("en", "A plan has a price. A card shows the name. Call the number.", "card", 1, 2),
    ],
)
def test_what_limits_or_is_leaned_on_comes_along(language, text, wanted, first, last):
    found = run(text, wanted, language)
    assert len(found) == last - first and any(wanted in sentence for sentence in found)


def test_a_list_item_comes_with_the_words_that_introduce_it():
    text = "Nothing else counts. These count:\n\n- the premium\n- the deductible\n- the copay\n\nThat is all."
    assert run(text, "deductible") == ["These count:", "the premium", "the deductible"]


def test_a_row_comes_with_the_head_of_its_table():
    text = "Shares by level.\n\n| Level | Plan pays |\n|---|---|\n| Bronze | 60 % |\n| Gold | 80 % |\n"
    found = run(text, "Gold")
    assert "Plan pays" in found[0] and "Gold" in found[-1]
    assert not any("Shares" in sentence for sentence in found)
