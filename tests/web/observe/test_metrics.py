import threading

import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse_open
from prometheus_client.parser import text_string_to_metric_families as parse
from starlette.testclient import TestClient

from bot.settings import Settings
from bot.types import Answer
from bot.web.server import create_app
from tests.web.observe.serving import LOCAL, metrics, web_app
from tests.web.observe.test_requests import ASK, CHAT, Echo


def test_answers_votes_and_requests_are_counted(small_bot, small_index, tmp_path):
    with web_app(small_bot, tmp_path, index=small_index.index) as client:
        first = client.post(ASK, json={"question": "Who pays the deductible?"}).json()
        messages = [{"role": "user", "content": "今日の天気は？"}]
        client.post(CHAT, json={"model": "footnote", "messages": messages})
        client.post(ASK, json={"question": ""})
        for vote in ({"vote": "up"}, {"vote": "up", "comment": "why"}, {"vote": "down"}):
            client.post("/api/v1/feedback", json={"id": first["id"]} | vote)
        counted = metrics(client)
    assert counted['footnote_answers_total{kind="faq",language="en"}'] == 1
    assert counted['footnote_answers_total{kind="abstained",language="ja"}'] == 1
    assert counted['footnote_feedback_total{vote="up"}'] == 1  # its comment is no vote of its own
    assert counted['footnote_feedback_total{vote="down"}'] == 1
    assert counted[f'footnote_requests_total{{method="POST",route="{ASK}",status="200"}}'] == 1
    assert counted[f'footnote_requests_total{{method="POST",route="{ASK}",status="422"}}'] == 1
    assert counted[f'footnote_request_seconds_count{{route="{ASK}"}}'] == 2
    for stage in ("retrieve", "encode", "extract", "total"):
        assert counted[f'footnote_stage_seconds_count{{route="{ASK}",stage="{stage}"}}'] == 1
    assert counted[f'footnote_stage_seconds_count{{route="{CHAT}",stage="encode"}}'] == 1
    assert (counted["footnote_index_documents"], counted["footnote_requests_in_flight"]) == (4, 1)
    assert counted["footnote_index_chunks"] == len(small_bot._current().chunks)
    assert counted["process_resident_memory_bytes"] > 0


def test_what_became_of_the_models_answer_is_counted(tmp_path):
    class Writing(Echo):
        def stream(self, question, *_):
            yield Answer(question, "en", "x", "extract", 1.0, (), (), generation="timeout")

    with web_app(Writing(), tmp_path) as client:
        client.post(ASK, json={"question": "q"})
        assert metrics(client)['footnote_generations_total{outcome="timeout"}'] == 1


@pytest.fixture(scope="module")
def closed(tmp_path_factory):
    return _app(tmp_path_factory.mktemp("closed"), trusted_proxies="127.0.0.1")


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    return _app(tmp_path_factory.mktemp("opened"), metrics=True)


def _app(folder, **settings):
    return create_app(Echo(), Settings(index=folder, feedback=folder / "f.jsonl", **settings))


def test_labels_take_few_values(tmp_path):
    class Foreign(Echo):
        def stream(self, question, *_):
            yield Answer(question, question, "x", "extract", 1.0, (), ())

    with web_app(Foreign(), tmp_path, rate="100000/second") as client:
        for n in range(50):
            client.post(ASK, json={"question": f"q{n}"})
            client.request(f"M{n}", f"/path/{n}")
        counted = metrics(client)
    assert counted['footnote_answers_total{kind="extract",language="other"}'] == 50
    assert len([name for name in counted if name.startswith("footnote_answers_total")]) == 1
    others = {name: n for name, n in counted.items() if 'method="other"' in name}
    assert sum(others.values()) == 50 and len(others) == 1


def test_each_app_has_figures_of_its_own(closed, opened):
    one, other = (TestClient(app, base_url="http://localhost", client=LOCAL) for app in (closed, opened))
    one.post(ASK, json={"question": "q"})
    assert 'footnote_answers_total{kind="extract",language="en"}' in metrics(one)
    assert not [name for name in metrics(other) if name.startswith("footnote_answers_total")]


def test_without_an_index_its_figures_are_missing(opened):
    counted = metrics(TestClient(opened, base_url="http://localhost"))
    assert counted["footnote_ready"] == 0 and "footnote_index_documents" not in counted


def test_both_formats_can_be_parsed(opened):
    client = TestClient(opened, base_url="http://localhost")
    plain = client.get("/metrics")
    open_ = client.get("/metrics", headers={"Accept": "application/openmetrics-text; version=1.0.0"})
    assert {family.name for family in parse(plain.text)} >= {"footnote_requests", "footnote_request_seconds"}
    assert open_.headers["content-type"].startswith("application/openmetrics-text")
    assert list(parse_open(open_.text))


@pytest.mark.parametrize(
    ("client", "headers", "open_to_all", "status"),
    [
        (("127.0.0.1", 1), {}, False, 200),
        (("::1", 1), {}, False, 200),
        (("::ffff:127.0.0.1", 1), {}, False, 200),
        (("192.0.2.7", 1), {}, False, 403),
        (("127.0.0.1", 1), {"X-Forwarded-For": "127.0.0.1"}, False, 403),
        (("127.0.0.1", 1), {"Forwarded": "for=127.0.0.1"}, False, 403),
        (("127.0.0.1", 1), {"X-Real-IP": "127.0.0.1"}, False, 403),
        (("192.0.2.7", 1), {"X-Forwarded-For": "127.0.0.1"}, False, 403),
        (("192.0.2.7", 1), {}, True, 200),
    ],
)
def test_metrics_are_shown_on_this_machine_alone(closed, opened, client, headers, open_to_all, status):
    app = TestClient(opened if open_to_all else closed, base_url="http://localhost", client=client)
    assert app.get("/metrics", headers=headers).status_code == status


def test_questions_under_way_and_waiting_are_shown(tmp_path):
    begun, go_on = threading.Semaphore(0), threading.Event()

    class Slow(Echo):
        def stream(self, *arguments):
            begun.release()
            go_on.wait(10)
            yield from super().stream(*arguments)

    with web_app(Slow(), tmp_path, concurrency=1) as client:
        threads = [
            threading.Thread(target=client.post, args=(ASK,), kwargs={"json": {"question": "q"}})
            for _ in "ab"
        ]
        for thread in threads:
            thread.start()
        begun.acquire()
        for _ in range(200):
            counted = metrics(client)
            if counted["footnote_questions_waiting"] == 1:
                break
        go_on.set()
        for thread in threads:
            thread.join()
        after = metrics(client)
    assert (counted["footnote_questions_waiting"], counted["footnote_requests_in_flight"]) == (1, 3)
    assert (after["footnote_questions_waiting"], after["footnote_requests_in_flight"]) == (0, 1)
