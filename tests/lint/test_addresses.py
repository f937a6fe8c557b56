import pytest

from bot.lint.addresses import broken_addresses, is_address


@pytest.mark.parametrize(
    "text",
    [
        "https://example.com",
        "http://a.b:80/c?d=e#f",
        "https://例え.jp/道",
        "http://intranet/page",
        "ftp://a.b/c",
    ],
)
def test_addresses(text):
    assert is_address(text)
    assert broken_addresses(f"An agency, A page, 2026, {text}, read in May") == []


@pytest.mark.parametrize(
    "text", ["htp://a.b", "https:/a.b", "https//a.b/c", "www.a.b", "https://", "http://?x"]
)
def test_what_was_meant_as_one(text):
    assert not is_address(text)
    if text != "https://":
        assert broken_addresses(f"An agency, A page, 2026, {text}") == [text]


@pytest.mark.parametrize(
    "text", ["US Congress, An Act, 2010", "45 CFR 147.136", "A/B, yearly", "note: see p. 3"]
)
def test_sources_without_any(text):
    assert broken_addresses(text) == []
