"""From a document's text to its sections and the FAQ pairs it holds, with exact places.

Block structure comes from markdown-it over a repaired copy whose lines are those of the original, so
line numbers give offsets into the original. All text is read from the original.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from bot.ingest.blocks import Block, Heading, elements
from bot.ingest.faq import (
    Question,
    answer_start,
    hidden_questions,
    is_faq_heading,
    is_question,
    question_at,
    question_without_mark,
)
from bot.ingest.markup import plain, render, sentences
from bot.types import FaqPair, Origin, Span
