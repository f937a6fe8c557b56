import pytest
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient

from bot.settings import Settings
from bot.web.guard import guard

LISTED = ("https://www.example.org", "https://app.example.org:8443")


async def app(scope, receive, send):
    own = {"Content-Security-Policy": "default-src *", "Cache-Control": "public"}
    await PlainTextResponse("", 404 if scope["path"] == "/nowhere" else 200, headers=own)(
        scope, receive, send
    )


def get(path: str, **settings):
    return TestClient(guard(app, Settings(**settings)), base_url="https://testserver").get(path)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/demo", 200),
        ("/plain", 200),
        ("/source/en/a.md", 200),
        ("/widget.js", 200),
        ("/assets/a.js", 200),
        ("/nowhere", 404),
        ("/gradio_api/upload", 404),
    ],
)
def test_every_response_has_them(path, status):
    response = get(path)
    assert response.status_code == status
    headers = response.headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "camera=()" in headers["permissions-policy"]
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert (
        headers["cross-origin-resource-policy"] == "cross-origin" if path == "/widget.js" else "same-origin"
    )
    policy = headers["content-security-policy"]
    assert "frame-ancestors 'self'" in policy
    assert "*" not in policy and "http" not in policy
    assert ("unsafe" in policy) == (path == "/")


def test_refusals_of_the_guard_itself_have_them():
    client = TestClient(guard(app, Settings(api_keys=["k" * 20], rate="1/minute", max_body_bytes=1024)))
    key = {"authorization": "Bearer " + "k" * 20}
    client.post("/api/v1/ask", headers=key)
    refused = [
        client.post("/v1/models"),
        client.post("/api/v1/ask", headers={"origin": "https://evil.example"}),
        client.post("/plain", headers={"host": "evil.example"}),
        client.post("/plain", content=b"x" * 2000),
        client.post("/api/v1/ask", headers=key),
    ]
    assert [response.status_code for response in refused] == [401, 403, 421, 413, 429]
    for response in refused:
        assert "default-src 'none'" in response.headers["content-security-policy"]
        assert response.headers["cache-control"] == "no-store"
        assert response.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", ["/", "/demo"])
def test_listed_origins_may_frame_the_pages(path):
    policy = get(path, origins=LISTED).headers["content-security-policy"]
    assert policy.endswith("frame-ancestors 'self' " + " ".join(LISTED))


def test_answers_are_not_stored():
    for path in (
        "/api/v1/ask",
        "/v1/chat/completions",
        "/gradio_api/component_server",
        "/plain?q=x",
        "/nowhere",
    ):
        assert get(path).headers["cache-control"] == "no-store"
    assert get("/widget.js").headers["cache-control"] == "public"


def test_https_is_kept_only_where_it_is():
    assert "max-age" in get("/").headers["strict-transport-security"]
    wrapped = guard(app, Settings(trusted_proxies=("10.0.0.0/8",)))
    for address, secure in (("10.0.0.1", True), ("203.0.113.9", False)):
        response = TestClient(wrapped, client=(address, 1)).get("/", headers={"x-forwarded-proto": "https"})
        assert ("strict-transport-security" in response.headers) == secure
