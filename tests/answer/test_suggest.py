import pytest

from bot.answer.suggest import suggest
from bot.index.opened import Index, follow
from bot.types import Hit

PAIRS = "\n".join(f"### Does tyre cover pay for {part}?\n\nTyre cover pays for {part}.\n" for part in "abcd")
CORPUS = {
    "en/tyres.md": f"# Tyre cover\n\nTyre cover pays for a puncture on the road.\n\n## FAQ\n\n{PAIRS}",
    "en/glass.md": "# Windscreen cover\n\nWindscreen cover pays for a chip or a crack in the windscreen.",
    "nb/glass.md": "# Ruteforsikring\n\nRuteforsikring betaler for steinsprut og sprekker i frontruten.",
}


@pytest.fixture(scope="module")
def index(indexed, encoder) -> Index:
    return follow(indexed(CORPUS).index, encoder)()


def hits(index: Index, source: str, *, pairs: bool, **parts: float) -> list[Hit]:
    chunks = [chunk for chunk in index.chunks if chunk.source == source and bool(chunk.question) == pairs]
    return [Hit(chunk, 1.0, {"dense": 0.6} | parts) for chunk in chunks]


@pytest.mark.parametrize(
    "parts", [{"dense": 0.8}, {"unanswered": 0.1, "question": 0.6}, {"unanswered": 0.7, "question": 0.1}]
)
def test_the_first_three_pairs_are_suggested_where_one_is_near(index, parts):
    near, *others = hits(index, "en/tyres.md", pairs=True)
    found = [*others, *hits(index, "en/glass.md", pairs=False)]
    assert suggest(index, found, "en") == ()
    found[0] = Hit(found[0].chunk, 1.0, found[0].parts | parts)
    assert suggest(index, [*found, near], "en") == tuple(hit.chunk.question for hit in others)


def test_a_pair_far_from_the_question_is_not_suggested_beside_a_near_one(index):
    near, far, *_ = hits(index, "en/tyres.md", pairs=True, dense=0.7)
    far = Hit(far.chunk, 1.0, {"dense": 0.5})
    assert suggest(index, [far, near], "en") == (near.chunk.question,)


def test_without_wordings_a_questions_cosine_says_little(index):
    assert suggest(index, hits(index, "en/tyres.md", pairs=True, question=0.6), "en") == ()


def test_articles_without_pairs_suggest_what_they_open_with(index):
    found = hits(index, "en/glass.md", pairs=False, dense=0.7)
    assert suggest(index, found, "en") == ("What is Windscreen cover?",)


def test_what_is_near_in_another_language_is_suggested_in_the_questions(index):
    found = hits(index, "en/glass.md", pairs=False, dense=0.7)
    assert suggest(index, found, "nb") == ("Hva er Ruteforsikring?",)


def test_what_there_is_in_another_language_alone_is_suggested_in_that(index):
    found = hits(index, "en/tyres.md", pairs=False, dense=0.7)
    assert suggest(index, found, "nb") == ("What is Tyre cover?",)
