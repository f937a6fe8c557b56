import shutil
from dataclasses import replace

import pytest

from bot.lint import readability
from tests.lint.corpora import Corpus


@pytest.fixture
def corpus(tmp_path, monkeypatch):
    short = {language: replace(limits, shortest_body=1) for language, limits in readability.LIMITS.items()}
    monkeypatch.setattr(readability, "LIMITS", short)
    return Corpus(tmp_path / "corpus")


@pytest.fixture
def long_corpus(tmp_path):
    return Corpus(tmp_path / "corpus", long=True)


@pytest.fixture
def open_corpus(tmp_path):
    """An empty corpus without rules of its own."""
    corpus = Corpus(tmp_path / "corpus")
    shutil.rmtree(corpus.folder)
    return corpus
