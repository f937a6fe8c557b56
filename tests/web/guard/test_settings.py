import pytest

from bot.errors import SettingsError
from bot.settings import Settings, load_settings
from bot.web.guard import guard
from tests.web.guard.conftest import echo


@pytest.mark.parametrize(
    ("name", "value", "read"),
    [
        ("origins", "https://A.example, http://b.example:80/,https://c.example:8443,", None),
        ("hosts", "Bot.example, other", ("bot.example", "other")),
        ("trusted_proxies", "10.0.0.0/8,::1", ("10.0.0.0/8", "::1")),
        ("rate", "5/second;60 per minute", "5/second;60 per minute"),
        ("origins", "", ()),
    ],
)
def test_lists_are_comma_separated(monkeypatch, name, value, read):
    monkeypatch.setenv(f"BOT_{name.upper()}", value)
    expected = ("https://a.example", "http://b.example", "https://c.example:8443") if read is None else read
    assert getattr(load_settings(), name) == expected


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ORIGINS", "*"),
        ("ORIGINS", "null"),
        ("ORIGINS", "https://a.example/chat"),
        ("ORIGINS", "a.example"),
        ("ORIGINS", "https://a.example; script-src *"),
        ("ORIGINS", "https://*.example"),
        ("HOSTS", "a.example:80"),
        ("HOSTS", "*"),
        ("TRUSTED_PROXIES", "*"),
        ("TRUSTED_PROXIES", "proxy.example"),
        ("TRUSTED_PROXIES", "10.0.0.1/8"),
        ("RATE", "often"),
        ("RATE", "0/minute"),
        ("RATE", "6/fortnight"),
        ("RATE", ""),
        ("API_KEYS", "much-too-short"),
        ("API_KEYS", "with a space in the middle"),
        ("CONCURRENCY", "0"),
        ("QUEUE", "-1"),
        ("REQUEST_SECONDS", "0"),
        ("MAX_BODY_BYTES", "1"),
    ],
)
def test_what_cannot_be_used_is_named(monkeypatch, name, value):
    monkeypatch.setenv(f"BOT_{name}", value)
    with pytest.raises(SettingsError, match=f"BOT_{name}"):
        load_settings()


@pytest.mark.parametrize(
    ("value", "advised"),
    [
        ("https://A.example/chat/", "alone, https://a.example$"),
        ("https://a.example:8443?x", "alone, https://a.example:8443$"),
        ("a.example", "alone, https://a.example$"),
        ("https://*.example", "alone, such as https://www.example.org$"),
        ("https://a.example; script-src *", "alone, such as https://www.example.org$"),
        ("*", "alone, such as https://www.example.org$"),
        ("null", "alone, such as https://www.example.org$"),
    ],
)
def test_what_is_no_origin_is_told_how_to_write_it(monkeypatch, value, advised):
    monkeypatch.setenv("BOT_ORIGINS", value)
    with pytest.raises(SettingsError, match=advised):
        load_settings()


def test_keys_are_never_shown(monkeypatch):
    monkeypatch.setenv("BOT_API_KEYS", "a-key-of-20-letters-or-more,short")
    with pytest.raises(SettingsError, match="key 2") as caught:
        load_settings()
    told = f"{caught.value} {caught.value.__cause__}"
    assert "a-key-of" not in told and "short" not in told
    monkeypatch.setenv("BOT_API_KEYS", "a-key-of-20-letters-or-more")
    assert "a-key-of" not in repr(load_settings())


def test_a_model_must_have_its_time():
    with pytest.raises(SettingsError, match="BOT_REQUEST_SECONDS"):
        guard(echo, Settings(llm="openai:x", llm_seconds=60, request_seconds=60))
