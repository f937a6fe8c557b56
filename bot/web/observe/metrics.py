"""What is counted and timed, for Prometheus.

Labels take few values: routes by their template, languages of the corpus and of the messages, everything else
from a list. Each app has a registry of its own.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
)
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector
from starlette.responses import Response

from bot.errors import IndexUnusable
from bot.index.generation import Manifest, read_manifest, require_current
from bot.messages import LANGUAGES
from bot.types import Answer

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0, 30.0, 60.0)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_OTHER = "other"

# They would add a second series to each, which nothing reads.
disable_created_metrics()  # type: ignore[no-untyped-call]


class Metrics:
    """The figures of one app."""

    def __init__(self, index: Path) -> None:
        self._registry = registry = CollectorRegistry()
        self._requests = Counter(
            "footnote_requests", "Requests", ("method", "route", "status"), registry=registry
        )
        self._request_seconds = Histogram(
            "footnote_request_seconds",
            "Seconds until a response was sent whole",
            ("route",),
            buckets=_SECONDS,
            registry=registry,
        )
        self.in_flight = Gauge("footnote_requests_in_flight", "Requests being served", registry=registry)
        self.waiting = Gauge("footnote_questions_waiting", "Questions in the queue", registry=registry)
        self._answers = Counter("footnote_answers", "Answers given", ("kind", "language"), registry=registry)
        self._generations = Counter(
            "footnote_generations", "What became of the chat model's answers", ("outcome",), registry=registry
        )
        self._stage_seconds = Histogram(
            "footnote_stage_seconds",
            "Seconds an answer took, by stage and in all (total)",
            ("stage", "route"),
            buckets=_SECONDS,
            registry=registry,
        )
        self._votes = Counter("footnote_feedback", "Votes on answers", ("vote",), registry=registry)
        registry.register(_Index(index))
        ProcessCollector(registry=registry)

    def request(self, method: str, route: str, status: int, seconds: float) -> tuple[str, str]:
        """Count a request that was served; returns the labels its method and route have."""
        method = method if method in _METHODS else _OTHER
        self._requests.labels(method, route, str(status)).inc()
        self._request_seconds.labels(route).observe(seconds)
        return method, route

    def answer(self, answer: Answer, route: str) -> None:
        """Count an answer that was given on a route."""
        # Hits come from each language of the corpus.
        known = {*LANGUAGES, *(hit.chunk.language for hit in answer.hits)}
        self._answers.labels(answer.kind, answer.language if answer.language in known else _OTHER).inc()
        if answer.generation:
            self._generations.labels(answer.generation).inc()
        for stage, seconds in answer.timings.items():
            self._stage_seconds.labels(stage, route).observe(seconds)

    def vote(self, vote: str) -> None:
        """Count a vote that was stored."""
        self._votes.labels(vote).inc()

    def watch(self, name: str, description: str, value: Callable[[], float]) -> None:
        """Add a gauge whose value is asked for whenever the metrics are read."""
        Gauge(f"footnote_{name}", description, registry=self._registry).set_function(value)

    def exposition(self, accept: str) -> Response:
        """Return the metrics in the format that an ``Accept`` header prefers."""
        encode, content_type = choose_encoder(accept)
        return Response(encode(self._registry), headers={"Content-Type": content_type})


class _Index(Collector):
    """The index in use, as its manifest describes it."""

    def __init__(self, index: Path) -> None:
        self._index = index

    def collect(self) -> Iterable[Metric]:
        try:
            generation = require_current(self._index)
            manifest = _manifest(generation)
        except IndexUnusable:
            return  # the figures are gone when the index is
        info = InfoMetricFamily("footnote_index", "The generation of the index in use")
        info.add_metric((), {"generation": generation.name, "encoder": manifest.encoder})
        yield info
        created = datetime.fromisoformat(manifest.created).timestamp()
        yield GaugeMetricFamily("footnote_index_created_timestamp_seconds", "When it was made", created)
        yield GaugeMetricFamily("footnote_index_documents", "Documents in it", len(manifest.files))
        yield GaugeMetricFamily("footnote_index_chunks", "Chunks in it", manifest.chunks)


@lru_cache(maxsize=2)
def _manifest(generation: Path) -> Manifest:
    return read_manifest(generation)
