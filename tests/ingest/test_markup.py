import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.ingest.markup import plain, prefix_length, render, sentences, source_span
from bot.types import Span


def texts(source: str, language: str = "nb") -> list[str]:
    return [s.text for s in sentences(source, Span(0, len(source)), language)]


def slices(source: str, language: str = "nb") -> list[str]:
    return [source[s.span.start : s.span.end] for s in sentences(source, Span(0, len(source)), language)]


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        # headings
        ("## Egenandel", "Egenandel"),
        ("##Egenandel", "Egenandel"),
        ("＃＃ 免責金額", "免責金額"),
        ("＃＃免責金額", "免責金額"),
        ("## Egenandel ##", "Egenandel"),
        ("#1 blant kundene", "#1 blant kundene"),
        ("Overs\n=====\nTekst", "Overs\nTekst"),
        # quotes, bullets, numbers
        ("> - Sitert punkt", "Sitert punkt"),
        (">>  tekst", "tekst"),
        ("- en\n* to\n+ tre\n– fire\n• fem", "en\nto\ntre\nfire\nfem"),
        ("-HMO計画\n・項目\n–tekst\n•en", "HMO計画\n項目\ntekst\nen"),
        ("-**Pris**-avtalt", "Pris-avtalt"),
        ("-20人以上の会社", "20人以上の会社"),
        ("-5 % i år", "-5 % i år"),
        ("-- nei", "-- nei"),
        ("+47 22 00 00 00", "+47 22 00 00 00"),
        ("- [x] sendt", "sendt"),
        ("1. en\n2. to\n3. tre", "1. en\n2. to\n3. tre"),
        ("1.一つ目\n2.二つ目", "1.一つ目\n2.二つ目"),
        ("Det gjelder fra\n12. mai i år", "Det gjelder fra 12. mai i år"),
        # links and images
        ("en [lege](/lege) til", "en lege til"),
        ("en [lege](</a b> 'Tittel') til", "en lege til"),
        ("en [lege] (/lege) til", "en lege til"),
        ("医師（[病院]（/hospital）へ）", "医師（病院へ）"),
        ("[en [to] tre](/x(y))", "en [to] tre"),
        ("[lege][ref]\n\n[ref]: https://eks.no 'Tittel'", "lege"),
        ("[nett](/ppo),. eller", "nett,. eller"),
        ("se [1] og [2][3]", "se [1] og [2][3]"),
        ("[henger løst", "[henger løst"),
        ("Ring ![telefon](tlf.png) nå", "Ring telefon nå"),
        ("før\n\n![pynt](bilde.png)\n\netter", "før\netter"),
        ("<https://eks.no/a_b_c>", "https://eks.no/a_b_c"),
        # emphasis and code
        ("**Fet** og *skrå* og __fet__ og _skrå_ og ~~bort~~", "Fet og skrå og fet og skrå og bort"),
        ("これは*重要*です。**次**の", "これは重要です。次の"),
        ("です。**住宅", "です。住宅"),
        ("多くは** $**25以上", "多くは $25以上"),
        ("**uten slutt", "uten slutt"),
        ("5 * 3 = 15 og 5*3*2", "5 * 3 = 15 og 5*3*2"),
        ("a_b_c og pris*", "a_b_c og pris*"),
        ("Navn: ____", "Navn: ____"),
        ("pris (*inkl*mva)", "pris (*inkl*mva)"),
        ("`kode *x*` her", "kode *x* her"),
        ("en ` alene", "en ` alene"),
        # HTML, entities, escapes
        ('<h5> <a href=""> Kort </a> </ h5>', "Kort"),
        ("<td>Ja</td><td>Nei</td></tr>\n<tr><td>Kanskje", "Ja Nei\nKanskje"),
        ("en<br>to", "en\nto"),
        ("[en<br>to](/x)", "en to"),
        ("før <!-- skjult\n\n# ikke --> etter", "før etter"),
        ("<!-- uten slutt", "<!-- uten slutt"),
        ("<script>let a = 1</script>Tekst<style>p {}</style>", "Tekst"),
        ("premie < 5 og > 3", "premie < 5 og > 3"),
        ("skriv <navn> her", "skriv <navn> her"),
        ("A &amp; B&nbsp;&#8211; C E＆amp;O &ukjent;", "A & B – C E＆O &ukjent;"),
        (r"\*ikke\* \[skrå\] C:\mappe", r"*ikke* [skrå] C:\mappe"),
        # space
        ("mange    mellom\u3000rom\u200b", "mange mellom rom"),
        ("myk\nlinje", "myk linje"),
        ("myk  \nlinje\\\ntil", "myk linje til"),
        ("日本\n語の文", "日本語の文"),
        ("日本 語", "日本 語"),
        ("日本\nHMO", "日本 HMO"),
        ("ett avsnitt\n\n\nto avsnitt\n", "ett avsnitt\nto avsnitt"),
        # tables, rules, fences
        ("| Plan | Pris |\n|:---|---:|\n| A | 100 |", "Plan | Pris\nA | 100"),
        ("en\n\n---\n\n* * *\n\nto", "en\nto"),
        ("```\nkode\n```", "kode"),
        ("> en\n>\n>\n>>\n> to", "en\nto"),
        ("", ""),
        (" \n> \n- \n## \n", ""),
    ],
)
def test_plain_is_what_a_reader_sees(source: str, shown: str) -> None:
    assert plain(source) == shown


@pytest.mark.parametrize(
    "text", ["Ren tekst uten merker.", "- i midten -5 % – og * slik", "保険は「契約」です。"]
)
def test_plain_text_is_seen_as_it_stands(text: str) -> None:
    assert plain("x " + text) == "x " + text


def test_render_maps_each_character_to_its_source() -> None:
    source = "Se **[vilkår](/v)** &amp; *pris*\\!"
    rendered = render(source, 0, len(source))
    assert rendered.text == plain(source) == "Se vilkår & pris!"
    shown = {cell.char: source[cell.start : cell.end] for cell in rendered.cells}
    assert shown["v"] == "v"
    assert shown["&"] == "&amp;"
    assert shown["!"] == "\\!"
    starts = [cell.start for cell in rendered.cells]
    assert starts == sorted(starts)


def test_render_of_a_slice_has_offsets_into_the_whole_text() -> None:
    source = "# Tittel\n\n> - En *liten* sak"
    rendered = render(source, 10, len(source))
    assert rendered.text == "En liten sak"
    assert source[rendered.cells[0].start :] == "En *liten* sak"


def test_source_span_takes_the_markup_around_a_word() -> None:
    source = "Les **[alle vilkår](/v)** nå."
    rendered = render(source, 0, len(source))
    first = rendered.text.index("alle")
    span = source_span(rendered, first, first + len("alle vilkår"))
    assert source[span.start : span.end] == "**[alle vilkår](/v)**"
    span = source_span(rendered, first, first + len("alle"))
    assert source[span.start : span.end] == "alle"


def test_prefix_length_counts_marks_and_space() -> None:
    assert prefix_length("> - [ ] tekst") == 8
    assert prefix_length("tekst - mer") == 0
    assert prefix_length("＃＃よくある") == 2


# --- sentences ---------------------------------------------------------------------------------------


def test_sentences_are_whole_and_in_order() -> None:
    source = "Premien er fast. Den betales i januar!\n\n- Et punkt. Og ett til."
    assert texts(source) == ["Premien er fast.", "Den betales i januar!", "Et punkt.", "Og ett til."]
    assert slices(source) == texts(source)


def test_link_that_ends_a_sentence_belongs_to_it_whole() -> None:
    source = "受診の[たびに定額を払います。](/copay)この額は変わります。"
    assert slices(source, "ja") == ["受診の[たびに定額を払います。](/copay)", "この額は変わります。"]


def test_link_that_opens_a_sentence_belongs_to_it() -> None:
    source = "Det er alt. [Les mer](/mer) om dette."
    assert slices(source) == ["Det er alt.", "[Les mer](/mer) om dette."]


def test_link_at_the_edges_of_a_block_belongs_to_its_sentences() -> None:
    source = "[Avtalen](/a) gjelder. Se [vilkår.](/v)\n\nNeste."
    assert slices(source) == ["[Avtalen](/a) gjelder.", "Se [vilkår.](/v)", "Neste."]


def test_no_sentence_ends_inside_a_link_or_code() -> None:
    assert texts("Se [Del en. Del to](/x) der. Slutt.") == ["Se Del en. Del to der.", "Slutt."]
    assert texts("Skriv `A. B` der. Slutt.") == ["Skriv A. B der.", "Slutt."]
    assert texts("Se [En. To. Tre. Fire](/x) der. Slutt.") == ["Se En. To. Tre. Fire der.", "Slutt."]


def test_strong_marks_go_with_the_sentence_they_enclose() -> None:
    source = "**Viktig beskjed.** Resten. **Igjen viktig.**"
    assert slices(source) == ["**Viktig beskjed.**", "Resten.", "**Igjen viktig.**"]
    assert texts("です。**次の文です。**終わり。", "ja") == ["です。", "次の文です。", "終わり。"]


def test_emphasis_over_two_sentences_is_left_out_at_the_edges_or_joins_them() -> None:
    assert slices("*En setning. To setninger.* Tre.") == ["En setning.", "To setninger.", "Tre."]
    assert texts("En *setning. To* setninger. Tre.") == ["En setning. To setninger.", "Tre."]
    assert texts("En **setning. To** setninger. Tre.") == ["En setning.", "To setninger.", "Tre."]


def test_punctuation_behind_a_link_is_text() -> None:
    assert texts("Bruk en [avtalt lege](/lege),. eller en annen. Slutt.") == [
        "Bruk en avtalt lege,. eller en annen.",
        "Slutt.",
    ]


def test_list_numbers_and_stray_marks_are_no_sentences() -> None:
    assert texts("1. Send skjemaet. Vent.") == ["1. Send skjemaet.", "Vent."]
    assert texts("1．送ります。待ちます。", "ja") == ["1．送ります。", "待ちます。"]
    assert texts("Det holder. » *") == ["Det holder. » *"]


def test_sentences_never_cross_blocks() -> None:
    source = "uten punktum\n\n- heller ikke her\n- eller her<br>og ny linje"
    assert texts(source) == ["uten punktum", "heller ikke her", "eller her", "og ny linje"]


def test_a_sentence_that_looks_like_a_block_alone_keeps_the_invariant() -> None:
    assert texts("Han svarte. - Ja, sa hun. Slutt.") == ["Han svarte. - Ja, sa hun.", "Slutt."]
    assert texts("a<br>|En rad\ntil") == ["a", "En rad", "til"]


def test_span_restricts_the_sentences() -> None:
    source = "En. To. Tre."
    assert [s.text for s in sentences(source, Span(4, 7), "nb")] == ["To."]
    assert sentences(source, Span(3, 3), "nb") == ()


# --- invariants --------------------------------------------------------------------------------------

PIECES = st.sampled_from(
    [
        *re.findall(
            r"\S+", r"* ** _ __ ~~ ` `` [ ] ](/x) ( ) ![ \ \* &amp; &#10; ＆amp; <b> </b> <br> <!-- -->"
        ),
        *re.findall(r"\S+", "< > | - – ・ ＃＃ # % » 」 「 1. 5 . ! ? 。 ？ $ ” \u200b"),
        *re.findall(r"\S+", "Premien Egenandelen er betalt Yes it is 保険 です これは"),
        *[" ", "  ", "\n", "\n\n", "\n- ", "\n> ", "\n1. ", "\n## ", "\n|", ". ", "? ", "\t", "\r", "\u3000"],
    ]
)
GARBAGE = st.lists(PIECES, max_size=40).map("".join)


@settings(max_examples=400, deadline=None)
@given(source=GARBAGE | st.text(max_size=80), language=st.sampled_from(["en", "nb", "ja"]))
def test_sentences_hold_the_citation_invariant(source: str, language: str) -> None:
    found = sentences(source, Span(0, len(source)), language)
    end = 0
    for sentence in found:
        assert plain(source[sentence.span.start : sentence.span.end]) == sentence.text
        assert sentence.text.strip() == sentence.text != ""
        assert "\n" not in sentence.text
        assert sentence.span.start >= end
        end = sentence.span.end


WORDS = st.lists(
    st.sampled_from(["premien", "dekker", "skaden", "hjemme", "保険", "です", "lege"]), min_size=1, max_size=5
)
INLINE = st.sampled_from(
    ["{}", "**{}**", "*{}*", "`{}`", "[{}](/x)", "[**{}**](/x)", "~~{}~~", "<b>{}</b>", "![{}](y)"]
)
RUN = st.builds(lambda form, words: form.format(" ".join(words)), INLINE, WORDS)
SENTENCE = st.builds(
    lambda runs, end: "Så " + " ".join(runs) + end,
    st.lists(RUN, min_size=1, max_size=4),
    st.sampled_from(".!?"),
)
PARAGRAPH = st.lists(SENTENCE, min_size=1, max_size=4).map(" ".join)
PREFIX = st.sampled_from(["", "- ", "> ", "## ", "##", "1. ", "– ", "> - "])


@settings(max_examples=200, deadline=None)
@given(blocks=st.lists(st.tuples(PREFIX, PARAGRAPH), min_size=1, max_size=4))
def test_in_sound_markdown_every_sentence_is_found_and_nothing_lost(blocks: list[tuple[str, str]]) -> None:
    source = "\n\n".join(prefix + paragraph for prefix, paragraph in blocks)
    found = sentences(source, Span(0, len(source)), "nb")
    assert re.sub(r"\s", "", "".join(s.text for s in found)) == re.sub(r"\s", "", plain(source))
    assert len(found) == sum(len(re.findall(r"[.!?](?=\s|$)", paragraph)) for _, paragraph in blocks)


@settings(max_examples=200, deadline=None)
@given(source=GARBAGE)
def test_plain_agrees_with_render(source: str) -> None:
    assert plain(source) == render(source, 0, len(source)).text


def test_real_files_hold_the_invariant_and_lose_nothing(shared: Path) -> None:
    files = [*(shared / "seeds").glob("*.txt"), *(shared / "data" / "articles").glob("*/*.md")]
    assert files
    for file in files:
        source = file.read_text(encoding="utf-8")
        language = file.parent.name if file.suffix == ".md" else "ja" if "003" in file.name else "nb"
        found = sentences(source, Span(0, len(source)), language)
        for sentence in found:
            assert plain(source[sentence.span.start : sentence.span.end]) == sentence.text, file
        assert re.sub(r"\s", "", "".join(s.text for s in found)) == re.sub(r"\s", "", plain(source)), file


@pytest.mark.parametrize(
    "unit",
    [
        "[",
        "![a",
        "[a](",
        "**a ",
        "*a ",
        "`",
        "<",
        "<a ",
        "<!--",
        "<script>",
        "> ",
        "- ",
        "|a",
        "&a",
        "\\*",
        "[A](/x). ",
    ],
)
def test_hostile_repetition_takes_linear_time(unit: str) -> None:
    started = time.process_time()
    plain(unit * 20_000)
    assert time.process_time() - started < 5


def test_a_slice_that_begins_inside_a_table_row_loses_the_bar_at_its_end():
    table = "| Plan | Cost |\n|---|---|\n| HMO | low |"
    assert plain(table) == plain(table[2:]) == "Plan | Cost\nHMO | low"
