import io
import os
import socket
import zipfile
from pathlib import Path

import pytest

from bot.ingest.convert import docx_to_markdown
from bot.ingest.load import Loaded, Refused, SourceFile, discover, load
from bot.ingest.markup import plain
from bot.ingest.structure import parse

NORWEGIAN = (
    "Når båten ligger på land, gjelder forsikringen også for motoren. Ærlig talt må du være nøye med låsene."
)
JAPANESE = "船の保険は、陸に上げている間も有効です。鍵の管理には十分に注意してください。詳しくは窓口まで。"


def write(folder: Path, name: str, content: str | bytes) -> SourceFile:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return SourceFile(path, name)


def read(folder: Path, name: str, content: str | bytes, max_bytes: int = 1_000_000) -> Loaded:
    return load(write(folder, name, content), max_bytes)


def refusal(folder: Path, name: str, content: str | bytes, max_bytes: int = 1_000_000) -> str:
    with pytest.raises(Refused) as refused:
        read(folder, name, content, max_bytes)
    reason = str(refused.value)
    assert "\n" not in reason
    return reason


@pytest.fixture(autouse=True)
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object) -> None:
        raise AssertionError("reading a file must not open a connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


# --- text --------------------------------------------------------------------------------------------


def test_text_is_stored_as_decoded_with_plain_newlines(tmp_path: Path) -> None:
    document = read(tmp_path, "a.md", b"\xef\xbb\xbf# B\xc3\xa5t\r\n\r\nTekst.\rMer.\n").document
    assert document.text == "# Båt\n\nTekst.\nMer.\n"
    assert (document.source, document.title) == ("a.md", "Båt")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (NORWEGIAN, "cp1252"),
        (NORWEGIAN, "iso-8859-1"),
        ("Prämie für größere Häuser", "cp1252"),
        (NORWEGIAN, "utf-16"),
        (JAPANESE, "cp932"),
        (JAPANESE, "euc_jp"),
        (JAPANESE, "iso2022_jp"),
        (JAPANESE, "utf-16"),
        (JAPANESE, "utf-32"),
    ],
)
def test_legacy_encodings(tmp_path: Path, text: str, encoding: str) -> None:
    document = read(tmp_path, "a.txt", text.encode(encoding)).document
    assert document.text == text
    assert document.language == {JAPANESE: "ja", NORWEGIAN: "nb"}.get(text, "de")


def test_public_texts_in_legacy_encodings(tmp_path: Path, shared: Path) -> None:
    articles = shared / "data" / "articles"
    for language, encodings in (("nb", ["cp1252"]), ("ja", ["cp932", "euc_jp", "iso2022_jp"])):
        for file in sorted((articles / language).glob("*.md")):
            for encoding in encodings:
                text = file.read_text(encoding="utf-8").replace("–", "-").replace("—", "-")
                raw = text.encode(encoding, "ignore")
                assert read(tmp_path, "a.md", raw).document.text == raw.decode(encoding), (file, encoding)


@pytest.mark.parametrize(
    "raw", [b"tekst\x00tekst", bytes(range(256)), b"%PDF-1.4 tekst", b"PK\x03\x04tekst", b"\x89PNG\r\n"]
)
def test_binary_content_is_refused(tmp_path: Path, raw: bytes) -> None:
    assert refusal(tmp_path, "a.txt", raw).startswith("looks binary")


@pytest.mark.parametrize(
    "raw",
    [
        b"\x81\x8d\x8f\x90\x9d \xff\xfe\xfd",
        "Wysokość składki ubezpieczeń".encode("cp1250"),
        "船舶保险在岸上也有效。请妥善保管钥匙。详情请咨询窗口。".encode("gb18030"),
        "선박 보험은 육상에서도 유효합니다.".encode("euc_kr"),
    ],
)
def test_unknown_encoding_is_refused(tmp_path: Path, raw: bytes) -> None:
    assert "save it as UTF-8" in refusal(tmp_path, "a.txt", raw)


def test_damaged_utf_16_is_refused(tmp_path: Path) -> None:
    assert "UTF-16" in refusal(tmp_path, "a.txt", b"\xff\xfea\x00b")


@pytest.mark.parametrize(
    "content", ["", " \n\t\n", "---\ntitle: Tom\n---\n", "<!-- bare dette -->\n", "\ufeff"]
)
def test_empty_files_are_refused(tmp_path: Path, content: str) -> None:
    assert "write something in it" in refusal(tmp_path, "a.md", content)


def test_large_files_are_refused_before_they_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write(tmp_path, "a.md", "x" * 1001)
    monkeypatch.setattr(Path, "read_bytes", lambda path: pytest.fail("was read"))
    with pytest.raises(Refused, match=r"larger than 1,000 bytes \(1,001\)"):
        load(file, 1000)


def test_file_that_cannot_be_opened_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = write(tmp_path, "a.md", "Tekst.")
    with pytest.raises(Refused, match="cannot be opened: No such file"):
        load(SourceFile(tmp_path / "b.md", "b.md"), 1000)

    def denied(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", denied)
    with pytest.raises(Refused, match="cannot be opened: Permission denied; allow reading it"):
        load(file, 1000)


def test_converter_that_fails_gives_a_refusal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(raw: bytes) -> str:
        raise ValueError("page 3 is odd\nTraceback")

    monkeypatch.setattr("bot.ingest.load.pdf_to_markdown", broken)
    assert refusal(tmp_path, "a.pdf", b"%PDF-1.4") == (
        "cannot be converted: ValueError page 3 is odd; open it and save it anew"
    )


# --- front matter, title, language -------------------------------------------------------------------


def test_front_matter(tmp_path: Path) -> None:
    text = (
        "---\n# merknad\nTitle: Båt &amp; motor\ndescription: Om [båt](/bat).\nkeywords: båt, motor,båt\n"
        "language: no\nupdated: 2024-03-09\nvalid_until: 2026-12-31\njurisdiction: Norge\n"
        "url: https://eks.no/bat\nsources:\n  - https://eks.no\n---\n"
        "# Annet\n\nSe [lås](/las).\n"
    )
    document = read(tmp_path, "a.md", text).document
    assert document.text == text
    assert document.title == "Båt & motor"
    assert document.description == "Om båt."
    assert document.keywords == ("båt", "motor")
    assert (document.language, document.updated, document.url) == ("nb", "2024-03-09", "https://eks.no/bat")
    assert (document.valid_until, document.jurisdiction) == ("2026-12-31", "Norge")
    assert document.related == ("/las",)


def test_a_valid_until_that_is_no_date_is_said(tmp_path: Path) -> None:
    loaded = read(tmp_path, "a.md", "---\nvalid_until: next year\n---\n# A\n\nText here.\n")
    assert loaded.document.valid_until is None
    assert loaded.warnings == (
        "front matter: valid_until 'next year' passed over; write a date such as 2026-12-31",
    )


@pytest.mark.parametrize(
    ("tag", "code"),
    [("no", "nb"), ("nb-NO", "nb"), ("ja-JP", "ja"), ("en-US", "en"), ("JA", "ja"), ("de", "de")],
)
def test_language_tags(tmp_path: Path, tag: str, code: str) -> None:
    assert read(tmp_path, "a.md", f"---\nlanguage: {tag}\n---\n{NORWEGIAN}").document.language == code


def test_values_that_make_no_sense_are_passed_over_with_a_warning(tmp_path: Path) -> None:
    loaded = read(tmp_path, "a.md", f"---\nlanguage: klingon\nurl: javascript:alert(1)\n---\n{NORWEGIAN}")
    assert (loaded.document.language, loaded.document.url) == ("nb", None)
    assert len(loaded.warnings) == 2
    assert "klingon" in loaded.warnings[0]


def test_keywords_as_a_list_and_a_title_that_is_a_number(tmp_path: Path) -> None:
    document = read(tmp_path, "a.md", "---\ntitle: 2024\nkeywords: [a, 1, {b: c}]\n---\nTekst.").document
    assert (document.title, document.keywords) == ("2024", ("a", "1"))


@pytest.mark.parametrize(
    ("matter", "named"),
    [
        ("title: HMO: hva er det", "line 2: mapping values are not allowed here"),
        ("title: a\nkeywords: [a, b", "line 4"),
        ("title: a\n\tb: c", "line 3"),
        ("updated: 2024-13-45", "month must be in 1..12"),
        ("a: " + "[" * 5000, "broken front matter"),
        ("a: !!python/object/apply:os.system [ls]", "line 2: could not determine a constructor"),
    ],
)
def test_broken_front_matter_is_refused(tmp_path: Path, matter: str, named: str) -> None:
    reason = refusal(tmp_path, "a.md", f"---\n{matter}\n---\nTekst.")
    assert reason.startswith("broken front matter")
    assert named in reason


def test_rule_at_the_top_is_no_front_matter(tmp_path: Path) -> None:
    assert read(tmp_path, "a.md", "---\nEn innledning.\n---\nTekst.").document.title == "En innledning."


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Ingress.\n\n## Under\n\n# **Stor** båt\n", "Stor båt"),
        ("## Først\n\nTekst.\n", "Først"),
        ("Kort setning. Og en til.\n\n## Under\n", "Kort setning."),
        (
            "Denne innledende setningen er så lang at den må kuttes et sted for å bli en tittel.",
            "Denne innledende setningen er så lang at den må kuttes et…",
        ),
        ("長い" * 40 + "文です。", "長い" * 29 + "長…"),
    ],
)
def test_title_falls_back_to_the_text(tmp_path: Path, text: str, title: str) -> None:
    found = read(tmp_path, "min-fil.md", text).document.title
    assert found == title
    assert len(found) <= 60


# --- tables ------------------------------------------------------------------------------------------


def faq(loaded: Loaded) -> list[tuple[str, str]]:
    document = loaded.document
    pairs = parse(document.text, document.language, document.source).pairs
    for pair in pairs:
        assert plain(document.text[pair.answer_span.start : pair.answer_span.end]) == pair.answer
        assert pair.origin == "faq"
    return [(pair.question, pair.answer) for pair in pairs]


@pytest.mark.parametrize(
    ("header", "delimiter"),
    [("question,answer", ","), ("Spørsmål;Svar", ";"), ("質問\t回答", "\t"), ("Q,A", ","),
     ("Frage;Antwort", ";"), (' "Question" , ANSWER ', ",")],
)  # fmt: skip
def test_csv_columns(tmp_path: Path, header: str, delimiter: str) -> None:
    rows = [["Dekkes is?", '"Nei; aldri, dessverre\t!"'], ['"Dekkes ""snø"" da?"', "Ja."]]
    text = "\ufeff\n" + header + "\r\n" + "\r\n".join(delimiter.join(row) for row in rows)
    assert faq(read(tmp_path, "mine_svar.csv", text)) == [
        ("Dekkes is?", "Nei; aldri, dessverre !"),
        ('Dekkes "snø" da?', "Ja."),
    ]


def test_table_title_language_and_url(tmp_path: Path) -> None:
    rows = "A?,Ja.,nb-NO,Båt,https://eks.no\nB?,Nei.,nb-NO,Båt,https://eks.no/2\n"
    text = f"question,answer,language,title,url\n{rows}"
    document = read(tmp_path, "mine_svar.csv", text).document
    assert (document.title, document.language, document.url) == ("Båt", "nb", None)
    assert document.text.startswith("# Båt\n\n## FAQ\n\n### A?\n\nJa.\n")
    assert read(tmp_path, "mine_svar.csv", "q,a\nDekkes is?,Nei.\n").document.title == "Mine svar"


def test_structure_in_an_answer_stays_text(tmp_path: Path) -> None:
    answer = "En:\n# to\n＃＃三\n---\n```\n- fire\n<!-- fem"
    records = '{"question": "Hva nå?", "answer": %s}\n{"question": "Og da?", "answer": "--> Slutt."}\n'
    loaded = read(tmp_path, "a.jsonl", records % repr(answer).replace("'", '"'))
    assert faq(loaded) == [
        ("Hva nå?", "En: # to ＃＃三 --- ```\nfire <!-- fem"),
        ("Og da?", "--> Slutt."),
    ]


def test_json_lines(tmp_path: Path) -> None:
    text = (
        '\ufeff{"Spørsmål": "Dekkes\\nis?", "SVAR": "Nei.", "id": 7}\n\n'
        '{"spørsmål": "Dekkes \\ud800?", "svar": 4}\n'
    )
    assert faq(read(tmp_path, "a.jsonl", text)) == [("Dekkes is?", "Nei."), ("Dekkes ??", "4")]


def test_rows_without_an_answer_are_warned_of(tmp_path: Path) -> None:
    loaded = read(tmp_path, "a.csv", "question,answer\nDekkes is?,\n,Ja.\nDekkes snø?,Nei.\n,\nKort\n")
    assert loaded.warnings == (
        "row 2 has no answer: Dekkes is?",
        "row 3 has no question",
        "row 6 has no answer: Kort",
    )
    assert faq(loaded) == [("Dekkes snø?", "Nei.")]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.csv", "navn,svar\nx,y\n", "has no question column: found navn, svar; rename one to 'question'"),
        ("a.csv", "q,navn\nx,y\n", "has no answer column: found q, navn; rename one to 'answer'"),
        ("a.csv", "q,a\n", "holds no answered question; fill in both columns"),
        (
            "a.csv",
            "q,a\nx,\ny,\n",
            "holds no answered question (row 2 has no answer: x; row 3 has no answer: y)",
        ),
        ("a.csv", 'q,a\n"x,y\n' + "z" * 200_000, "is no readable CSV: field larger than field limit"),
        ("a.jsonl", '{"q": "x", "a": "y"}\n{"q": \n', "line 2 is no valid JSON: Expecting value"),
        ("a.jsonl", "[1, 2]\n", "line 1 is no JSON object"),
        ("a.jsonl", '{"q": "x", "a": ["y"]}\n', "line 1: 'answer' is no text"),
        ("a.jsonl", '{"text": "x"}\n', "has no question column: found text"),
        ("a.jsonl", "[" * 100_000, "line 1 is no valid JSON"),
    ],
)
def test_unusable_tables_are_refused(tmp_path: Path, name: str, content: str, reason: str) -> None:
    assert reason in refusal(tmp_path, name, content)


# --- HTML, PDF, DOCX ---------------------------------------------------------------------------------

PAGE = """<!DOCTYPE html><html lang="nb-NO">
<head><title>Båt | Selskapet</title><style>p {color: red}</style></head>
<body><nav><a href="/hjem">Hjem</a></nav><header>Logg inn</header>
<main><script>alert("hei")</script><h2>Motor</h2>
<p>Dekkes <b>alltid</b>, se <a href="/vilkar">vilkår</a>.</p>
<ul><li>Propell</li></ul><img src="https://eks.no/pynt.png" alt="">
<table><tr><th>Del</th><th>Pris</th></tr><tr><td>Ror</td><td>10</td></tr></table></main>
<footer>Kontakt</footer></body></html>"""


def test_html_keeps_the_main_content(tmp_path: Path) -> None:
    document = read(tmp_path, "a.html", PAGE).document
    assert (document.title, document.language, document.related) == ("Motor", "nb", ("/vilkar",))
    shown = plain(document.text)
    assert shown == "Motor\nDekkes alltid, se vilkår.\nPropell\nDel | Pris\nRor | 10"


def test_html_without_main_drops_what_surrounds_it(tmp_path: Path) -> None:
    page = PAGE.replace("<main>", "<div>").replace("</main>", "</div>").replace("<h2>Motor</h2>", "")
    document = read(tmp_path, "a.htm", page).document
    assert document.title == "Båt | Selskapet"
    assert all(word not in document.text for word in ("Logg inn", "Kontakt", "Hjem", "alert", "color"))


def test_html_in_a_declared_encoding(tmp_path: Path) -> None:
    page = f'<html><head><meta charset="shift_jis"></head><body><p>{JAPANESE}</p></body></html>'
    document = read(tmp_path, "a.html", page.encode("cp932")).document
    assert document.text.strip() == JAPANESE
    assert document.language == "ja"


def test_html_language_is_the_declared_one(tmp_path: Path) -> None:
    page = f'<html lang="da"><body><p>{NORWEGIAN}</p></body></html>'
    assert read(tmp_path, "a.html", page).document.language == "da"


def test_html_that_starts_with_a_rule_has_no_front_matter(tmp_path: Path) -> None:
    document = read(tmp_path, "a.html", "<body><hr><p>title: Pris</p><hr><p>Mer tekst.</p></body>").document
    assert plain(document.text) == "title: Pris\nMer tekst."
    assert document.title == "title: Pris"


def test_html_without_text_is_refused(tmp_path: Path) -> None:
    assert "holds no text" in refusal(tmp_path, "a.html", "<html><body><nav>Hjem</nav></body></html>")


def pdf(text: str) -> bytes:
    """Return a PDF of one page that shows ``text`` (ASCII), or nothing."""
    stream = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode() if text else b""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out = io.BytesIO(b"%PDF-1.4\n")
    out.seek(0, io.SEEK_END)
    places = []
    for number, content in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    start = out.tell()
    out.write(b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(b"trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start)
    return out.getvalue()


def test_pdf(tmp_path: Path) -> None:
    document = read(tmp_path, "bat-vilkar.pdf", pdf("The boat is covered on land. Lock it.")).document
    assert plain(document.text) == "The boat is covered on land. Lock it."
    assert (document.title, document.language) == ("The boat is covered on land.", "en")


def test_pdf_without_text_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path, "a.pdf", pdf("")) == "has no text layer; run OCR first"


def test_damaged_pdf_is_refused(tmp_path: Path) -> None:
    assert "cannot be converted" in refusal(tmp_path, "a.pdf", b"%PDF-1.4\nnot really")


def docx(body: str, extra: dict[str, str] | None = None) -> bytes:
    """Return a Word document with the paragraphs in ``body`` (WordprocessingML)."""
    declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    parts = {
        "[Content_Types].xml": f'{declaration}<Types xmlns="{package}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'wordprocessingml.document.main+xml"/></Types>',
        "_rels/.rels": f'{declaration}<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
        f'Type="{office}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'{declaration}<w:document xmlns:w="{word}"><w:body>{body}</w:body>'
        "</w:document>",
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in (parts | (extra or {})).items():
            archive.writestr(name, content)
    return stream.getvalue()


def paragraph(text: str, style: str = "") -> str:
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{properties}<w:r><w:t>{text}</w:t></w:r></w:p>"


def test_docx(tmp_path: Path) -> None:
    raw = docx(paragraph("Båt", "Heading1") + paragraph("Gjelder på land."))
    document = read(tmp_path, "a.docx", raw).document
    assert document.title == "Båt"
    assert plain(document.text) == "Båt\nGjelder på land."


@pytest.mark.parametrize("name", ["word/document.xml", "word/footnotes.xml", "_rels/.rels"])
def test_docx_with_entities_is_refused(tmp_path: Path, name: str) -> None:
    secret = write(tmp_path, "secret.txt", "hemmelig")
    xml = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file://{secret.path}">]><x>&e;</x>'
    assert "declares XML entities" in refusal(tmp_path, "a.docx", docx(paragraph("Tekst."), {name: xml}))


def test_docx_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.ingest.convert._LARGEST_UNPACKED", 10_000)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", " " * 10_001)
    with pytest.raises(Refused, match="unpacks to more than"):
        docx_to_markdown(stream.getvalue())


def test_damaged_docx_is_refused(tmp_path: Path) -> None:
    assert "is no DOCX file" in refusal(tmp_path, "a.docx", b"PK\x03\x04 not really")
    assert "holds no text" in refusal(tmp_path, "a.docx", docx("<w:p>"))


# --- discovery ---------------------------------------------------------------------------------------


def found(root: Path) -> tuple[list[str], dict[str, str]]:
    files, refusals = discover(root)
    return [file.source for file in files], {refusal.source: refusal.reason for refusal in refusals}


def test_discovery_is_sorted_and_passes_over_hidden_files(tmp_path: Path) -> None:
    for name in ("b.md", "a/ø 日本.TXT", "a/z.pdf", ".git/config", ".skjult.md", "a/.b/c.md", "c.jsonl"):
        write(tmp_path, name, "x")
    assert found(tmp_path) == (["a/z.pdf", "a/ø 日本.TXT", "b.md", "c.jsonl"], {})


def test_unknown_extensions_are_refused_by_name(tmp_path: Path) -> None:
    write(tmp_path, "a.xlsx", "x")
    write(tmp_path, "LICENSE", "x")
    formats = ".md, .markdown, .txt, .html, .htm, .pdf, .docx, .csv, .jsonl"
    assert found(tmp_path) == (
        [],
        {
            "LICENSE": f"has no extension; supported are {formats}",
            "a.xlsx": f"has the unknown extension '.xlsx'; supported are {formats}",
        },
    )


def test_links_are_followed_inside_the_corpus_only(tmp_path: Path) -> None:
    root = tmp_path / "corpus"
    write(tmp_path, "utenfor.md", "x")
    write(root, "a/en.md", "x")
    (root / "igjen.md").symlink_to(root / "a" / "en.md")
    (root / "a" / "runde").symlink_to(root)
    (root / "selv").symlink_to(root / "selv")
    (root / "ut.md").symlink_to(tmp_path / "utenfor.md")
    (root / "utmappe").symlink_to(tmp_path)
    (root / "borte.md").symlink_to(root / "finnes-ikke.md")
    write(root, ".lager/to.md", "x")
    (root / "to.md").symlink_to(root / ".lager" / "to.md")
    (root / "mappe").symlink_to(root / ".lager")
    sources, reasons = found(root)
    assert sources == ["a/en.md", "to.md"] or sources == ["a/en.md", "mappe/to.md"]
    assert set(reasons) == {"selv", "ut.md", "utmappe", "borte.md"}
    assert "leaves the corpus" in reasons["ut.md"]
    assert "leaves the corpus" in reasons["utmappe"]
    assert "leads nowhere" in reasons["borte.md"]


def test_root_may_be_a_link(tmp_path: Path) -> None:
    write(tmp_path, "ekte/a.md", "x")
    (tmp_path / "lenke").symlink_to(tmp_path / "ekte")
    assert found(tmp_path / "lenke") == (["a.md"], {})


def test_strange_files_are_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "kø.md")
    write(tmp_path, "linje\nskift.md", "x")
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/b\xe5t.md")).write_text("x")
    sources, reasons = found(tmp_path)
    assert sources == []
    assert "no regular file" in reasons["kø.md"]
    assert "rename it" in reasons["linje\\nskift.md"]
    assert "rename it" in reasons["b\\udce5t.md"]


def test_folder_that_cannot_be_opened_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "lukket/a.md", "x")
    write(tmp_path, "b.md", "x")
    scandir = os.scandir

    def guarded(path: Path) -> object:
        if Path(path).name == "lukket":
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr("bot.ingest.sources.os.scandir", guarded)
    assert found(tmp_path) == (
        ["b.md"],
        {"lukket": "folder cannot be opened: Permission denied; allow reading it"},
    )


def test_missing_corpus_is_refused(tmp_path: Path) -> None:
    file = write(tmp_path, "a.md", "x")
    for root, reason in ((tmp_path / "borte", "does not exist"), (file.path, "is not a folder")):
        files, refusals = discover(root)
        assert files == []
        assert reason in refusals[0].reason


def test_seeds_are_loaded_with_title_and_language(shared: Path) -> None:
    files, refusals = discover(shared / "seeds")
    assert refusals == []
    documents = [load(file, 1_000_000).document for file in files]
    assert [document.language for document in documents] == ["nb", "nb", "nb", "ja", "nb"]
    assert documents[0].title == "Point-of-Service (POS)-plan"
    assert documents[3].title == "健康維持機構（HMO）"
    assert documents[0].related == ("/hmo", "/ppo")
    assert len(documents[4].title) <= 60
    for file, document in zip(files, documents, strict=True):
        assert document.text == file.path.read_text(encoding="utf-8")


def test_csv_rows_cut_by_an_unquoted_delimiter_are_left_out_and_named(tmp_path: Path) -> None:
    table = "question,answer\nIs hail covered?,Yes, but not for tents.\nIs snow covered?,Yes.\n"
    loaded = read(tmp_path, "faq.csv", table)
    assert faq(loaded) == [("Is snow covered?", "Yes.")]
    assert [warning.split(";")[0] for warning in loaded.warnings] == [
        "row 2 has more cells than the header and was left out"
    ]
