import json

import pytest

from bot.answer.respond import Bot, open_bot
from bot.index.generation import read_chunks, read_documents, require_current
from bot.ingest.asked import FOLDER
from bot.ingest.pipeline import ingest
from bot.settings import Settings

PAIR = {
    "source": "en/deductible.md",
    "question": "Who pays the deductible?",
    "asked": ["My bike was stolen: does the first bit come out of my own pocket?"],
}
WORDS = {
    "source": "en/deductible.md",
    "words": "A family with savings can carry 2,000 dollars more easily.",
    "asked": ["Who can live with a large excess?"],
}
UNANSWERED = {"source": "en/deductible.md", "asked": ["Which insurer has the lowest deductible in Ohio?"]}


def ask_under(settings: Settings, *lines: object) -> None:
    folder = settings.corpus / FOLDER
    folder.mkdir(exist_ok=True)
    text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    (folder / "en.jsonl").write_text(text + "\n", "utf-8")


def chunks(settings: Settings):
    return read_chunks(require_current(settings.index))


def test_a_wording_stands_with_the_pair_it_is_another_wording_of(small):
    ask_under(small, PAIR)
    report = ingest(small)
    (pair,) = [chunk for chunk in chunks(small) if chunk.question == PAIR["question"]]
    assert [asked.text for asked in pair.asked] == [PAIR["question"], *PAIR["asked"]]
    assert [asked.wording for asked in pair.asked] == [False, True]
    assert not report.refused and not report.warnings


def test_words_are_found_and_their_sentences_named(small):
    ask_under(small, WORDS)
    ingest(small)
    (asked,) = [(chunk, a) for chunk in chunks(small) for a in chunk.asked if a.wording]
    chunk, wording = asked
    assert [s.text for s in chunk.sentences[wording.first : wording.last]] == [WORDS["words"]]


def test_words_that_go_on_past_a_passage_are_named(small):
    article = small.corpus / "en/deductible.md"
    long = " ".join(f"Sentence number {number} speaks of savings." for number in range(60))
    text = article.read_text("utf-8").replace(WORDS["words"], long)
    article.write_text(text, "utf-8")
    ask_under(small, {**WORDS, "words": long})
    (warning,) = ingest(small).warnings
    assert "longer than a passage, quote less of it" in str(warning)
    assert any(asked.wording for chunk in chunks(small) for asked in chunk.asked)


def test_questions_known_not_to_be_answered_stand_with_the_document(small):
    ask_under(small, UNANSWERED)
    ingest(small)
    documents = read_documents(require_current(small.index))
    assert documents["en/deductible.md"].unanswered == tuple(UNANSWERED["asked"])


def test_a_wording_is_answered_and_an_unanswered_question_refused(small):
    ingest(small)
    before = [open_bot(small).ask(line["asked"][0]) for line in (PAIR, WORDS, UNANSWERED)]
    ask_under(small, PAIR, WORDS, UNANSWERED)
    ingest(small)
    bot: Bot = open_bot(small)
    pair, words, unanswered = (bot.ask(line["asked"][0]) for line in (PAIR, WORDS, UNANSWERED))
    assert pair.citations[0].quote.startswith("The policyholder pays the deductible.")
    assert words.citations[0].quote == WORDS["words"]
    assert unanswered.abstained
    assert pair.confidence > before[0].confidence and unanswered.confidence < before[2].confidence


def test_a_changed_wording_is_taken_up_and_nothing_else_is_read_again(small):
    ingest(small)
    ask_under(small, PAIR)
    report = ingest(small)
    assert report.changed == ("en/deductible.md",) and report.encoded == 1
    ask_under(small, PAIR)
    assert ingest(small).changed == ()


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ({**PAIR, "source": "en/none.md"}, "is named in .asked and is not in the corpus"),
        ({**PAIR, "question": "Who cares?"}, "it asks no 'Who cares?'"),
        ({**WORDS, "words": "Nobody pays."}, "it does not say 'Nobody pays.'"),
        ({"source": "en/deductible.md"}, "line 1: asked: Field required"),
        ({**PAIR, "asked": [" "]}, "line 1: asked.0: "),
        ({**PAIR, "answer": "x"}, "line 1: answer: "),
        ("{", "line 1: line: Invalid JSON"),
    ],
)
def test_what_cannot_be_placed_is_named(small, line, reason):
    ask_under(small, line)
    report = ingest(small)
    said = [*(f"{refusal.source} {refusal.reason}" for refusal in report.refused), *report.warnings]
    assert len(said) == 1 and reason in said[0]
    assert report.documents == 4


def test_a_file_that_is_no_text_is_named(small):
    ask_under(small)
    (small.corpus / FOLDER / "en.jsonl").write_bytes(b"\xff\xfe\xfa")
    assert [refusal.source for refusal in ingest(small).refused] == [".asked/en.jsonl"]
