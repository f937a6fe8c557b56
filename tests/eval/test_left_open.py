import numpy as np

from bot.index.opened import open_index
from bot.ingest.pipeline import ingest
from eval.left_open import fit_left_open


def test_what_is_left_open_is_told_from_what_is_answered(small, encoder):
    folder = small.corpus / ".asked"
    folder.mkdir()
    for language, source, pair in (
        ("en", "en/deductible.md", "Who pays the deductible?"),
        ("nb", "nb/egenandel.md", "Hvem betaler egenandelen?"),
    ):
        asked = ", ".join(
            f'"who has to pay {n} {word}"' for n, word in enumerate(("first", "then", "always"))
        )
        gaps = ", ".join(f'"which company in {state} is the cheapest"' for state in ("Ohio", "Utah", "Texas"))
        (folder / f"{language}.jsonl").write_text(
            f'{{"source": "{source}", "question": "{pair}", "asked": [{asked}]}}\n'
            f'{{"source": "{source}", "asked": [{gaps}]}}\n',
            "utf-8",
        )
    ingest(small)
    index = open_index(small.index, encoder.fingerprint, encoder)
    fitted = fit_left_open(index)
    assert len(fitted.beside) == 12
    gap, wording = index.unanswered[0], index.questions[[each.wording for each in _asked(index)]][0]
    assert fitted.left_open(gap) > fitted.left_open(wording)
    # What stands beside the corpus gets what the other articles' questions make of it, anything else all of them.
    source, question = index.unanswered_by[0]
    language = index.documents[source].language
    assert fitted(question, language, gap) == fitted.beside[question, language] != fitted.left_open(gap)
    assert fitted("never seen", "en", gap) == fitted.left_open(gap)
    assert fitted.left_open(np.zeros(3, np.float32)) == 0.0


def _asked(index):
    return [index.chunks[place].asked[number] for place, number in index.asked]
