"""Examining the articles of a corpus for what a writer can mend: facts, links, front matter, wording."""

from bot.lint.corpus import lint
from bot.lint.findings import Finding, Severity

__all__ = ["Finding", "Severity", "lint"]
