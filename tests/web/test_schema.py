"""Requests that the OpenAPI documents allow, and ones they forbid: answered as documented, never by a 5xx."""

import pytest
from hypothesis import HealthCheck, given, settings

schemathesis = pytest.importorskip("schemathesis")

from schemathesis.config import SchemathesisConfig  # noqa: E402
from schemathesis.generation import GenerationMode  # noqa: E402
from schemathesis.specs.openapi.checks import positive_data_acceptance  # noqa: E402

from tests.web.serving import apis  # noqa: E402

DOCUMENTS = {
    "/api/v1/openapi.json": ["POST /ask", "POST /feedback"],
    "/v1/openapi.json": ["GET /models", "GET /models/{model}", "POST /chat/completions"],
}
# A schema cannot say that a question must have a visible character, nor which models and answers there are.
UNSAID = [positive_data_acceptance]
SEVERAL = settings(
    max_examples=25,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def documents(small_bot, tmp_path_factory):
    app = apis(small_bot, tmp_path_factory.mktemp("schema"))
    return {
        path: schemathesis.openapi.from_asgi(path, app, config=SchemathesisConfig()) for path in DOCUMENTS
    }


@pytest.mark.parametrize("path", DOCUMENTS)
def test_every_operation_is_tried(documents, path):
    assert sorted(result.ok().label for result in documents[path].get_all_operations()) == DOCUMENTS[path]


@pytest.mark.parametrize(
    ("path", "label", "mode"),
    [
        (path, label, mode)
        for path, labels in DOCUMENTS.items()
        for label in labels
        for mode in GenerationMode
        if mode is GenerationMode.POSITIVE or label.startswith("POST")
    ],
)
def test_an_operation_does_as_documented(documents, path, label, mode):
    method, _, place = label.partition(" ")
    operation = documents[path][place][method]

    @SEVERAL
    @given(operation.as_strategy(generation_mode=mode).filter(_arrives))
    def does(case):
        case.call_and_validate(excluded_checks=UNSAID)

    does()


def _arrives(case) -> bool:
    """Whether the request comes to the app: Starlette mounts take no path with a line break."""
    return "\n" not in (case.path_parameters or {}).get("model", "")
