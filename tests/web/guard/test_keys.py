import pytest
from pydantic import SecretStr
from starlette.testclient import TestClient

from bot.settings import Settings
from bot.web.guard import guard
from tests.web.guard.conftest import echo

FIRST, SECOND = "first-key-0123456789-abc", "second-key-0123456789-ab"
LISTED = "https://www.example.org"
OURS = ("/api/v1/ask", "/api/v1/feedback")
OPENAI = ("/v1/chat/completions", "/v1/models")


@pytest.fixture(scope="module")
def client() -> TestClient:
    keys = (SecretStr(FIRST), SecretStr(SECOND))
    return TestClient(guard(echo, Settings(api_keys=keys, origins=(LISTED,))), client=("198.51.100.7", 1))


def bearer(key: str) -> dict[str, str]:
    return {"authorization": f"Bearer {key}"}


@pytest.mark.parametrize("path", OURS + OPENAI)
def test_a_key_is_needed(client, path):
    response = client.post(path)
    assert response.status_code == 401
    assert response.headers["www-authenticate"] == "Bearer"
    error = response.json()
    if path in OPENAI:
        assert error["error"]["code"] == "invalid_api_key"
    else:
        assert error["status"] == 401


@pytest.mark.parametrize("path", OURS + OPENAI)
@pytest.mark.parametrize(
    "wrong",
    [FIRST[:-1], FIRST + "x", FIRST.upper(), "", FIRST + SECOND, f"{FIRST},{SECOND}", "ключ"],
)
def test_a_wrong_key_is_refused_also_from_our_own_page(client, path, wrong):
    headers = {"authorization": f"Bearer {wrong}".encode(), "sec-fetch-site": "same-origin"}
    response = client.post(path, headers=headers)
    assert response.status_code == 401
    assert "invalid_token" in response.headers["www-authenticate"]
    assert FIRST not in response.text


@pytest.mark.parametrize("scheme", ["Basic", "", "Bearers"])
def test_only_bearer_is_read(client, scheme):
    assert client.post("/v1/models", headers={"authorization": f"{scheme} {FIRST}"}).status_code == 401


@pytest.mark.parametrize("path", OURS + OPENAI)
@pytest.mark.parametrize(("key", "caller"), [(FIRST, "key 1"), (SECOND, "key 2")])
def test_the_caller_is_named_by_the_number_of_its_key(client, path, key, caller):
    for header in (f"Bearer {key}", f"bearer  {key}"):
        seen = client.post(path, headers={"authorization": header}).json()
        assert seen["state"]["caller"] == caller


def test_pages_need_no_key_where_they_cannot_keep_one(client):
    for headers in ({"origin": LISTED}, {"sec-fetch-site": "same-origin"}, {"origin": "http://testserver"}):
        for path in OURS:
            assert client.post(path, headers=headers).json()["state"]["caller"] == "198.51.100.7"
        for path in OPENAI:
            assert client.post(path, headers=headers).status_code == 401


@pytest.mark.parametrize(
    "path", ["/", "/plain", "/healthz", "/widget.js", "/gradio_api/component_server/", "/api/v1/openapi.json"]
)
def test_the_rest_is_open(client, path):
    assert client.get(path).status_code == 200


def test_without_keys_anything_sent_as_one_is_ignored():
    seen = TestClient(guard(echo, Settings())).post("/v1/models", headers=bearer("none")).json()
    assert seen["state"]["caller"] == "unknown"


def test_a_preflight_needs_no_key(client):
    headers = {
        "origin": LISTED,
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization",
    }
    assert client.options("/v1/chat/completions", headers=headers).status_code == 200


def test_the_refusal_can_be_read_by_a_listed_origin(client):
    response = client.post("/v1/models", headers={"origin": LISTED})
    assert response.status_code == 401
    assert response.headers["access-control-allow-origin"] == LISTED
