import numpy as np
import pytest

from bot.embedding import Encoder
from bot.index import centres
from bot.index.centres import centres_of, measure, read, seen_from, write

QUESTION = {"en": "What is a deductible?", "nb": "Hva er en egenandel?", "ja": "免責金額とは何ですか？"}


def never() -> Encoder:
    raise AssertionError("the encoder was loaded")


def test_the_shipped_centres_are_those_of_the_typical_questions(encoder):
    shipped, measured = centres_of(encoder.fingerprint, never, None), measure(encoder)
    for field in ("questions", "passages"):
        ours, theirs = getattr(shipped, field), getattr(measured, field)
        assert ours.keys() == theirs.keys() == {"en", "ja", "nb"}
        for language in ours:
            assert np.allclose(ours[language], theirs[language], atol=1e-4)


def test_other_encoders_are_measured_once(tmp_path):
    calls = []

    def encode(texts, as_queries):
        calls.append(len(texts))
        return np.ones((len(texts), 3), dtype=np.float32)

    found = centres_of("another", lambda: Encoder("another", encode), tmp_path)
    assert len(calls) == 6
    write(tmp_path / centres.FILE, found)
    again = centres_of("another", never, tmp_path)
    assert again.questions["nb"].tolist() == found.questions["nb"].tolist() == [1, 1, 1]


def test_what_is_written_is_read(tmp_path, encoder):
    shipped = centres_of(encoder.fingerprint, never, None)
    write(tmp_path / "c.npz", shipped)
    read_again = read(tmp_path / "c.npz")
    assert all(np.array_equal(read_again.passages[each], shipped.passages[each]) for each in shipped.passages)


def test_the_same_question_in_two_languages_is_near_and_others_are_not(encoder):
    means = centres_of(encoder.fingerprint, never, None).questions
    texts = {language: [text, OTHER[language]] for language, text in QUESTION.items()}
    plain = {language: encoder.encode_queries(both) for language, both in texts.items()}
    seen = {language: seen_from(means, language, vectors) for language, vectors in plain.items()}
    for one, other in (("en", "nb"), ("en", "ja"), ("nb", "ja")):
        assert seen[one][0] @ seen[other][0] > seen[one][0] @ seen[one][1]
        assert (seen[one][0] @ seen[other][0] - seen[one][0] @ seen[one][1]) > (
            plain[one][0] @ plain[other][0] - plain[one][0] @ plain[one][1]
        )


OTHER = {
    "en": "Can I insure my dog?",
    "nb": "Kan jeg forsikre hunden min?",
    "ja": "犬に保険をかけられますか？",
}


@pytest.mark.parametrize("language", ["en", "de"])
def test_vectors_seen_from_a_centre_have_length_1_or_0(language):
    means = {"en": np.array([1.0, 0.0], dtype=np.float32), "nb": np.array([0.0, 1.0], dtype=np.float32)}
    seen = seen_from(means, language, np.array([[3.0, 0.0], [0.5, 2.0]], dtype=np.float32))
    assert np.linalg.norm(seen, axis=1) == pytest.approx([1, 1])
    expected = means["en"] if language == "en" else np.array([0.5, 0.5])
    direction = np.array([3.0, 0.0]) - expected
    assert seen[0] == pytest.approx(direction / np.linalg.norm(direction))
    assert not seen_from(means, language, expected.astype(np.float32)).any()
