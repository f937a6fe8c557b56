import pytest

from bot.language.detection import _DOCUMENT_LANGUAGES
from bot.lint.foreign import TOLD_APART

TEXT = {
    "en": """The insurer looks at each bill that a hospital sends and asks whether the care was needed. Members
are told in writing what was decided, and they can ask for another look when they do not agree with it.""",
    "de": """Der Versicherer sieht sich jede Rechnung an, die ein Krankenhaus schickt, und fragt, ob die
Behandlung nötig war. Die Mitglieder erfahren schriftlich, was entschieden wurde, und können widersprechen.""",
    "nb": """Forsikringsgiveren ser på hver regning som et sykehus sender, og spør om behandlingen var nødvendig.
Medlemmene får skriftlig beskjed om hva som ble bestemt, og de kan be om at saken blir sett på en gang til.""",
    "ja": """保険会社は、病院から届いた請求書を一枚ずつ調べて、その治療が本当に必要だったかどうかを確かめます。
加入者には決定の内容が書面で知らされ、納得できないときは、もう一度調べてもらうように求めることができます。""",
}


def only_body(corpus, source: str, text: str) -> None:
    whole = corpus.text(source)
    corpus.write(source, whole[: whole.index("\n# ") + 1] + text)


@pytest.mark.parametrize(
    ("language", "written_in"),
    [("nb", "en"), ("en", "nb"), ("en", "ja"), ("ja", "en"), ("nb", "de"), ("ja", "nb")],
)
def test_a_body_in_another_language_is_an_error_and_not_held_against_its_versions(
    corpus, language, written_in
):
    source = f"{language}/copay.md"
    only_body(corpus, source, f"# X\n\n{TEXT[written_in]}\n")
    found = [finding for finding in corpus.lint() if finding.source == source]
    assert [(f.check, f.line, f.severity) for f in found if f.check != "links"] == [
        ("language", corpus.line(source, TEXT[written_in][:20]), "error")
    ]


def test_a_section_in_another_language_is_a_warning(corpus):
    section = f"## Mer\n\n{TEXT['nb']}\n\n## Enda mer\n\n{TEXT['en']}\n\n## Regneeksempel"
    corpus.change("nb/copay.md", "## Regneeksempel", section)
    finding = corpus.only()
    assert (finding.check, finding.severity) == ("language", "warning")
    assert finding.line == corpus.line("nb/copay.md", TEXT["en"][:20])
    assert "English" in finding.message


def test_terms_of_another_language_are_no_other_language(corpus):
    for language, other in (("en", "ja"), ("ja", "en"), ("nb", "en")):
        source = f"{language}/copay.md"
        text = corpus.text(source)
        term = TEXT[other][:25]
        corpus.write(source, text + f"\n\n### {term}?\n\n{TEXT[language]} ({term})\n")
    assert [finding for finding in corpus.lint() if finding.check == "language"] == []


def test_nothing_is_said_of_a_language_that_is_not_told_from_others(open_corpus):
    open_corpus.write("is.md", f"---\nlanguage: is\n---\n\n# Efni\n\n{TEXT['nb']}\n")
    assert open_corpus.lint() == []


def test_a_file_among_those_of_another_language(open_corpus):
    for name in ("a", "b"):
        open_corpus.write(f"nb/{name}.md", f"# {name}\n\n{TEXT['nb']} {name}.\n")
    open_corpus.write("nb/c.md", f"# c\n\n{TEXT['en']}\n")
    places = [place for place in open_corpus.places() if place[0] == "language"]
    assert places == [("language", "nb/c.md", 3, "error")]


def test_a_folder_that_is_named_like_a_language_is_none(open_corpus):
    open_corpus.write("it/laptops.md", f"# Laptops\n\n{TEXT['en']}\n")
    assert open_corpus.lint() == []


def test_what_is_told_apart_is_what_detection_knows():
    assert frozenset(_DOCUMENT_LANGUAGES) == TOLD_APART
