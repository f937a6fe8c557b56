import pytest

from bot.errors import UsageError

SENTENCE = {
    "en": "A member sends the form to the insurer within the week.",
    "nb": "Medlemmet sender skjemaet til selskapet innen en uke.",
    "ja": "加入者は、その用紙を1週間以内に保険会社へ送ります。",
}
PLACES = {
    "en": ("Children share the one of their parents.", "Preventive visits are free in the network."),
    "nb": ("Barn deler foreldrenes.", "Forebyggende besøk er gratis i nettverket."),
    "ja": ("子どもは親と共有します。", "予防のための受診は無料です。"),
}


@pytest.mark.parametrize("language", SENTENCE)
def test_a_sentence_in_two_articles_is_a_warning_on_the_second(corpus, language):
    first, second = PLACES[language]
    corpus.change(f"{language}/deductible.md", first, SENTENCE[language])
    corpus.change(f"{language}/copay.md", second, SENTENCE[language].replace("the", "*the*"))
    finding = corpus.only()
    assert (finding.check, finding.source, finding.severity) == (
        "copied",
        f"{language}/deductible.md",
        "warning",
    )
    assert finding.line == corpus.line(f"{language}/deductible.md", SENTENCE[language])
    line = corpus.line(f"{language}/copay.md", SENTENCE[language][:10])
    assert f"{language}/copay.md line {line}" in finding.message


@pytest.mark.parametrize("language", SENTENCE)
def test_what_is_short_or_in_one_article_alone_is_no_copy(corpus, language):
    first, second = PLACES[language]
    short = {
        "en": "The member sends the form to them.",
        "nb": "Medlemmet sender inn skjemaet.",
        "ja": "加入者が用紙を送ります。",
    }
    for source in (f"{language}/deductible.md", f"{language}/copay.md"):
        corpus.change(source, first if "deductible" in source else second, short[language])
    corpus.change(
        f"{language}/copay.md",
        short[language],
        f"{short[language]} {SENTENCE[language]} {SENTENCE[language]}",
    )
    assert [finding for finding in corpus.lint() if finding.check == "copied"] == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (
            "page.md",
            "# Page\n\nBefore. a member sends the **form** to\nthe insurer within the week, and more.",
        ),
        ("page.html", "<p>Before. A member sends the form<br>to the insurer within the week.</p>"),
        ("rows.csv", "question,answer\nWhen?,A member sends the form to the insurer within the week.\n"),
        ("page.rst", "A member sends the form to the insurer within the week."),
        ("broken.csv", "other,columns\nA member sends the form to the insurer within the week.,x\n"),
    ],
)
def test_a_sentence_that_stands_elsewhere_is_an_error(corpus, tmp_path, name, content):
    corpus.change("en/copay.md", PLACES["en"][1], SENTENCE["en"])
    path = tmp_path / "others" / "deep" / name
    path.parent.mkdir(parents=True)
    path.write_text(content, "utf-8")
    assert corpus.lint() == []
    finding = corpus.only(tmp_path / "others")
    assert (finding.check, finding.source, finding.severity) == ("copied", "en/copay.md", "error")
    assert finding.line == corpus.line("en/copay.md", SENTENCE["en"])
    assert str(path) in finding.message


def test_files_elsewhere_that_are_hidden_or_no_text_or_hold_part_of_a_sentence(corpus, tmp_path):
    corpus.change("en/copay.md", PLACES["en"][1], SENTENCE["en"])
    others = tmp_path / "others"
    others.mkdir()
    (others / "a.bin").write_bytes(b"\x00\x01\x02")
    (others / ".hidden.txt").write_text(SENTENCE["en"], "utf-8")
    (others / "b.txt").write_text("A member sends the form to the insurer within the month.", "utf-8")
    assert corpus.lint(others) == []


def test_the_corpus_itself_is_not_elsewhere(corpus):
    assert corpus.lint(corpus.folder.parent) == []


def test_a_folder_that_does_not_exist_is_an_error_of_one_sentence(corpus, tmp_path):
    with pytest.raises(UsageError, match=r"nowhere is no folder; [^\n]+$"):
        corpus.lint(tmp_path / "nowhere")
