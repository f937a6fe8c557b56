from datetime import date

from bot.lint import lint
from tests.conftest import ROOT


def test_the_shipped_corpus_shares_no_sentence_with_other_articles(shared):
    others = [shared / "seeds", shared / "data/articles"]
    findings = lint(ROOT / "corpus", others, today=date.today())
    assert [finding for finding in findings if finding.severity == "error"] == []
