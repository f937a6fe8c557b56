import pytest
from starlette.responses import Response
from starlette.testclient import TestClient

from bot.web.guard.origins import judge_origins
from tests.web.guard.conftest import echo
from tests.web.observe.serving import logged

LISTED = "https://www.example.org"
API = (
    "/api/v1/ask",
    "/api/v1/feedback",
    "/v1/chat/completions",
    "/v1/models",
    "/gradio_api/component_server/",
)
FOREIGN = (
    "https://evil.example",
    "null",
    "http://www.example.org",
    "https://www.example.org:8443",
    "https://www.example.org.evil.example",
    "https://evilwww.example.org",
    "https://testserver",
    "http://testserver:81",
    "http://localhost",
    "",
)
PREFLIGHT = {
    "access-control-request-method": "POST",
    "access-control-request-headers": "content-type, x-mine",
}


def client(*origins: str) -> TestClient:
    return TestClient(judge_origins(echo, origins))


@pytest.mark.parametrize("path", API)
@pytest.mark.parametrize("origin", FOREIGN)
def test_foreign_origins_are_refused(path, origin):
    response = client(LISTED).post(path, headers={"origin": origin})
    assert response.status_code == 403
    assert "access-control-allow-origin" not in response.headers
    assert "Origin" in response.headers["vary"]
    error = response.json()
    assert "BOT_ORIGINS" in (error["error"]["message"] if path.startswith("/v1/") else error["detail"])
    preflight = client(LISTED).options(path, headers={"origin": origin} | PREFLIGHT)
    assert preflight.status_code == 403
    assert "access-control-allow-origin" not in preflight.headers


@pytest.mark.parametrize("path", API)
def test_listed_origins_may_call(path):
    response = client(LISTED).post(path, headers={"origin": LISTED, "sec-fetch-site": "cross-site"})
    assert response.json()["state"]["site"] == "listed"
    assert response.headers["access-control-allow-origin"] == LISTED
    assert "Origin" in response.headers["vary"]
    assert "access-control-allow-credentials" not in response.headers
    assert "Retry-After" in response.headers["access-control-expose-headers"]


def test_a_preflight_of_a_listed_origin_is_answered():
    response = client(LISTED).options("/api/v1/ask", headers={"origin": LISTED} | PREFLIGHT)
    assert response.status_code == 200
    assert response.headers["access-control-allow-origin"] == LISTED
    assert response.headers["access-control-allow-headers"] == PREFLIGHT["access-control-request-headers"]
    assert "POST" in response.headers["access-control-allow-methods"]
    assert "Origin" in response.headers["vary"]
    assert "access-control-allow-credentials" not in response.headers


@pytest.mark.parametrize(
    ("headers", "site"),
    [
        ({"origin": "http://testserver"}, "own"),
        ({"sec-fetch-site": "same-origin"}, "own"),
        # behind a proxy that speaks TLS or names another host
        ({"origin": "https://bot.example", "sec-fetch-site": "same-origin"}, "own"),
        ({}, "none"),
        ({"sec-fetch-site": "none", "sec-fetch-mode": "navigate"}, "none"),
        ({"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}, "none"),
    ],
)
def test_own_pages_and_programs_may_call(headers, site):
    response = client().post("/api/v1/ask", headers=headers)
    assert response.json()["state"]["site"] == site
    assert "access-control-allow-origin" not in response.headers


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_what_a_foreign_page_embeds_is_refused_though_it_has_no_origin(site):
    headers = {"sec-fetch-site": site, "sec-fetch-mode": "no-cors"}
    assert client(LISTED).get("/v1/models", headers=headers).status_code == 403
    assert client(LISTED).post("/api/v1/ask", headers=headers).status_code == 403


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_the_browser_is_believed_before_the_host(site):
    headers = {"origin": "http://testserver", "sec-fetch-site": site}
    assert client().post("/api/v1/ask", headers=headers).status_code == 403


def test_the_log_says_who_was_refused_and_what_lists_them():
    asked = {"question": "zebra?"}
    with logged() as log:
        client(LISTED).post("/api/v1/ask", json=asked, headers={"origin": "https://shop.example"})
        client(LISTED).get(
            "/v1/models", headers={"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"}
        )
        client(LISTED).post("/api/v1/ask", json=asked, headers={"origin": LISTED})
        client(LISTED).post("/api/v1/ask", json=asked)
    by_origin, by_page = (line["message"] for line in log.lines)
    assert "'https://shop.example'" in by_origin and "BOT_ORIGINS" in by_origin
    assert "another site's page" in by_page and "zebra" not in log.text
    assert {line["level"] for line in log.lines} == {"warning"}


@pytest.mark.parametrize(
    ("headers", "origins", "named"),
    [
        ({"referer": "https://shop.example/"}, (LISTED,), "'https://shop.example'"),
        ({"referer": "https://shop.example/zebra?stripes"}, (), "'https://shop.example'"),
        ({}, (), "another site's page"),
        ({"referer": "http:///[zebra"}, (), "another site's page"),
        ({}, (LISTED,), None),  # which may be the one
        ({"referer": f"{LISTED}/"}, (LISTED,), None),
        ({"referer": "https://shop.example/", "sec-fetch-dest": "document"}, (), None),
        ({"referer": "http://testserver/", "sec-fetch-site": "same-origin"}, (), None),
    ],
)
def test_the_log_says_whose_frame_stays_empty(headers, origins, named):
    framed = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe"}
    with logged() as log:
        assert client(*origins).get("/", headers=framed | headers).status_code == 200
    told = [line["message"] for line in log.lines]
    assert bool(told) is bool(named) and "zebra" not in log.text
    assert not named or (named in told[0] and "BOT_ORIGINS" in told[0])


def test_pages_are_for_everybody_but_readable_by_listed_origins_alone():
    assert client().get("/plain", headers={"origin": "https://evil.example"}).status_code == 200
    widget = client(LISTED).get("/widget.js", headers={"origin": LISTED})
    assert widget.headers["access-control-allow-origin"] == LISTED
    page = client(LISTED).get("/plain", headers={"origin": LISTED})
    assert "access-control-allow-origin" not in page.headers


@pytest.mark.parametrize("path", ["/", "/api/v1/ask"])
def test_the_apps_own_cors_headers_are_dropped(path):
    careless = {"Access-Control-Allow-Credentials": "true", "Access-Control-Allow-Origin": "*"}
    app = judge_origins(Response("", headers=careless), ())
    response = TestClient(app).post(path, headers={"origin": "http://testserver"})
    assert response.status_code == 200
    assert not [name for name in response.headers if name.startswith("access-control-allow")]
