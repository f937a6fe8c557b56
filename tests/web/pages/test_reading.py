from bot.types import Document
from bot.web.pages.reading import lines

TEXT = """---
title: Bicycles
---
# Bicycles

A **locked** bicycle is covered. Others are not.

## What to do

- Call the police.
- Send the *receipt*.
"""


def shown(start=0, end=0):
    return list(lines(Document("en/b.md", "Bicycles", TEXT, "en"), start, end))


def test_headings_items_and_paragraphs_are_told_apart_and_the_title_is_not_repeated():
    assert [(line.kind, "".join(text for text, _ in line.runs)) for line in shown()] == [
        ("text", "A locked bicycle is covered. Others are not."),
        ("heading", "What to do"),
        ("item", "Call the police."),
        ("item", "Send the receipt."),
    ]


def test_the_quoted_characters_are_marked_and_no_others():
    start = TEXT.index("A **locked**")
    runs = shown(start, TEXT.index(" Others"))[0].runs
    assert runs == (("A locked bicycle is covered.", True), (" Others are not.", False))


def test_a_quote_over_several_lines_is_marked_in_each():
    marked = [
        line
        for line in shown(TEXT.index("Call"), TEXT.index(".\n", TEXT.index("Send")) + 1)
        if line.runs[0][1]
    ]
    assert [line.runs[0][0] for line in marked] == ["Call the police.", "Send the receipt."]
