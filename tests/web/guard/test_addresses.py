import pytest
from starlette.testclient import TestClient

from bot.web.guard.addresses import believe_proxies, caller_of
from tests.web.guard.conftest import echo

FORWARDED = {
    "x-forwarded-for": "198.51.100.7",
    "x-forwarded-proto": "https",
    "x-forwarded-host": "evil.example",
    "x-real-ip": "198.51.100.8",
    "forwarded": "for=198.51.100.9;proto=https",
}


def seen(client: str, headers: dict[str, str], trusted: tuple[str, ...] = ()) -> dict:
    app = believe_proxies(echo, trusted)
    return TestClient(app, client=(client, 1)).get("/", headers=headers).json()


@pytest.mark.parametrize("client", ["203.0.113.9", "127.0.0.1", "::1", "10.1.2.3"])
@pytest.mark.parametrize("trusted", [(), ("10.9.9.9", "192.168.0.0/16")])
def test_nobody_is_believed_who_is_not_trusted(client, trusted):
    told = seen(client, FORWARDED, trusted)
    assert (told["client"], told["scheme"]) == (client, "http")
    assert not set(FORWARDED) & set(told["headers"])


@pytest.mark.parametrize(
    ("forwarded", "client"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("6.6.6.6, 198.51.100.7", "198.51.100.7"),  # what the client itself wrote comes first
        ("6.6.6.6, 198.51.100.7, 10.0.0.2", "198.51.100.7"),
        ("2001:db8::7", "2001:db8::7"),
    ],
)
@pytest.mark.parametrize("proxy", ["10.0.0.1", "::ffff:10.0.0.1"])
def test_a_trusted_proxy_tells_the_client_and_the_scheme(forwarded, client, proxy):
    told = seen(proxy, {"x-forwarded-for": forwarded, "x-forwarded-proto": "https"}, ("10.0.0.0/8",))
    assert (told["client"], told["scheme"]) == (client, "https")
    assert told["state"]["caller"] == caller_of(client)


def test_gradio_gets_no_forwarded_host_from_a_trusted_proxy_either():
    assert not set(FORWARDED) & set(seen("10.0.0.1", FORWARDED, ("10.0.0.1",))["headers"])


@pytest.mark.parametrize(
    ("host", "caller"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("::ffff:198.51.100.7", "198.51.100.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("testclient", "unknown"),
        ("", "unknown"),
    ],
)
def test_callers(host, caller):
    assert caller_of(host) == caller
