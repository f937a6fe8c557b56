"""The routes that probes and Prometheus read."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from bot.web.observe.health import Readiness
from bot.web.observe.metrics import Metrics
from bot.web.observe.requests import current_request
from bot.web.problems import Failure, problem

_UNCACHED = {"Cache-Control": "no-store"}
_CLOSED = Failure(403, "Metrics are shown on this machine alone; BOT_METRICS=true shows them to everyone.")


def create_probes(readiness: Readiness, metrics: Metrics, metrics_for_all: bool) -> APIRouter:
    """Return the routes ``/healthz``, ``/readyz`` and ``/metrics``.

    None of them waits for a worker thread, so they answer however many questions are being answered.
    """
    router = APIRouter()

    async def alive() -> Response:
        return JSONResponse({"status": "alive"}, headers=_UNCACHED)

    async def ready() -> Response:
        if missing := readiness.missing():
            return problem(Failure(503, missing, headers=_UNCACHED))
        return JSONResponse({"status": "ready"}, headers=_UNCACHED)

    async def show_metrics(request: Request) -> Response:
        asked = current_request()
        if not metrics_for_all and not (asked and asked.direct):
            return problem(_CLOSED)
        return metrics.exposition(request.headers.get("accept", ""))

    for path, answer in (("/healthz", alive), ("/readyz", ready), ("/metrics", show_metrics)):
        router.add_api_route(path, answer, methods=["GET", "HEAD"], include_in_schema=False)
    return router
