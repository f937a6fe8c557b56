import json

import numpy as np
import pytest

from bot.embedding import fingerprint, load_encoder
from bot.errors import EncoderError


def test_vectors_have_length_one_and_questions_are_not_passages(encoder):
    texts = ["What is a deductible?", "免責金額とは", ""]
    queries, passages = encoder.encode_queries(texts), encoder.encode_passages(texts)
    assert queries.shape == passages.shape == (3, 384)
    assert np.allclose(np.linalg.norm(queries, axis=1), 1, atol=1e-3)
    assert not np.allclose(queries[0], passages[0], atol=1e-3)


def test_a_question_is_nearest_to_its_answer_across_languages(encoder):
    passages = encoder.encode_passages(
        ["Egenandelen er det du betaler selv.", "Bilen må på verksted.", "Katten sover."]
    )
    query = encoder.encode_queries(["What part of a claim do I pay myself?"])[0]
    assert int(np.argmax(passages @ query)) == 0


def test_one_text_at_a_time_gives_the_same_vectors(encoder):
    texts = ["short", "a much longer text about insurance " * 20, "中くらい"]
    together = encoder.encode_passages(texts)
    alone = np.array([encoder.encode_passages([text])[0] for text in texts])
    assert np.allclose(together, alone, atol=1e-4)


def test_no_texts_give_no_vectors(encoder):
    assert encoder.encode_passages([]).shape == (0, 384)


@pytest.mark.parametrize("text", ["\0", "a\0b", "\ud800", "x" * 20_000])
def test_troublesome_texts_are_encoded(encoder, text):
    assert np.isfinite(encoder.encode_queries([text])).all()


def test_it_is_a_langchain_embeddings(encoder):
    assert encoder.embed_query("hei") == pytest.approx(encoder.encode_queries(["hei"])[0].tolist())
    assert np.shape(encoder.embed_documents(["a", "b"])) == (2, 384)


def test_an_unknown_model_is_a_clear_error(monkeypatch, tmp_path):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(EncoderError, match="BOT_ENCODER"):
        load_encoder(str(tmp_path))


def test_any_sentence_transformers_model_can_be_named(tmp_path, monkeypatch):
    """A tiny e5-like model made here is loaded from its folder, with the prefixes e5 needs."""
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizerFast

    words = [
        "[PAD]",
        "[UNK]",
        "[CLS]",
        "[SEP]",
        "[MASK]",
        "query",
        "passage",
        ":",
        "who",
        "pays",
        "a",
        "claim",
    ]
    base = tmp_path / "base"
    base.mkdir()
    (base / "vocab.txt").write_text("\n".join(words))
    BertTokenizerFast(str(base / "vocab.txt")).save_pretrained(base)
    sizes = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 16}
    BertModel(BertConfig(vocab_size=len(words), **sizes)).save_pretrained(base)
    transformer = Transformer(str(base))
    folder = tmp_path / "tiny-e5"
    SentenceTransformer(modules=[transformer, Pooling(16)]).save(str(folder))
    assert json.loads((folder / "modules.json").read_text())

    model = load_encoder(str(folder))
    query, passage = model.encode_queries(["who pays"]), model.encode_passages(["who pays"])
    assert query.shape == (1, 16)
    assert np.linalg.norm(query) == pytest.approx(1, abs=1e-4)
    assert not np.allclose(query, passage)
    assert model.encode_passages([]).shape == (0, 16)
    assert model.fingerprint == fingerprint(str(folder)) != fingerprint("bundled")


@pytest.mark.parametrize("count", [13, 40])
def test_a_character_that_grows_elevenfold_ends_no_process(encoder, count):
    text = "\ufdfa" * count
    assert np.linalg.norm(encoder.encode_queries([text])) == pytest.approx(1, abs=1e-4)
    assert np.linalg.norm(encoder.encode_passages([text, text])[1]) == pytest.approx(1, abs=1e-4)
