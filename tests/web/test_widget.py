import gzip
import html
import json
import re

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from bot.messages import LANGUAGES, messages
from bot.settings import Settings
from bot.web.guard import guard
from bot.web.widget import create_widget, strings
from bot.web.widget.assets import asset
from tests.conftest import ROOT

SITE = "https://www.example.org"
MOST_BYTES = 20_000  # gzipped
ADDRESSES = {
    "http://www.w3.org/2000/svg",
    "https://chat.example.org",
}  # a name of XML, an example in an error


@pytest.fixture(scope="module")
def client():
    app = FastAPI()
    app.include_router(create_widget())
    with TestClient(guard(app, Settings(origins=(SITE,), hosts=("testserver",)))) as client:
        yield client


@pytest.fixture(scope="module")
def script(client):
    return client.get("/widget.js").text


def test_it_is_small(client):
    response = client.get("/widget.js", headers={"accept-encoding": "br, gzip"})
    assert response.headers["content-encoding"] == "gzip"
    assert int(response.headers["content-length"]) <= MOST_BYTES
    assert len(gzip.compress(response.content, mtime=0)) == int(response.headers["content-length"])


@pytest.mark.parametrize("accepted", ["", "br", "gzip;q=0", "gzip;q=0.0, br", "identity"])
def test_who_cannot_unzip_gets_it_plain(client, script, accepted):
    response = client.get("/widget.js", headers={"accept-encoding": accepted})
    assert "content-encoding" not in response.headers
    assert response.text == script
    assert response.headers["vary"].startswith("Accept-Encoding")


def test_it_is_a_script_for_everybody_to_load(client):
    headers = client.get("/widget.js").headers
    assert headers["content-type"] == "text/javascript; charset=utf-8"
    assert headers["cross-origin-resource-policy"] == "cross-origin"
    assert headers["x-content-type-options"] == "nosniff"
    module = client.get("/widget.js", headers={"origin": SITE})
    assert module.headers["access-control-allow-origin"] == SITE


def test_browsers_keep_it_and_ask_whether_it_changed(client):
    first = client.get("/widget.js", headers={"accept-encoding": "gzip"})
    assert first.headers["cache-control"].startswith("public, max-age=300")
    for known in (
        first.headers["etag"],
        f"W/{first.headers['etag']}",
        f'"other", {first.headers["etag"]}',
        "*",
    ):
        again = client.get("/widget.js", headers={"accept-encoding": "gzip", "if-none-match": known})
        assert (again.status_code, again.content) == (304, b""), known
        assert again.headers["etag"] == first.headers["etag"]
    for known in ('"other"', ""):
        assert client.get("/widget.js", headers={"if-none-match": known}).status_code == 200
    plain = client.get("/widget.js", headers={"accept-encoding": "identity"})
    assert plain.headers["etag"] != first.headers["etag"]  # other bytes, another tag
    head = client.head("/widget.js", headers={"accept-encoding": "gzip"})
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["etag"] == first.headers["etag"]


def test_it_asks_nobody_else(script):
    assert set(re.findall(r"https?://[\w./-]+\w", script)) == ADDRESSES
    assert "@import" not in script and "url(" not in script


@pytest.mark.parametrize(
    "word",
    [
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "setHTML",
        "createContextualFragment",
        "document.write",
        "eval(",
        "new Function",
        "srcdoc",
        "localStorage",
        "sessionStorage",
        "indexedDB",
        "document.cookie",
        'setAttribute("style"',
    ],
)
def test_it_has_no_way_to_make_markup_of_text_nor_to_keep_any(script, word):
    assert word not in script


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_it_says_is_there(script, language):
    said = strings(language)
    code = script[script.index("function el(") :]
    asked = set(re.findall(r'\bsay\("(\w+)"', code)) | set(re.findall(r'\btool\("(\w+)"', code))
    assert asked <= set(said)
    for name in said:  # and none is sent in vain
        stem = re.sub(r"_(?:\d|until)$", "", name)
        assert re.search(rf'["`{{ ]{stem}["`_,]', code), name
    assert all(said.values())
    assert json.dumps(said["greeting"], ensure_ascii=False) in script


def test_no_message_for_it_is_forgotten():
    known = {text for language in LANGUAGES for text in strings(language).values()}
    own = {key: text for key, text in messages("en").items() if key.startswith("widget_")}
    assert own and set(own.values()) <= known


def test_other_languages_start_from_english():
    assert strings("de") == strings("en")


@pytest.mark.parametrize("mode", ["launcher", "inline", "page"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_demonstration_keeps_to_the_strict_policy(client, mode, language):
    page = client.get("/demo", params={"mode": mode, "language": language})
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy
    assert f'<html lang="{language}">' in page.text
    assert not re.search(r"<style|<script>|\sstyle=|\son\w+=|https?://(?!chat\.example\.org)", page.text)
    assert ("<insurance-chat" in page.text.replace("&lt;", "")) == (mode != "launcher")
    for address in re.findall(r'(?:src|href)="(/[\w.]+)"', page.text):
        if address != "/favicon.ico" and address != "/plain":
            assert client.get(address).status_code == 200, address


def test_the_demonstration_shows_how_it_colours_the_chat(client):
    for mode in ("launcher", "inline"):
        code = html.unescape(re.search(r"<code>(.+?)</code>", client.get(f"/demo?mode={mode}").text, re.S)[1])
        rule = code.partition("insurance-chat {")[2].partition("}")[0]
        assert dict(re.findall(r"  --insurance-chat-([\w-]+): (.+);", rule)) == {
            "accent": "light-dark(#24407f, #aac2ff)",
            "on-accent": "light-dark(#fff, #0e1c3f)",
            "background": "light-dark(#fbfaf6, #14171d)",
            "surface": "light-dark(#fff, #1c212a)",
            "border": "light-dark(#e3e1d8, #323a47)",
        }


def test_the_demonstration_knows_only_its_modes_and_languages(client):
    page = client.get("/demo", params={"mode": '"><script>', "language": "xx"})
    assert page.status_code == 200
    assert '"><script>' not in page.text
    assert page.text == client.get("/demo").text


def test_the_demonstration_says_the_same_in_every_language():
    said = json.loads(asset("demo.json"))
    assert tuple(said) == LANGUAGES
    shapes = [
        {key: len(value) if isinstance(value, list) else type(value) for key, value in said[language].items()}
        for language in LANGUAGES
    ]
    assert shapes[0] == shapes[1] == shapes[2]


def test_the_documented_names_of_strings_are_those_there_are():
    page = (ROOT / "docs/widget.md").read_text("utf-8")
    assert re.findall(r"^\| `(\w+)` \| ", page.partition("`strings` replaces")[2], re.M) == list(
        strings("en")
    )
