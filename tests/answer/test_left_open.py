import numpy as np
import pytest

from bot.answer.left_open import LeftOpen, load_left_open
from bot.index.centres import seen_from


def seen(index, encoder, question, language):
    return seen_from(index.centres.questions, language, encoder.encode_queries([question])[0])


@pytest.mark.parametrize(
    ("language", "answered", "left_open"),
    [
        (
            "en",
            "What is umbrella insurance for?",
            "Which company sells the cheapest umbrella insurance in Ohio?",
        ),
        ("nb", "Hva er en reiseforsikring?", "Hva er telefonnummeret til Gjensidige?"),
        ("ja", "火災保険とは何ですか？", "火災保険に入っている人は全国で何人いますか？"),
    ],
)
def test_on_other_subjects_too_what_articles_leave_open_is_told_from_what_they_say(
    small_bot, encoder, language, answered, left_open
):
    index, log_odds = small_bot._current(), load_left_open()
    assert log_odds(seen(index, encoder, answered, language)) < log_odds(
        seen(index, encoder, left_open, language)
    )


def test_vectors_of_another_encoder_s_size_say_nothing():
    fitted = LeftOpen(np.ones(4, np.float32), 0.5)
    assert fitted(np.ones(4, np.float32)) == 4.5
    assert fitted(np.ones(5, np.float32)) == 0.0
