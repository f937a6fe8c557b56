"""Spans of requests and of the stages of their answers, for OpenTelemetry; what was asked is in none.

Nothing of OpenTelemetry is imported unless its standard variables name a collector
(``OTEL_EXPORTER_OTLP_ENDPOINT`` or ``OTEL_EXPORTER_OTLP_TRACES_ENDPOINT``).
"""

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

from starlette.datastructures import Headers
from starlette.types import Scope

from bot.errors import SettingsError

if TYPE_CHECKING:
    from contextvars import Token

    from opentelemetry.sdk.trace.export import SpanExporter
    from opentelemetry.trace import Span

_ENDPOINTS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
_PROTOCOLS = ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL")
_EXPORTERS = {
    "grpc": "opentelemetry.exporter.otlp.proto.grpc.trace_exporter",
    "http/protobuf": "opentelemetry.exporter.otlp.proto.http.trace_exporter",
}
_NAME = "footnote"
_FLUSH_MILLISECONDS = 3_000


def open_tracing() -> "Tracing | None":
    """Return what traces are made with, None if the environment names no collector.

    Raises:
        SettingsError: the exporter for the protocol it names is not installed.
    """
    if not any(os.environ.get(name) for name in _ENDPOINTS) or _is_disabled():
        return None
    return Tracing(_exporter())


def _is_disabled() -> bool:
    return os.environ.get("OTEL_SDK_DISABLED", "").lower() == "true"


def _exporter() -> "SpanExporter":
    protocol = next((os.environ[name] for name in _PROTOCOLS if os.environ.get(name)), "grpc")
    try:
        exporter: SpanExporter = import_module(_EXPORTERS[protocol]).OTLPSpanExporter()
    except (KeyError, ImportError) as error:
        raise SettingsError(
            f"traces cannot be sent by {protocol!r}: set OTEL_EXPORTER_OTLP_PROTOCOL to grpc, "
            "or to http/protobuf with opentelemetry-exporter-otlp-proto-http installed"
        ) from error
    return exporter


class Tracing:
    """Makes spans and sends them in the background."""

    def __init__(self, exporter: "SpanExporter") -> None:
        from opentelemetry.sdk.resources import SERVICE_NAME, Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor

        name = os.environ.get("OTEL_SERVICE_NAME", _NAME)
        # A provider of our own: libraries that trace by themselves would put more into their spans.
        self._provider = TracerProvider(resource=Resource.create({SERVICE_NAME: name}))
        self._provider.add_span_processor(BatchSpanProcessor(exporter))
        self._tracer = self._provider.get_tracer(_NAME)

    def request(self, scope: Scope) -> "RequestSpan":
        """Begin the span of a request, within the trace that its ``traceparent`` header names."""
        from opentelemetry import context, trace
        from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

        parent = TraceContextTextMapPropagator().extract(Headers(scope=scope))
        span = self._tracer.start_span("request", parent, kind=trace.SpanKind.SERVER)
        return RequestSpan(span, context.attach(trace.set_span_in_context(span)))

    def stages(self, seconds: Mapping[str, float]) -> None:
        """Add the stages of an answer that is just done to the span of its request, one after the other.

        A stage that was entered more than once is one span.
        """
        at = time.time_ns() - _nanoseconds(seconds.get("total", 0.0))
        for stage, took in seconds.items():
            if stage != "total":
                span = self._tracer.start_span(stage, start_time=at)
                at += _nanoseconds(took)
                span.end(at)

    def close(self) -> None:
        """Send what has not been sent, for a few seconds at most."""
        self._provider.force_flush(_FLUSH_MILLISECONDS)
        self._provider.shutdown()


@dataclass(frozen=True, slots=True)
class RequestSpan:
    """The span of a request that is being served."""

    span: "Span"
    token: "Token[Any]"

    def end(self, method: str, route: str, status: int) -> str:
        """End the span; returns the trace's id in hexadecimal."""
        from opentelemetry import context
        from opentelemetry.trace import Status, StatusCode

        self.span.update_name(f"{method} {route}")
        self.span.set_attributes(
            {"http.request.method": method, "http.route": route, "http.response.status_code": status}
        )
        if status >= 500:
            self.span.set_status(Status(StatusCode.ERROR))
        self.span.end()
        context.detach(self.token)
        return f"{self.span.get_span_context().trace_id:032x}"


def _nanoseconds(seconds: float) -> int:
    return round(seconds * 1e9)
