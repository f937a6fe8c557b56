import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import grpc
import pytest
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2, trace_service_pb2_grpc

from bot.errors import SettingsError
from bot.web.observe.tracing import open_tracing
from tests.conftest import ROOT
from tests.web.observe.serving import logged, web_app
from tests.web.observe.test_requests import ASK, Echo


class Collector(trace_service_pb2_grpc.TraceServiceServicer):
    """Keeps what it is sent."""

    def __init__(self) -> None:
        self.requests = []

    def Export(self, request, context):
        self.requests.append(request)
        return trace_service_pb2.ExportTraceServiceResponse()

    @property
    def spans(self):
        return [
            s
            for r in self.requests
            for group in r.resource_spans
            for scope in group.scope_spans
            for s in scope.spans
        ]


@pytest.fixture
def collector(monkeypatch):
    collector = Collector()
    server = grpc.server(ThreadPoolExecutor(1))
    trace_service_pb2_grpc.add_TraceServiceServicer_to_server(collector, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", f"http://127.0.0.1:{port}")
    yield collector
    server.stop(0)


def test_a_request_and_its_stages_reach_the_collector_without_their_text(collector, small_bot, tmp_path):
    parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    with web_app(small_bot, tmp_path) as client, logged() as log:
        for accept in ("application/json", "text/event-stream"):
            headers = {"traceparent": parent, "Accept": accept}
            client.post(ASK, json={"question": "Who pays the deductible?"}, headers=headers)
        client.get("/nowhere/zebra")
    requests = [span for span in collector.spans if span.name == f"POST {ASK}"]
    assert len(requests) == 2
    for request in requests:
        assert request.trace_id.hex() == "0af7651916cd43dd8448eb211c80319c"
        assert request.parent_span_id.hex() == "b7ad6b7169203331"
        stages = [span for span in collector.spans if span.parent_span_id == request.span_id]
        assert {span.name for span in stages} == {"retrieve", "encode", "extract"}
        for span in stages:
            assert request.start_time_unix_nano <= span.start_time_unix_nano <= span.end_time_unix_nano
            assert span.end_time_unix_nano <= request.end_time_unix_nano
    assert [line["trace_id"] for line in log.of(ASK)] == ["0af7651916cd43dd8448eb211c80319c"] * 2
    assert "GET unknown" in {span.name for span in collector.spans}
    sent = b"".join(request.SerializeToString() for request in collector.requests)
    assert not [word for word in (b"deductible", b"policyholder", b"zebra") if word in sent]
    assert b"footnote" in sent


def test_a_failure_is_marked_without_what_it_says(collector, tmp_path):
    with web_app(Echo(RuntimeError("zebra")), tmp_path) as client:
        client.post(ASK, json={"question": "q"})
    (span,) = collector.spans
    assert span.status.code == 2 and not span.events and "zebra" not in str(span)


def test_a_collector_that_is_not_there_delays_nobody(monkeypatch, tmp_path):
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")
    ended = threading.Event()

    def serve():
        with web_app(Echo(), tmp_path) as client:
            assert client.post(ASK, json={"question": "q"}).status_code == 200
        ended.set()

    threading.Thread(target=serve, daemon=True).start()
    assert ended.wait(12)


def test_without_a_collector_nothing_is_loaded(monkeypatch):
    assert open_tracing() is None
    code = (
        "import sys; from bot.web.observe.tracing import open_tracing; assert open_tracing() is None; "
        "assert not [name for name in sys.modules if name.startswith(('opentelemetry', 'grpc'))]"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setenv("OTEL_SDK_DISABLED", "true")
    assert open_tracing() is None


def test_a_protocol_that_is_not_installed_is_named(monkeypatch):
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json")
    with pytest.raises(SettingsError, match="OTEL_EXPORTER_OTLP_PROTOCOL"):
        open_tracing()
