"""The table of settings, and that what stands in it is so."""

import os
import re
import subprocess
import sys

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


@pytest.fixture
def warned(monkeypatch, tmp_path, caplog):
    """Return what is warned of with these lines in ``.env``."""
    monkeypatch.chdir(tmp_path)

    def load(env: str = "") -> list[str]:
        caplog.clear()
        (tmp_path / ".env").write_text(env, "utf-8")
        load_settings()
        return [record.getMessage() for record in caplog.records if record.levelname == "WARNING"]

    return load


def test_a_misspelt_variable_is_told_with_the_nearest_there_is(warned, monkeypatch):
    assert warned() == []
    monkeypatch.setenv("BOT_PROT", "80")
    monkeypatch.setenv("bot_origin", "https://a.example")
    assert warned("BOT_API_KEY=secret-of-somebody\n") == [
        "BOT_API_KEY is not a setting and is passed over; did you mean BOT_API_KEYS?",
        "BOT_ORIGIN is not a setting and is passed over; did you mean BOT_ORIGINS?",
        "BOT_PROT is not a setting and is passed over; did you mean BOT_PORT?",
    ]


def test_other_people_s_variables_and_the_evaluation_s_are_let_be(warned, monkeypatch):
    for name in ("BOT_DATA", "BOT_TOKEN", "BOT_USER", "ROBOT_PORT", "BOT", "BOT_"):
        monkeypatch.setenv(name, "x")
    monkeypatch.setenv("bot_port", "80")
    assert warned("PROT=1\n") == []


def test_a_command_says_so_once_on_standard_error():
    told = subprocess.run(
        [sys.executable, "-m", "bot", "faq", "--corpus", "none"],
        cwd=ROOT,
        env=os.environ | {"BOT_PROT": "80"},
        capture_output=True,
        text=True,
        check=False,
    )
    first, *rest = told.stderr.splitlines()
    assert first == "BOT_PROT is not a setting and is passed over; did you mean BOT_PORT?"
    assert told.returncode == 2 and "BOT_PROT" not in "".join(rest) + told.stdout
