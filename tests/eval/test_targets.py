import time

import numpy as np

from bot.embedding import Encoder
from eval.targets import local_target, remember
from tests.eval.making import make_case


def test_our_bot_tells_all_there_is(small_bot):
    target = local_target(small_bot)
    case = make_case(question="Who pays the deductible?")
    reply = target.ask(case)
    assert reply.kind == "faq" and reply.ranking and reply.ranking[0] == "en/deductible.md"
    assert reply.confidence and reply.citations[0].source == "en/deductible.md"
    assert target.first_by_language
    first = target.first_by_language(case)
    assert first["nb"] == "nb/egenandel.md" and first["ja"] == "ja/menseki.md"


def test_a_text_is_encoded_once_and_the_time_saved_is_told():
    asked = []

    def slow(texts, as_queries):
        asked.append((tuple(texts), as_queries))
        time.sleep(0.02)
        return np.array([[len(text), as_queries] for text in texts], dtype=np.float32)

    remembering, saved = remember(Encoder("slow", slow))
    first = remembering.encode_queries(["a deductible"])
    assert saved() == 0
    again = remembering.encode_queries(["a deductible"])
    assert np.array_equal(first, again) and again.shape == (1, 2)
    assert saved() >= 0.02 and saved() == 0
    remembering.encode_passages(["a deductible"])  # another vector than that of the question
    assert asked == [(("a deductible",), True), (("a deductible",), False)]
