import pytest

from bot.lint.yaml_lines import fields


def test_each_value_comes_with_its_line():
    found = fields("---\n# comment\nTitle: A\nsources:\n  - one\n\n  - two\n---\nText")
    assert {name: (field.value, field.line, field.lines) for name, field in found.items()} == {
        "title": ("A", 3, ()),
        "sources": (["one", "two"], 4, (5, 7)),
    }


def test_the_last_of_two_fields_of_one_name_counts():
    field = fields("---\ntitle: A\ntitle: B\n---\n")["title"]
    assert (field.value, field.line) == ("B", 3)


@pytest.mark.parametrize(
    "text", ["", "# Heading\n", "---\na: b: c\n---\n", "---\ndate: 2026-13-45\n---\n", "---\n# x\n---\n"]
)
def test_nothing_to_read(text):
    assert fields(text) == {}


@pytest.mark.parametrize(
    ("value", "expected"), [("a: x", True), ("a: ' '", False), ("a:", False), ("a: 1", False)]
)
def test_what_says_something(value, expected):
    assert fields(f"---\n{value}\n---\n")["a"].says_something is expected
