"""How one asks what something is."""

_DEFINITION_QUESTIONS = {
    "en": "What is {}?", "nb": "Hva er {}?", "nn": "Kva er {}?", "da": "Hvad er {}?", "sv": "Vad är {}?",
    "ja": "{}とは何ですか？", "de": "Was ist {}?", "fr": "Qu'est-ce que {} ?", "es": "¿Qué es {}?",
}  # fmt: skip


def definition_question(subject: str, language: str) -> str:
    """Return the question that the opening of an article on ``subject`` answers."""
    question = _DEFINITION_QUESTIONS.get(language)
    return question.replace("{}", subject) if question else subject
