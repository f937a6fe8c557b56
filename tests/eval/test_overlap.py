from bot.types import Chunk, Origin, Sentence, Span
from eval.overlap import LEAKED, leaked, overlap, shingles_of


def chunk(text: str, origin: Origin | None = None) -> Chunk:
    span = Span(0, len(text))
    return Chunk("1", "en/a.md", "A", "en", (), None, text, span, (Sentence(text, span),), origin)


CHUNKS = [chunk("A referral is a written order from your doctor."), chunk("紹介状は医師が書く文書です。")]
INDEXED = shingles_of(CHUNKS, []).whole


def test_what_stands_in_the_index_overlaps_wholly_whatever_its_spacing():
    assert overlap("a referral is a\nwritten order from your doctor.", INDEXED) == 1 >= LEAKED
    assert overlap("紹介状は医師が書く文書です。", INDEXED) == 1


def test_what_does_not_overlaps_little():
    assert overlap("The premium is paid every month by the employer.", INDEXED) == 0
    assert overlap("保険料は毎月、勤務先が支払うものです。", INDEXED) == 0


def test_half_of_it_overlaps_by_half():
    half = "A referral is a written order. Nothing else of this is there."
    assert 0.2 < overlap(half, INDEXED) < 0.6


def test_what_the_articles_say_themselves_has_not_leaked():
    pair = chunk("The premium is paid every month by the employer.", "faq")
    sound = shingles_of(CHUNKS, [*CHUNKS, pair])
    leaking = shingles_of([*CHUNKS, pair], [*CHUNKS, pair])
    assert not leaked(pair.text, sound) and leaked(pair.text, leaking)
    # The same sentence in an article's text as in its FAQ.
    assert overlap(CHUNKS[0].text, sound.whole) == 1 and not leaked(CHUNKS[0].text, sound)
