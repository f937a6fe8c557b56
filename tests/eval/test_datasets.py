import pytest

from bot.errors import UsageError
from eval.datasets import healthcare_gov, jsquad, norquad, out_of_scope


def test_missing_data_says_how_to_name_it(monkeypatch, tmp_path):
    monkeypatch.setenv("BOT_DATA", str(tmp_path))
    with pytest.raises(UsageError, match="BOT_DATA"):
        norquad()


def test_the_sets_are_those_of_the_figures(monkeypatch, shared):
    monkeypatch.setenv("BOT_DATA", str(shared / "data"))
    sizes = [(len(s.passages), len(s.questions)) for s in (norquad(), jsquad(), healthcare_gov())]
    assert sizes == [(755, 472), (1145, 1000), (424, 192)]
    assert len(out_of_scope()) == 350
    assert len(jsquad(None).questions) == 4442
