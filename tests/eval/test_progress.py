from eval.progress import EVERY, lines


def test_a_line_now_and_then_says_what_is_left():
    written: list[str] = []
    now = 0.0
    report = lines(written.append, lambda: now)
    report("ask", 400, 1000)  # 400 had been done before
    for done in range(401, 1001):
        now += 0.5
        report("ask", done, 1000)
    assert written[0] == "ask: 440 of 1000, about 5 min left"
    assert written[-1] == "ask: 960 of 1000, about 20 s left"
    assert len(written) == int(300 / EVERY) - 1  # none at the end, where nothing is left


def test_what_is_quick_writes_nothing():
    written: list[str] = []
    report = lines(written.append, lambda: 0.0)
    for done in range(101):
        report("ask", done, 100)
    assert written == []
