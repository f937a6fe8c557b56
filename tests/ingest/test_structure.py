from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.ingest.faq import is_faq_heading, is_question
from bot.ingest.markup import plain
from bot.ingest.structure import Structure, parse, related


def read(text: str, language: str = "nb") -> Structure:
    """Parse a text and check what holds for each structure."""
    structure = parse(text, language, "a.md")
    end = 0
    for section in structure.sections:
        assert section.blocks
        for block in section.blocks:
            assert plain(text[block.span.start : block.span.end])
            assert block.span.start >= end
            end = block.span.end
    assert structure.pairs == tuple(section.pair for section in structure.sections if section.pair)
    for pair in structure.pairs:
        assert plain(text[pair.question_span.start : pair.question_span.end]) == pair.question != ""
        assert plain(text[pair.answer_span.start : pair.answer_span.end]) == pair.answer != ""
        assert pair.question_span.end <= pair.answer_span.start
        assert (pair.source, pair.language) == ("a.md", language)
    return structure


def pairs(text: str, language: str = "nb") -> list[tuple[str, str, str]]:
    return [(pair.origin, pair.question, pair.answer) for pair in read(text, language).pairs]


def blocks(text: str, language: str = "nb") -> list[tuple[str, str]]:
    return [
        (block.kind, text[block.span.start : block.span.end])
        for section in read(text, language).sections
        for block in section.blocks
    ]


# --- sections and blocks -----------------------------------------------------------------------------


def test_sections_have_their_heading_path_and_own_content() -> None:
    text = "Ingress.\n\n# Bilen\n\nOm bilen.\n\n## Skade\n\n### Glass\n\nRuter.\n\n## Tyveri\n\nLåser.\n"
    assert [(s.heading, len(s.blocks)) for s in read(text).sections] == [
        ((), 1),
        (("Bilen",), 1),
        (("Bilen", "Skade", "Glass"), 1),
        (("Bilen", "Tyveri"), 1),
    ]


def test_defects_are_repaired_and_spans_are_those_of_the_original() -> None:
    text = (
        "##Skade\n\n-HMOの計画です\n\n– Meld fra.\n\n＃＃ 費用\n\n・医師\n・薬\n\n"
        "##**Fet** tittel\n\n1.一つ\n2.二つ\n"
    )
    assert [s.heading for s in read(text).sections] == [("Skade",), ("費用",), ("Fet tittel",)]
    assert blocks(text) == [
        ("item", "HMOの計画です"),
        ("item", "Meld fra."),
        ("item", "医師"),
        ("item", "薬"),
        ("item", "1.一つ"),
        ("item", "2.二つ"),
    ]


def test_negative_numbers_dashes_and_hashes_in_text_are_left_alone() -> None:
    assert blocks("# A\n\n-5 % i år\n\n-- to streker\n\n#1 i byen\n") == [
        ("paragraph", "-5 % i år"),
        ("paragraph", "-- to streker"),
        ("paragraph", "#1 i byen"),
    ]


def test_front_matter_comments_rules_and_blank_marks_are_no_content() -> None:
    text = (
        "---\ntitle: Bil\n---\n# Bil\n\n<!-- \n\n# skjult\n\n-->\n\n>\n\n> >\n\n- \n\n***\n\n"
        "![pynt](x.png)\n\n[a]: https://eks.no\n\nInnhold.\n"
    )
    assert blocks(text) == [("paragraph", "Innhold.")]


def test_comment_inside_a_paragraph_does_not_end_it() -> None:
    assert [plain(source) for _, source in blocks("# A\n\nen <!-- to\n\n# tre --> fire\n\nfem\n")] == [
        "en fire",
        "fem",
    ]


def test_number_alone_on_its_line_is_content() -> None:
    assert blocks("# Vedtatt\n\n2024.\n") == [("paragraph", "2024.")]


def test_rule_at_the_top_opens_no_front_matter() -> None:
    assert blocks("---\nEn tekst uten nøkler.\n---\nMer tekst.\n")[0] == (
        "paragraph",
        "En tekst uten nøkler.",
    )


def test_rule_below_a_paragraph_does_not_make_it_a_heading() -> None:
    text = "# A\n\nDette er en vanlig setning.\n---\nOg en til.\n\nEn undertittel\n---\n\nTekst.\n"
    assert [s.heading for s in read(text).sections] == [("A",), ("A", "En undertittel")]


def test_quotes_tables_and_code_are_blocks() -> None:
    text = "# A\n\n> - Sitat\n>\n> Mer\n\n| Plan | Pris |\n|---|---|\n| B | 10 |\n\n```\nkode\n```\n"
    assert blocks(text) == [
        ("item", "Sitat"),
        ("paragraph", "Mer"),
        ("row", "| Plan | Pris |"),
        ("row", "| B | 10 |"),
        ("code", "kode"),
    ]


def test_heading_right_below_an_html_table_is_a_heading() -> None:
    text = "# A\n<table>\n<tr><td>Ja</td></tr>\n</table>\n## B\nTekst.\n"
    assert [s.heading for s in read(text).sections] == [("A",), ("A", "B")]


def test_wrapped_markdown_paragraph_is_one_block() -> None:
    text = "# A\n\nEn setning som\ngår over to linjer. Og\nen til.\n"
    assert blocks(text) == [("paragraph", "En setning som\ngår over to linjer. Og\nen til.")]


@pytest.mark.parametrize(
    "text", ["", "\n\n", "# Bare tittel\n", "---\ntitle: x\n---\n", "```", "> \n> \n", "```\n```\n"]
)
def test_nothing_to_read_gives_no_sections(text: str) -> None:
    assert read(text) == Structure((), ())


# --- FAQ sections ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "heading",
    [
        "FAQ", "FAQs", "FAQ:", "Bilforsikring FAQ", "FAQ om hytte", "Frequently asked questions",
        "Common Questions",
        "Q&A", "Q & A", "Q＆A", "Questions and answers", "Ofte stilte spørsmål", "Ofte stilte spørsmål:",
        "Vanlige spørsmål", "Spørsmål og svar", "よくある質問", "よくあるご質問", "質問と回答",
        "健康保険に関するFAQ", "ＦＡＱ", "Häufig gestellte Fragen", "Häufige Fragen", "Vanliga frågor",
        "Preguntas frecuentes", "**FAQ**",
    ],
)  # fmt: skip
def test_faq_headings(heading: str) -> None:
    assert is_faq_heading(plain(heading))
    assert pairs(f"# A\n\n## {heading}\n\n### Dekkes glass\n\nJa.\n") == [("faq", "Dekkes glass", "Ja.")]


@pytest.mark.parametrize(
    "heading", ["Dekning", "Spørsmål om skade", "What is an FAQ?", "Faqir", "費用", "Question"]
)
def test_other_headings(heading: str) -> None:
    assert not is_faq_heading(heading)


def test_faq_ends_at_the_next_heading_of_its_level() -> None:
    text = (
        "# A\n\n## FAQ\n\n### Dekkes is?\n\nNei.\n\n### Sopp\n\nJa.\n\n"
        "## Kort sagt\n\n- Punkt.\n\n### Mer\n\nTekst.\n"
    )
    structure = read(text)
    assert [(p.question, p.answer) for p in structure.pairs] == [("Dekkes is?", "Nei."), ("Sopp", "Ja.")]
    assert structure.sections[-1].heading == ("A", "Kort sagt", "Mer")


def test_answer_holds_lists_paragraphs_and_headings_up_to_the_next_question() -> None:
    text = (
        "## FAQ\n\n### Hva dekkes?\n\nDette:\n\n- glass\n- [lås](/las)\n\nOg *mer*.\n\n"
        "#### Unntak\n\nSlitasje.\n\n"
        "### Hva ikke?\n\nResten.\n"
    )
    assert pairs(text) == [
        ("faq", "Hva dekkes?", "Dette:\nglass\nlås\nOg mer.\nUnntak\nSlitasje."),
        ("faq", "Hva ikke?", "Resten."),
    ]
    first = read(text).sections[0]
    assert [text[b.span.start : b.span.end] for b in first.blocks][-2:] == ["Unntak", "Slitasje."]


def test_headings_that_group_questions_are_no_questions() -> None:
    text = (
        "## FAQ\n\n### Betaling\n\n#### Når betaler jeg?\n\nI mai.\n\n#### Avdrag\n\nJa.\n\n"
        "### Skade\n\nInnledning.\n\n#### Hvor melder jeg?\n\nHer.\n"
    )
    assert pairs(text) == [
        ("faq", "Når betaler jeg?", "I mai."),
        ("faq", "Avdrag", "Ja."),
        ("faq", "Hvor melder jeg?", "Her."),
    ]
    assert read(text).sections[2].heading == ("FAQ", "Skade")


def test_section_of_nothing_but_questions_is_a_faq_in_any_language() -> None:
    text = "# A\n\n## Usein kysyttyä asiaa\n\n### Mitä se on?\n\nVakuutus.\n\n### Kuka?\n\nKaikki.\n"
    assert [pair[0] for pair in pairs(text, "fi")] == ["faq", "faq"]


def test_numbers_and_marks_before_questions_are_left_out() -> None:
    text = (
        "## FAQ\n\n### 1. Dekkes is?\n\nNei.\n\n### Q2: Dekkes snø?\n\nJa.\n\n### **Dekkes regn?**\n\nJa.\n"
    )
    assert [pair[1] for pair in pairs(text)] == ["Dekkes is?", "Dekkes snø?", "Dekkes regn?"]


def test_bold_questions() -> None:
    text = (
        "## FAQ\n\nInnledning.\n\n**Dekkes is?**\n\nNei. **Aldri.**\n\n- Ikke snø\n\n**Dekkes vann?** Ja.\n\n"
        "**Hva med glass?**\nOgså.\n\n**Viktig**\n\n## Slutt\n\nTekst.\n"
    )
    assert pairs(text) == [
        ("faq", "Dekkes is?", "Nei. Aldri.\nIkke snø"),
        ("faq", "Dekkes vann?", "Ja."),
        ("faq", "Hva med glass?", "Også.\nViktig"),
    ]


def test_bare_question_lines_in_a_faq() -> None:
    text = (
        "## FAQ\n\nDekkes is?\n\nNei. Hvorfor? Fordi den smelter.\n\nDekkes vann?\nJa.\nDekkes snø?\nNei.\n"
    )
    assert pairs(text) == [
        ("faq", "Dekkes is?", "Nei. Hvorfor? Fordi den smelter."),
        ("faq", "Dekkes vann?", "Ja."),
        ("faq", "Dekkes snø?", "Nei."),
    ]


@pytest.mark.parametrize(
    ("question", "answer"),
    [("Q:", "A:"), ("Q.", "A."), ("Sp:", "Sv:"), ("問:", "答:"), ("問：", "答："), ("Spørsmål:", "Svar:"),
     ("**Q:**", "**A:**"), ("Q1:", "A1:")],
)  # fmt: skip
def test_marked_questions(question: str, answer: str) -> None:
    one = (
        f"## FAQ\n\n{question} Dekkes is\n\n{answer} Nei.\n\nAldri?\n\n{question} Dekkes snø?\n{answer} Ja.\n"
    )
    assert pairs(one) == [("faq", "Dekkes is", "Nei.\nAldri?"), ("faq", "Dekkes snø?", "Ja.")]


def test_marked_questions_with_nothing_but_a_space_in_japanese() -> None:
    text = "## よくある質問\n\nQ　氷は対象ですか\nA　いいえ。\n\nＱ1　雪は対象ですか\n\nＡ1　はい。\n"
    assert pairs(text, "ja") == [("faq", "氷は対象ですか", "いいえ。"), ("faq", "雪は対象ですか", "はい。")]


def test_marked_question_and_answer_on_one_line() -> None:
    text = "Q: Dekkes is? A: Nei.\nQ: Dekkes snø? A: Ja.\n"
    assert pairs(text) == [("faq", "Dekkes is?", "Nei."), ("faq", "Dekkes snø?", "Ja.")]


def test_bold_line_may_be_the_faq_heading() -> None:
    text = (
        "# Bil\n\nTekst.\n\n**Ofte stilte spørsmål**\n\n**Dekkes is?**\n\nNei.\n\n"
        "## Mer\n\n**Hva?**\n\nNoe.\n"
    )
    assert pairs(text) == [("faq", "Dekkes is?", "Nei.")]


def test_article_is_no_answer_mark() -> None:
    assert (
        pairs("## FAQ\n\n**Is ice covered?**\n\nA frozen lake is not.\n", "en")[0][2]
        == "A frozen lake is not."
    )


def test_bullet_questions_in_an_answer_stay_in_it() -> None:
    text = "## FAQ\n\n**Hva nå?**\n\nSpør deg:\n\n- Har du råd?\n- Haster det?\n\nRing oss.\n"
    assert pairs(text) == [("faq", "Hva nå?", "Spør deg:\nHar du råd?\nHaster det?\nRing oss.")]


def test_question_nobody_answers_is_content_but_no_pair() -> None:
    text = "## FAQ\n\n**Dekkes is?**\n\n**Dekkes snø?**\n\nJa.\n"
    assert pairs(text) == [("faq", "Dekkes snø?", "Ja.")]
    assert blocks(text)[0] == ("paragraph", "**Dekkes is?**")
    assert pairs("## FAQ\n\n### Dekkes is?\n\n### Dekkes snø?\n\nJa.\n") == [("faq", "Dekkes snø?", "Ja.")]


def test_japanese_faq_with_full_width_marks() -> None:
    text = (
        "# 保険\n\n＃＃よくある質問\n\n###氷は対象ですか？\n\nいいえ。\n\n"
        "### 雪は対象ですか\n\n[はい。](/hai)\n\n##まとめ\n\n-以上です。\n"
    )
    assert pairs(text, "ja") == [("faq", "氷は対象ですか？", "いいえ。"), ("faq", "雪は対象ですか", "はい。")]


# --- questions as headings of an article -------------------------------------------------------------


def test_question_headings_of_an_article() -> None:
    text = "# Bil\n\n## Hva er kasko?\n\nFull dekning.\n\n### Unntak\n\nRust.\n\n## Pris\n\n100.\n"
    assert pairs(text) == [("heading", "Hva er kasko?", "Full dekning.")]
    assert len(read(text).sections) == 3


@pytest.mark.parametrize(
    "heading", ["車両保険とは", "車両保険とは何ですか？", "何を補償しますか", "誰でしょうか。", "Hva nå?”"]
)
def test_questions(heading: str) -> None:
    assert is_question(heading)
    assert pairs(f"# 車\n\n## {heading}\n\n本文です。\n")[0][0] == "heading"


@pytest.mark.parametrize("heading", ["車両保険の例", "Pris", "まとめ", "?!nei"])
def test_no_questions(heading: str) -> None:
    assert not is_question(heading)


# --- plain text --------------------------------------------------------------------------------------

PLAIN = """\
Hytta kan forsikres hele året. Prisen følger verdien.
Avtalen løper i tolv måneder.
Hva dekker hytteforsikringen?
Forsikringen dekker fire ting:
1. brann
Dette gjelder også pipebrann.
2. innbrudd
Låsen må være godkjent.
Hvem kan kjøpe den?
Alle eiere kan kjøpe den. Er det dyrt? Nei, langt fra. Kontakt oss på nett. \
Hva er en Villapakke? En Villapakke er en samlet avtale. Den gjelder hus og hytte."""


def test_plain_text_lines_that_ask_head_their_answers() -> None:
    assert pairs(PLAIN) == [
        (
            "faq",
            "Hva dekker hytteforsikringen?",
            "Forsikringen dekker fire ting:\n1. brann Dette gjelder også pipebrann.\n"
            "2. innbrudd Låsen må være godkjent.",
        ),
        (
            "faq",
            "Hvem kan kjøpe den?",
            "Alle eiere kan kjøpe den. Er det dyrt? Nei, langt fra. Kontakt oss på nett.",
        ),
        ("faq", "Hva er en Villapakke?", "En Villapakke er en samlet avtale. Den gjelder hus og hytte."),
    ]


def test_plain_text_lines_are_blocks() -> None:
    assert blocks(PLAIN)[:2] == [
        ("paragraph", "Hytta kan forsikres hele året. Prisen følger verdien."),
        ("paragraph", "Avtalen løper i tolv måneder."),
    ]
    assert [kind for kind, _ in blocks(PLAIN)[2:7]] == ["paragraph", "item", "paragraph", "item", "paragraph"]


def test_hard_wrapped_plain_text_is_put_together() -> None:
    lower = "Premien betales hver måned og\nkan deles opp. Ring oss.\nNytt avsnitt her."
    assert blocks(lower) == [
        ("paragraph", "Premien betales hver måned og\nkan deles opp. Ring oss."),
        ("paragraph", "Nytt avsnitt her."),
    ]
    width = (
        "Premien betales hver måned, og beløpet står på fakturaen som sendes til\n"
        "Drammen i god tid før forfall slik at alle rekker å betale den. Er du i\n"
        "tvil, ring."
    )
    assert blocks(width) == [("paragraph", width)]


def test_plain_text_without_questions_is_one_section() -> None:
    structure = read("En linje her.\n\nEn linje til.")
    assert len(structure.sections) == 1
    assert structure.pairs == ()


@pytest.mark.parametrize(
    "paragraph",
    [
        "Vi hjelper. Hvorfor spør vi? Fordi reglene krever det.",
        "Vi hjelper. Hva betyr det? Det betyr at du slipper.",
        "Vi hjelper, men hva er en egenandel? En egenandel er noe du betaler.",
        "Er dette bra? Ja, dette er bra.",
        "Vi hjelper. Vet du hvorfor Hansen flyttet forsikringen? Forsikringen ble dyr.",
    ],
)
def test_rhetorical_questions_stay_in_the_answer(paragraph: str) -> None:
    assert len(pairs(f"Hva gjør dere?\n{paragraph}")) == 1


def test_line_that_ends_with_a_question_but_is_more_stays_in_the_answer() -> None:
    assert len(pairs("Hva gjør dere?\nVi hjelper.\nDet er dyrt. Hvorfor?\nFordi det tar tid.")) == 1


def test_hidden_question_in_japanese() -> None:
    text = "誰が使えますか？\n会員が使えます。定額契約とは何ですか？定額契約は毎月同じ額を払う仕組みです。"
    assert [pair[1] for pair in pairs(text, "ja")] == ["誰が使えますか？", "定額契約とは何ですか？"]


# --- links -------------------------------------------------------------------------------------------


def test_related_are_relative_link_targets_once_and_in_order() -> None:
    text = (
        "---\nurl: /selv\n---\n[a](/hytte) [b](/bil 'T') [c](/hytte#pris) [d](#pris) [e](https://eks.no/x) "
        "[f](mailto:a@b.no) [g](//eks.no/y) ![h](bilde.png) [i](../bat.md) [fly] (/fly) `[k](/kode)` [1]"
    )
    assert related(text) == ("/hytte", "/bil", "../bat.md", "/fly")


# --- invariants --------------------------------------------------------------------------------------

LINES = st.sampled_from(
    ["# A", "##FAQ", "### Hva nå?", "＃＃よくある質問", "Hva er det?", "**Hva nå?**", "Q: Hva", "A: Det.",
     "En setning. To.", "- punkt", "–punkt", "-項目", "> sitat", ">", "", "", "1. en", "2. to", "```", "---",
     "| a | b |", "|---|---|", "<!--", "-->", "[a](/x)", "*", "  - inne", "- ", "=", "~~~", "<table>",
     "Bra. Hva er en ting? En ting er bra."]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(lines=st.lists(LINES | st.text(max_size=20), max_size=25))
def test_structure_holds_its_invariants_on_any_text(lines: list[str]) -> None:
    read("\n".join(lines))


def test_carriage_return_is_no_line() -> None:
    assert [section.heading for section in read("en\rto\n# A\nTekst.").sections] == [(), ("A",)]


def test_real_articles_hold_the_invariants(shared: Path) -> None:
    files = sorted((shared / "data" / "articles").glob("*/*.md"))
    assert len(files) == 34
    found = {
        f"{file.parent.name}/{file.stem}": read(file.read_text(encoding="utf-8"), file.parent.name)
        for file in files
    }
    faq = {name: sum(p.origin == "faq" for p in structure.pairs) for name, structure in found.items()}
    for language in ("de", "en", "nb", "ja"):
        assert faq[f"{language}/act-god"] == 6
        assert faq[f"{language}/actual-cash-value"] == 4
        assert faq[f"{language}/flexiblespendingaccount"] == 2
        assert faq[f"{language}/healthinsurance"] == 4
        assert faq[f"{language}/insurance-premium"] == 3
        assert faq[f"{language}/copay"] == 0
    # The highlights after the FAQ are no answers.
    assert found["nb/actual-cash-value"].sections[-1].pair is None


SEEDS = {
    "000": [],
    "001": [
        ("Hva er HMO-forsikring?", "HMO eller", "HMOs nettverk."),
        ("Hva er HMO-eksempler?", "Nesten alle", "Only-planen."),
        ("Hva er forskjellen mellom en HMO og helseforsikring?", "Dekning under", "utenfor nettverket."),
        ("Hva er fordelene med en HMO?", "De viktigste", "som mammografi."),
        ("Hvorfor har HMO et dårlig rykte?", "Det er flere", "pasienter trenger."),
    ],
    "002": [
        ("Hva slags tannlegeplan tilbyr sin tjeneste på en bokstav?", "Noen tann", "Dental HMOs."),
        ("Hva er en overordnet helseplan?", "En capitated", "eller ikke."),
        ("Hva er Capitation i regnskap?", "I regnskap", "gitt måned."),
        ("Hva er en kapitasjonsbetaling?", "En kapitasjons", "leverandøren ser dem."),
        ("Hvorfor har leger vært nølende med å undertegne kontrakter?", "Kapiterte", "snittsbefolkningen."),
        ("Hva betyr Capitation?", "Kapitering", "like mye."),
    ],
    "003": [
        ("HMO保険とは何ですか？", "HMOまたは", "保険料を支払います。"),
        ("HMOの例は何ですか？", "ほとんど", "個人に提供します。"),
        ("HMOと健康保険の違いは何ですか？", "HMOの適用", "一部も支払います。"),
        ("HMOの利点は何ですか？", "主な利点", "必要としません。"),
        ("HMOの評判が悪いのはなぜですか？", "HMOの対象", "要求します。"),
    ],
    "004": [
        ("Hva er Aso i USAs helsevesen?", "Aso er", "store skader."),
        ("Hva er de administrative pliktene?", "Det er noen", "så videre."),
        ("Hva er forskjellen mellom TPA og forsikringsselskap?", "TPA står", "forsikringsplaner."),
        ("Hva er en Cigna ASO-plan?", "En Cigna", "kontoansvarlig."),
        ("Hva er en TPA-kontrakt?", "En TPA-", "TPA-forholdet."),
    ],
}
SEED_HEADINGS = {
    "000": "Hva er en punkt-of-service-plan?",
    "001": "Hva er en HMO?",
    "002": "Hva er en hovedkontrakt?",
    "003": "HMOとは何ですか？",
}


@pytest.mark.parametrize("number", SEEDS)
def test_seeds_give_their_pairs(shared: Path, number: str) -> None:
    text = next((shared / "seeds").glob(f"{number}_*.txt")).read_text(encoding="utf-8")
    structure = read(text, "ja" if number == "003" else "nb")
    faq = [pair for pair in structure.pairs if pair.origin == "faq"]
    assert [pair.question for pair in faq] == [question for question, _, _ in SEEDS[number]]
    for pair, (_, start, end) in zip(faq, SEEDS[number], strict=True):
        assert pair.answer.startswith(start)
        assert pair.answer.endswith(end)
    headings = [pair.question for pair in structure.pairs if pair.origin == "heading"]
    assert headings == ([SEED_HEADINGS[number]] if number in SEED_HEADINGS else [])


def test_numbered_list_of_the_plain_text_seed_keeps_its_order(shared: Path) -> None:
    text = next((shared / "seeds").glob("004_*.txt")).read_text(encoding="utf-8")
    answer = read(text).pairs[1].answer
    places = [answer.find(f"\n{n}. ") for n in range(1, 5)]
    assert places == sorted(places)
    assert places[0] > 0
