import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from bot.web.guard.addresses import believe_proxies
from bot.web.guard.rates import MovingWindow, limit_rates
from tests.web.guard.conftest import echo


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def ask(app, address: str = "198.51.100.7", path: str = "/api/v1/ask"):
    return TestClient(app, client=(address, 1)).post(path)


def limited(notation: str, clock: Clock):
    return believe_proxies(limit_rates(echo, notation, clock), ())


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/ask",
        "/api/v1/feedback",
        "/v1/chat/completions",
        "/gradio_api/component_server/",
        "/plain?q=x",
    ],
)
def test_beyond_the_rate_is_refused_until_the_time_that_is_told(path):
    clock = Clock()
    app = limited("3/minute", clock)
    for _ in range(3):
        assert ask(app, path=path).status_code == 200
        clock.now += 10.3
    refused = ask(app, path=path)
    assert refused.status_code == 429
    wait = int(refused.headers["retry-after"])
    assert wait == 30  # the first was 30.9 s ago
    clock.now += wait - 1
    assert ask(app, path=path).status_code == 429
    clock.now += 1
    assert ask(app, path=path).status_code == 200
    assert ask(app, path=path).status_code == 429


def test_refused_requests_do_not_count():
    clock = Clock()
    app = limited("2/minute", clock)
    for _ in range(20):
        ask(app)
        clock.now += 1
    clock.now = 1000 + 60.0
    assert ask(app).status_code == 200


def test_each_caller_has_a_rate_of_its_own_and_a_network_is_one_caller():
    app = limited("1/minute", Clock())
    callers = ("198.51.100.7", "198.51.100.8", "2001:db8:1:1::1", "2001:db8:1:2::1")
    assert [ask(app, caller).status_code for caller in callers] == [200] * 4
    again = ("198.51.100.7", "::ffff:198.51.100.8", "2001:db8:1:1::ffff", "2001:db8:1:2:9::1")
    assert [ask(app, caller).status_code for caller in again] == [429] * 4


def test_several_rates_hold_together():
    clock = Clock()
    app = limited("2/second;3/minute", clock)
    assert [ask(app).status_code for _ in range(3)] == [200, 200, 429]
    clock.now += 1
    assert [ask(app).status_code for _ in range(2)] == [200, 429]
    assert ask(app).headers["retry-after"] == "59"


def test_what_costs_nothing_is_free():
    app = limited("1/minute", Clock())
    client = TestClient(app)
    for path in ("/", "/healthz", "/widget.js", "/plain", "/api/v1/ask", "/v1/models"):
        assert [client.get(path).status_code for _ in range(3)] == [200] * 3
    assert client.post("/api/v1/ask").status_code == 200


def test_openai_clients_get_their_own_shape():
    app = limited("1/minute", Clock())
    ask(app, path="/v1/chat/completions")
    refused = ask(app, path="/v1/chat/completions")
    assert refused.json()["error"]["code"] == "rate_limit_exceeded"
    assert refused.headers["retry-after"] == "60"


@given(
    st.integers(1, 4),
    st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 12)), max_size=40),
)
def test_a_window_is_what_it_says(amount, steps):
    window, now, admitted = MovingWindow(amount, 10), 0, []
    for caller, pause in steps:
        now += pause
        recent = [at for who, at in admitted if who == caller and at > now - 10]
        wait = window.wait(caller, now)
        assert wait == (recent[-amount] + 10 - now if len(recent) >= amount else 0)
        if not wait:
            window.add(caller, now)
            admitted.append((caller, now))


def test_a_flood_of_addresses_is_bounded_and_forgotten():
    tracemalloc.start()
    window = MovingWindow(60, 60, callers=1000)
    for number in range(5000):
        window.add(f"2001:db8:1:{number:x}::/64", number / 1000)
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(window) == 1000
    assert size < 500_000
    for number in range(1000):
        window.add("198.51.100.7", 1000 + number)
    assert len(window) == 1


def test_the_callers_seen_last_are_kept():
    window = MovingWindow(1, 60, callers=2)
    for caller in "abac":
        window.add(caller, 0)
    assert [window.wait(caller, 1) > 0 for caller in "abc"] == [True, False, True]
