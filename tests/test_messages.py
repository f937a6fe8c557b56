import re

import pytest

from bot.messages import LANGUAGES, message, messages


def test_every_language_says_the_same_things():
    keys = {language: set(messages(language)) for language in LANGUAGES}
    assert keys["nb"] == keys["en"] == keys["ja"]
    for key in keys["en"]:
        fields = {language: set(re.findall(r"{(\w+)}", messages(language)[key])) for language in LANGUAGES}
        assert fields["nb"] == fields["en"] == fields["ja"], key


def test_other_languages_are_answered_in_english():
    assert message("abstain", "de") == message("abstain", "en")


def test_values_are_put_in_as_they_are():
    assert "{0.__class__}" in message("answers_question", "en", question="{0.__class__}")


def test_an_unknown_message_is_an_error():
    with pytest.raises(KeyError):
        message("nonsense", "en")
