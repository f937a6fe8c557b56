"""What the verifier has to know of a language."""

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

from bot.language import analyse

_NONE: frozenset[str] = frozenset()


def words(text: str) -> frozenset[str]:
    """Return the words of a text."""
    return frozenset(text.split())


@lru_cache(maxsize=1 << 14)
def stem(word: str, language: str) -> str:
    """Return the stem of a word of a language written with spaces; an operator is its own."""
    return word if word.startswith("@") else (analyse(word, language) or [word])[0]


@dataclass(frozen=True)
class Wording:
    """Tables of one language.

    ``turns`` holds lines "form: pattern" ("|" goes on with the line before), ``synonyms`` lines "form word
    word": whatever stands for the same form says the same. A form with "@" is an operator: a word that
    changes how much is said ("@only"), which claim and source must share exactly.
    """

    language: str
    turns: str = ""
    synonyms: str = ""
    silent: frozenset[str] = _NONE  # words that say nothing that matters
    spare: frozenset[str] = _NONE  # may stand in the source alone
    hedges: frozenset[str] = _NONE  # operators that may stand in the claim alone: they only weaken it
    conditions: frozenset[str] = _NONE  # begin (in Japanese end) a piece of a sentence that limits the rest
    additions: frozenset[str] = _NONE  # begin a piece that can be left out
    cuts: frozenset[str] = _NONE  # begin a piece even without a comma before them
    joins: frozenset[str] = _NONE  # of these those that a condition may go on with: "and"
    restricts: frozenset[str] = _NONE  # begin a clause that limits what stands before, unless a comma does
    opens: frozenset[str] = _NONE  # verbs that make a condition of a sentence's first piece: "Får du ..., "
    retracts: frozenset[str] = _NONE  # of the additions those that take back: "but not", "but only"
    pronouns: frozenset[str] = _NONE  # stand for what the sentence before names
    movable: frozenset[str] = _NONE  # forms that say the same wherever they stand
    strong: frozenset[str] = _NONE  # begin such a condition
    causes: frozenset[str] = _NONE  # begin (in Japanese end) a reason
    effects: frozenset[str] = _NONE  # begin a consequence
    roles: frozenset[str] = _NONE  # tell who does what to whom: prepositions, particles, pronouns
    agents: frozenset[str] = _NONE  # mark whoever acts in a passive
    owners: frozenset[str] = _NONE  # mark whose something is: "the plan of the employer"
    marks: frozenset[str] = _NONE  # other prepositions
    verbs: frozenset[str] = _NONE  # stand before or behind their subject

    @cached_property
    def turned(self) -> list[tuple[str, re.Pattern[str]]]:
        """What replaces which pattern, in order."""
        found = []
        for line in self.turns.replace("\n|", "|").strip().splitlines():
            form, pattern = line.split(": ", 1)
            if self.language != "ja":
                found.append((f" {form} ", re.compile(rf"(?<!\w)(?:{pattern})(?!\w)")))
            else:
                found.append((f" {form} " if form.startswith("@") else form, re.compile(pattern)))
        return found

    @cached_property
    def forms(self) -> dict[str, str]:
        """The shared form of each stem that has another."""
        lines = [line.split() for line in self.synonyms.strip().splitlines()]
        return {
            stem(word, self.language): stem(form, self.language) for form, *others in lines for word in others
        }

    def form(self, word: str) -> str:
        """Return the form that a word shares with all that say the same."""
        root = stem(word, self.language)
        return self.forms.get(root, root)

    @cached_property
    def quiet(self) -> frozenset[str]:
        """Words, stems and forms that are passed over."""
        return self.silent | {stem(word, self.language) for word in self.silent}

    @cached_property
    def spared(self) -> frozenset[str]:
        """Forms that the source may have and the claim not."""
        # "General" may be spare, "generally" is not.
        return self.spare | {form for form in map(self.form, self.spare) if not form.startswith("@")}

    @cached_property
    def marking(self) -> frozenset[str]:
        """All that marks the word behind it."""
        return self.marks | self.roles | self.agents | self.owners | self.pronouns

    @cached_property
    def acts(self) -> frozenset[str]:
        """The forms of the verbs."""
        return frozenset(map(self.form, self.verbs))
