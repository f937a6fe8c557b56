import pytest

from bot.lint.readability import length, lix


@pytest.mark.parametrize(
    ("sentences", "expected"),
    [
        (["One two three four."], 4.0),
        (["Seven letters: abcdefg."], 3 + 200 / 3),
        (["A b c d e f g h i j.", "Insurance is here."], 6.5 + 100 / 13),
        ([], 0.0),
        (["…"], 0.0),
    ],
)
def test_lix(sentences, expected):
    assert lix(sentences) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [("It's a $1,736.40 bill – really.", "en", 5), ("HMO-ens nettverk", "nb", 2), ("保険 料です。", "ja", 6)],
)
def test_length(text, language, expected):
    assert length(text, language) == expected


def test_too_few_pairs(corpus):
    for language in ("en", "nb", "ja"):
        text = corpus.text(f"{language}/copay.md")
        corpus.write(f"{language}/copay.md", text[: text.rindex("###")])
    assert corpus.places() == [
        ("readability", f"{code}/copay.md", None, "error") for code in ("en", "ja", "nb")
    ]


def test_a_question_outside_the_faq_is_no_pair(corpus):
    for number in range(6):
        for language in ("en", "nb", "ja"):
            title = corpus.text(f"{language}/copay.md").split("\n\n## ")[1].split("\n")[0]
            asked = f"## {'abcdef'[number] * 20}?\n\nAbc.\n\n## {title}"
            corpus.change(f"{language}/copay.md", f"## {title}", asked)
    assert corpus.lint() == []


def test_too_many_pairs(corpus):
    for language in ("en", "nb", "ja"):
        more = "".join(f"\n### {chr(97 + n) * 20}?\n\nAbc.\n" for n in range(6))
        corpus.write(f"{language}/copay.md", corpus.text(f"{language}/copay.md") + more)
    found = corpus.lint()
    assert [(f.source, f.severity) for f in found] == [(f"{c}/copay.md", "error") for c in ("en", "ja", "nb")]
    assert found[0].message == "has 11 FAQ pairs; give 5 to 10"


@pytest.mark.parametrize(
    ("source", "word"),
    [("en/copay.md", "The plan pays the bill. "), ("ja/copay.md", "プランが費用を払います。")],
)
def test_a_body_too_short_or_long(long_corpus, source, word):
    whole = long_corpus.text(source)
    for text in (whole.replace(word, ""), whole.replace(word, word * 3)):
        long_corpus.write(source, text)
        finding = long_corpus.only()
        assert (finding.check, finding.source, finding.line, finding.severity) == (
            "readability",
            source,
            None,
            "warning",
        )
        assert "without its FAQ" in finding.message


def test_the_faq_is_no_part_of_the_body(long_corpus):
    source, answer = "en/copay.md", "It stands on the card of your plan."
    long_corpus.change(source, answer, answer + " The plan pays the bill." * 200)
    assert long_corpus.lint() == []


@pytest.mark.parametrize(
    ("source", "short", "long"),
    [
        (
            "en/copay.md",
            "It stands on the card of your plan.",
            "It stands on the card of the plan, and" + " of it" * 14 + ".",
        ),
        ("nb/copay.md", "Det står på kortet fra planen.", "Det står på kortet" + " og der" * 16 + "."),
        (
            "ja/copay.md",
            "プランのカードに書いてあります。",
            "プランのカード" + "とその裏" * 21 + "にあります。",
        ),
    ],
)
def test_a_sentence_that_is_too_long(corpus, source, short, long):
    corpus.change(source, short, long)
    assert corpus.places() == [("readability", source, corpus.line(source, long[:12]), "warning")]


@pytest.mark.parametrize(
    ("source", "old", "new", "said"),
    [
        ("en/copay.md", "The plan pays the bill. ", "Administrative considerations. ", "LIX"),
        ("nb/copay.md", "Planen tar regningen for deg. ", "Forsikringsselskapets administrasjon. ", "LIX"),
        (
            "en/copay.md",
            "The plan pays the bill. ",
            "The plan pays the bill for the one who has the card of the plan with him on the day. ",
            "mean",
        ),
        (
            "ja/copay.md",
            "プランが費用を払います。",
            "プランは、" + "加入者が払った残りの費用を" * 4 + "払います。",
            "mean",
        ),
    ],
)
def test_hard_texts(long_corpus, source, old, new, said):
    text = long_corpus.text(source)
    long_corpus.write(source, text.replace(old, new))
    found = [f for f in long_corpus.lint() if "without its FAQ" not in f.message and f.check == "readability"]
    assert [(f.source, f.line, f.severity) for f in found] == [(source, None, "warning")]
    assert said in found[0].message
