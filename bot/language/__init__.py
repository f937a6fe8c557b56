"""What the program knows of languages: which one a text is in, where its sentences end, what its terms are.

English, Norwegian and Japanese are known best, every other language gets rules that depend on its script
alone.
"""

from bot.language.definitions import definition_question
from bot.language.detection import detect_document, detect_question, name_of, normalise_code
from bot.language.sentences import split_sentences
from bot.language.terms import analyse, fold, is_gram, placed_words, visible, words

__all__ = [
    "analyse",
    "definition_question",
    "detect_document",
    "detect_question",
    "fold",
    "is_gram",
    "name_of",
    "normalise_code",
    "placed_words",
    "split_sentences",
    "visible",
    "words",
]
