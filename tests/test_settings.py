"""The table of settings, and that what stands in it is so."""

import re

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.errors import SettingsError
from bot.settings import Settings, load_settings, settings_table
from tests.conftest import ROOT

ROW = re.compile(r"\| `BOT_(\w+)` \| (?:`(.+)`|none) \| (.+) \|")
TABLE = ROOT / "docs" / "settings.md"


def rows() -> list[tuple[str, str, str]]:
    return [match.groups() for line in settings_table().splitlines() if (match := ROW.fullmatch(line))]


def test_the_documented_table_is_the_code_s():
    assert settings_table() in TABLE.read_text("utf-8"), (
        "run `bot settings` and put its table into docs/settings.md"
    )
    assert TABLE.read_text("utf-8").count("`BOT_") == len(Settings.model_fields)


def test_bot_settings_prints_it():
    assert CliRunner().invoke(app, ["settings"]).output == settings_table() + "\n"


def test_every_setting_stands_in_it_and_says_what_it_is():
    assert [name.lower() for name, _, _ in rows()] == list(Settings.model_fields)
    assert all(len(what) > 10 and what != "None" for _, _, what in rows())


def test_the_defaults_are_written_as_they_are_read(monkeypatch):
    for name, default, _ in rows():
        if default:
            monkeypatch.setenv(f"BOT_{name}", default)
    assert load_settings() == Settings.model_construct()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LOG_LEVEL", "loud"),
        ("LOG_TEXT", "perhaps"),
        ("METRICS", "2"),
        ("PORT", "70000"),
        ("LLM_SECONDS", "0"),
    ],
)
def test_what_cannot_be_used_is_named(monkeypatch, name, value):
    monkeypatch.setenv(f"BOT_{name}", value)
    with pytest.raises(SettingsError, match=f"BOT_{name}"):
        load_settings()
