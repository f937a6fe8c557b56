"""Errors as problems: the right status and sentence for the client, the reason for the operator's log."""

import httpx
import pytest
from fastapi import FastAPI, HTTPException
from pydantic import BaseModel, Field
from starlette.testclient import TestClient

from bot.errors import IndexUnusable, UsageError
from bot.web.problems import MEDIA_TYPE, Failure, Problem, answer_errors, documented, problem
from tests.web.observe.serving import logged
from tests.web.serving import serving

SECRET = "Is my rash covered?"


class Body(BaseModel):
    name: str = Field(max_length=3)
    inner: dict[str, int] = Field(default_factory=dict)


@pytest.fixture
def app():
    app = FastAPI()
    answer_errors(app, problem)

    @app.post("/body")
    def body(body: Body) -> None:
        return None

    @app.get("/raise/{which}")
    def fail(which: str) -> None:
        try:
            raise KeyError(SECRET)
        except KeyError as error:
            raise {
                "index": IndexUnusable("the index in /srv/index is damaged"),
                "usage": UsageError("Please type a question."),
                "busy": HTTPException(429, "Too many; come back later.", {"Retry-After": "7"}),
                "unexpected": ValueError(SECRET),
            }[which] from error

    return app


@pytest.fixture
def client(app):
    return TestClient(app)


def told(response) -> Problem:
    assert response.headers["content-type"] == MEDIA_TYPE
    problem = Problem.model_validate(response.json())
    assert problem.status == response.status_code and problem.type == "about:blank" and problem.title
    assert problem.detail.endswith(".") and "\n" not in problem.detail
    return problem


@pytest.mark.parametrize(
    ("which", "status", "detail"),
    [
        ("index", 503, "The documents cannot be searched at the moment; please try again later."),
        ("usage", 422, "Please type a question."),
        ("busy", 429, "Too many; come back later."),
        ("unexpected", 500, "Something went wrong on our side; please try again later."),
    ],
)
def test_an_error_is_a_problem_that_tells_nothing_of_the_inside(client, which, status, detail):
    response = client.get(f"/raise/{which}")
    assert (response.status_code, told(response).detail) == (status, detail)
    assert SECRET not in response.text and "/srv" not in response.text
    assert (response.headers.get("retry-after") == "7") == (which == "busy")


def test_where_nothing_is_and_what_is_not_taken(client):
    assert told(client.get("/nowhere")).status == 404
    response = client.get("/body")
    assert told(response).detail == "This address does not take that method. It takes POST."
    assert response.status_code == 405 and response.headers["allow"] == "POST"


@pytest.mark.parametrize(
    ("body", "status", "detail", "pointer"),
    [
        (b'{"name": "long"}', 422, "name: String should have at most 3 characters.", "#/name"),
        (b"{}", 422, "name: Field required.", "#/name"),
        (b"[]", 422, "body: Input should be an object.", "#"),
        (b'{"name": "a", "inner": {"x/~y z": "q"}}', 422, None, "#/inner/x~1~0y%20z"),
        (b'{"name": "a", "inner": {"' + b"k" * 99 + b'": "q"}}', 422, None, "#/inner/" + "k" * 40),
        (b'{"name": \n}', 400, None, None),
        (b"\xff", 400, "The body is not JSON that can be read.", None),
        (b"[" * 10_000, 400, "The body is not JSON that can be read.", None),
        (b"", 400, "The body is empty; send JSON.", None),
    ],
)
def test_a_body_that_cannot_be_taken_is_told_by_its_parts(client, body, status, detail, pointer):
    response = client.post("/body", content=body, headers={"Content-Type": "application/json"})
    problem = told(response)
    assert problem.status == status and detail in (None, problem.detail)
    assert [error.pointer for error in problem.errors or []] == ([pointer] if pointer else [])


def test_of_very_many_errors_the_first_are_told(client):
    errors = told(client.post("/body", json={"name": "a", "inner": {f"k{n}": "x" for n in range(99)}})).errors
    assert errors and len(errors) == 10


def test_the_request_id_is_the_instance(client):
    from asgi_correlation_id import correlation_id

    assert "instance" not in client.get("/nowhere").json()
    token = correlation_id.set("abc123")
    try:
        assert b'"instance":"abc123"' in bytes(problem(Failure(404, "Not here.")).body)
    finally:
        correlation_id.reset(token)


def test_what_nobody_thought_of_is_logged_once_without_what_was_asked(app):
    with serving(app) as url, logged() as log:
        assert httpx.get(url + "/raise/unexpected").status_code == 500
        assert httpx.get(url + "/raise/index").status_code == 503
        assert httpx.get(url + "/raise/busy").status_code == 429
    unexpected, index = log.lines
    assert (
        unexpected["message"] == index["message"] == "a request failed"
    )  # what it was, and where, beside it
    assert [error["type"] for error in unexpected["errors"]] == ["builtins.ValueError", "builtins.KeyError"]
    assert "test_problems.py" in unexpected["errors"][0]["at"][-1]
    assert index["errors"][0]["said"] == "the index in /srv/index is damaged"
    assert SECRET not in log.text


def test_problems_are_documented_as_what_they_are():
    assert documented(422) == {
        422: {
            "description": "Unprocessable Entity",
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
    }
