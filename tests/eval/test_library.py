from bot.types import Chunk, Document, Span
from eval.library import Library


def pair(source: str, number: int, language: str) -> Chunk:
    text = f"{source} {number}"
    span = Span(number, number + 1)
    return Chunk(text, source, "", language, (), f"Question {number}?", text, span, (), "faq")


def library(**counts: int) -> Library:
    names = {name.replace("__", "/") + ".md": count for name, count in counts.items()}
    documents = {source: Document(source, "", "", source.split("/")[0]) for source in names}
    chunks = [pair(s, n, documents[s].language) for s, count in names.items() for n in range(count)]
    return Library(documents, chunks)


def test_versions_differ_in_the_folder_of_their_language_alone():
    found = library(en__copay=1, nb__copay=1, ja__other=1)
    assert found.versions("nb/copay.md") == ("nb/copay.md", "en/copay.md")
    assert found.versions("ja/other.md") == ("ja/other.md",)
    assert found.languages == ("en", "ja", "nb")


def test_documents_of_one_name_in_other_folders_are_no_versions():
    documents = {s: Document(s, "", "", "en") for s in ("a/index.md", "b/index.md")}
    assert Library(documents, []).versions("a/index.md") == ("a/index.md",)


def test_pairs_are_versions_where_there_are_equally_many():
    found = library(en__copay=2, nb__copay=2, ja__copay=1)
    second = found.pairs_in("en/copay.md")[1]
    assert [v.source for v in found.pair_versions(second)] == ["en/copay.md", "nb/copay.md"]
    assert found.cluster(second) == found.cluster(found.pairs_in("nb/copay.md")[1]) == "en/copay.md#2"
    alone = found.pairs_in("ja/copay.md")[0]
    assert found.pair_versions(alone) == [alone]
    assert found.cluster(alone) == "ja/copay.md#1"
