import pytest

from bot.index.generation import read_chunks, read_documents, require_current
from bot.index.opened import open_index
from bot.ingest.pipeline import ingest
from bot.types import Span
from eval.indexes import part_of, restrict
from eval.library import Library
from eval.questions import Located, Question
from eval.situations import FOLDS, Asker, held_back, without_fold
from eval.types import ARTICLES, Gold
from tests.eval.making import make_case


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


def test_of_articles_right_is_what_holds_the_words_that_answer(small_index, encoder):
    index = open_index(small_index.index, encoder.fingerprint, encoder)
    library = Library(index.documents, index.chunks)
    asker = Asker(restrict(index, part_of(library, ARTICLES)), encoder, lambda *_: 0.5)
    passage = next(c for c in index.chunks if c.source == "en/deductible.md" and c.origin != "faq")
    question, said = passage.sentences[0].text, passage.sentences[0]
    answers = Gold(said.text, "en", passage.source, said.span)
    beside = Gold(said.text, "en", passage.source, Span(passage.span.end, passage.span.end + 5))
    for gold, right in ((answers, True), (beside, False), (Gold("nowhere", "en"), False)):
        case = make_case("held_out/x", question=question, gold=(gold,), sources=(passage.source,))
        [example] = asker.of_articles(case, "dev")
        assert (example.right, example.pair, example.kind) == (right, False, "articles alone")
    [gone] = asker.of_articles(
        make_case("unanswerable/x", answerable=False, gold=(), question=question), "dev"
    )
    assert (gone.right, gone.kind) == (False, "pair gone")


def test_a_question_is_asked_with_its_article_and_its_language_gone(small_index, encoder):
    index = open_index(small_index.index, encoder.fingerprint, encoder)
    asker = Asker(index, encoder, lambda question, language, seen: float(len(question)))
    case = Question(
        question="Who pays the deductible?",
        language="en",
        sources=("en/deductible.md",),
        gold_question="Who pays the deductible?",
    )
    found = list(asker.examples(Located("x", "", case)))
    own = {example.kind: example for example in found if example.own_language}
    assert own["paraphrase"].right and not own["article gone"].right
    elsewhere = [example for example in found if example.kind == "in other languages"]
    assert elsewhere and not any(example.own_language for example in elsewhere)
    assert {example.evidence["no_own"] for example in elsewhere} == {1.0}
    assert own["paraphrase"].evidence["no_own"] == 0.0
    assert {example.evidence["left_open"] for example in found} == {24.0}
    nowhere = Question(question="What does it cost in Ohio?", language="en", answerable=False)
    kinds = {example.kind for example in asker.examples(Located("y", "", nowhere))}
    assert kinds == {"paraphrase", "in no language"}
