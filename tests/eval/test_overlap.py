from bot.types import Chunk, Sentence, Span
from eval.overlap import LEAKED, overlap, shingles_of


def chunk(text: str) -> Chunk:
    span = Span(0, len(text))
    return Chunk("1", "en/a.md", "A", "en", (), None, text, span, (Sentence(text, span),))


INDEXED = shingles_of(
    [chunk("A referral is a written order from your doctor."), chunk("紹介状は医師が書く文書です。")]
)


def test_what_stands_in_the_index_overlaps_wholly_whatever_its_spacing():
    assert overlap("a referral is a\nwritten order from your doctor.", INDEXED) == 1 >= LEAKED
    assert overlap("紹介状は医師が書く文書です。", INDEXED) == 1


def test_what_does_not_overlaps_little():
    assert overlap("The premium is paid every month by the employer.", INDEXED) == 0
    assert overlap("保険料は毎月、勤務先が支払うものです。", INDEXED) == 0


def test_half_of_it_overlaps_by_half():
    half = "A referral is a written order. Nothing else of this is there."
    assert 0.2 < overlap(half, INDEXED) < 0.6
