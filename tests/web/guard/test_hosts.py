import pytest
from starlette.testclient import TestClient

from bot.web.guard.hosts import check_hosts
from tests.web.guard.conftest import echo

OWN = (
    "localhost",
    "localhost:7860",
    "LOCALHOST",
    "bot.localhost",
    "127.0.0.1:7860",
    "[::1]:7860",
    "192.168.1.5",
)
FOREIGN = (
    "evil.example",
    "evil.example:7860",
    "localhost.evil.example",
    "127.0.0.1.evil.example",
    "evillocalhost",
    "localhost@evil.example",
    "evil.example:x",
    "[evil]",
)


def status(host: str, listening: str = "127.0.0.1", names: tuple[str, ...] = ()) -> int:
    app = check_hosts(echo, listening, names)
    return TestClient(app).get("/", headers={"host": host}).status_code


@pytest.mark.parametrize("host", OWN)
@pytest.mark.parametrize("listening", ["127.0.0.1", "::1", "localhost"])
def test_this_machine_answers_to_its_own_names(host, listening):
    assert status(host, listening) == 200


@pytest.mark.parametrize("host", FOREIGN)
def test_a_name_made_to_point_here_is_refused(host):
    assert status(host) == 421
    assert status(host, "0.0.0.0", ("bot.example",)) == 421


def test_listed_names_pass():
    assert status("Bot.Example:443", "127.0.0.1", ("bot.example",)) == 200
    assert status("bot.example.", "0.0.0.0", ("bot.example",)) == 200


def test_without_names_a_server_for_others_answers_to_all():
    assert status("bot.example", "0.0.0.0") == 200


def test_the_refusal_says_how_to_mend_it():
    response = TestClient(check_hosts(echo, "127.0.0.1", ())).get("/", headers={"host": "bot.example"})
    assert response.headers["content-type"] == "application/problem+json"
    assert "BOT_HOSTS" in response.json()["detail"]
