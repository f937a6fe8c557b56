import pytest

from bot.index.generation import read_chunks, read_documents, require_current
from bot.ingest.pipeline import ingest
from eval.library import Library
from eval.situations import FOLDS, held_back, without_fold


@pytest.fixture
def library(small):
    folder = small.corpus / ".asked"
    folder.mkdir()
    wordings = ", ".join(f'"own part number {n}"' for n in range(7))
    (folder / "en.jsonl").write_text(
        f'{{"source": "en/deductible.md", "question": "Who pays the deductible?", "asked": [{wordings}]}}\n'
        '{"source": "en/deductible.md", "asked": ["deductible in Ohio", "deductible in Utah"]}\n',
        "utf-8",
    )
    ingest(small)
    generation = require_current(small.index)
    return Library(read_documents(generation), read_chunks(generation))


def test_each_question_beside_the_corpus_is_held_back_once_and_then_gone(library):
    back = [{question for _, question, _, _ in held_back(library, fold)} for fold in range(FOLDS)]
    assert sum(map(len, back)) == len(set().union(*back)) == 9
    for fold, questions in enumerate(back):
        rest = without_fold(library, fold)
        left = {asked.text for chunk in rest.chunks for asked in chunk.asked}
        left |= {question for document in rest.documents.values() for question in document.unanswered}
        assert not questions & left and "Who pays the deductible?" in left
        assert len(left & set().union(*back)) == 9 - len(questions)
