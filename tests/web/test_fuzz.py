"""Bodies that nobody would send: none breaks the server. ``FUZZ_BODIES=10000`` sends that many."""

import json
import os
import random
from collections import Counter
from typing import Any

import pytest
from starlette.testclient import TestClient

from bot.web.problems import MEDIA_TYPE
from tests.web.serving import apis

BODIES = int(os.environ.get("FUZZ_BODIES", "210"))
QUESTION = "Who pays the deductible?"
SOUND: dict[str, dict[str, Any]] = {
    "/api/v1/ask": {"question": QUESTION, "language": "nb", "history": ["Is theft covered?", {"role": "user", "content": "And abroad?"}]},
    "/api/v1/feedback": {"id": "a1", "vote": "up", "comment": "Good."},
    "/v1/chat/completions": {"model": "footnote", "stream": False, "n": 1, "stream_options": {"include_usage": True}, "messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": [{"type": "text", "text": QUESTION}]}]},
}  # fmt: skip
STRINGS = (
    "", " ", "\x00", "\x1b[31m", "\ud800", "\udfff\ud800", "\u202e\u2066", "\u200b\u200d\ufeff", "\U000e0041\U000e007f",
    "e\u0301" * 40, "\u0958" * 900, "\ufdfa" * 300, "x" * 1_000, "x" * 1_001, "🏳️‍🌈" * 50, "免責金額は誰が払いますか？",
    "{0.__class__}", "%s%n", "[1] [2]", "<script>alert(1)</script>", "' OR 1=1 --", "../../etc/passwd", "NaN", "null",
    "𝓦𝓱𝓸 pays?", "I" * 300 + "?", "?!" * 200, "\n\r\t\v\f\x85\u2028", "१२३", "0" * 999, "nb-NO", "zz", "user", "footnote", "up",
)  # fmt: skip
OTHERS = (
    None,
    True,
    0,
    -1,
    1.5,
    1e308,
    -0.0,
    10**30,
    float("nan"),
    float("inf"),
    [],
    {},
    [[]],
    [None],
    {"": ""},
    [{}] * 60,
)
TYPES = ("application/json",) * 12 + (
    "application/json; charset=utf-16",
    "text/plain",
    "application/x-ndjson",
    "",
    "application/json;" * 9,
)
ACCEPTS = ("*/*", "application/json", "text/event-stream", "text/event-stream;q=0", ",;=", "text/html")


def value(chance: random.Random, depth: int = 0) -> Any:
    kind = chance.random()
    if kind < 0.5:
        return chance.choice(STRINGS) + chance.choice(("", "", chance.choice(STRINGS)))
    if kind < 0.8 or depth > 3:
        return chance.choice(OTHERS)
    if kind < 0.9:
        return [value(chance, depth + 1) for _ in range(chance.randrange(6))]
    return {
        chance.choice((*STRINGS, "question", "role", "content")): value(chance, depth + 1) for _ in range(3)
    }


def changed(sound: Any, chance: random.Random) -> Any:
    """Put something else in one place of what is sound, or leave the place out."""
    if isinstance(sound, dict) and sound and chance.random() < 0.8:
        key = chance.choice(list(sound))
        rest = {name: each for name, each in sound.items() if name != key}
        if chance.random() < 0.1:
            return rest
        renamed = chance.choice(STRINGS) if chance.random() < 0.05 else key
        return rest | {renamed: changed(sound[key], chance)}
    if isinstance(sound, list) and sound and chance.random() < 0.7:
        at = chance.randrange(len(sound))
        return [*sound[:at], changed(sound[at], chance), *sound[at + 1 :] * chance.choice((1, 1, 30))]
    return value(chance)


def reworded(sound: Any, chance: random.Random) -> Any:
    """Put other words in places that take any."""
    if isinstance(sound, dict):
        kept = ("role", "type", "model", "vote", "language")
        return {name: each if name in kept else reworded(each, chance) for name, each in sound.items()}
    if isinstance(sound, list):
        return [reworded(each, chance) for each in sound]
    if not isinstance(sound, str) or chance.random() < 0.3:
        return sound
    return chance.choice((sound, "")) + chance.choice(STRINGS) + chance.choice(STRINGS)


def body(sound: Any, chance: random.Random) -> bytes:
    kind = chance.random()
    if kind < 0.04:
        return chance.randbytes(chance.randrange(200))
    if kind < 0.08:
        inner = chance.choice((b"[", b'{"question":', b'{"messages":[', b'"', b"-", b"1e"))
        return inner * chance.choice((1, 900, 10_000))
    if kind < 0.1:
        return b"9" * chance.choice((20, 4_000, 5_000))
    given = reworded(sound, chance) if kind < 0.5 else changed(sound, chance)
    data = bytearray(json.dumps(given, ensure_ascii=chance.random() < 0.7).encode("utf-8", "surrogatepass"))
    if kind > 0.8 and data:
        for _ in range(chance.randrange(1, 5)):
            at = chance.randrange(len(data) + 1)
            data[at : at + chance.randrange(3)] = chance.randbytes(chance.randrange(3))
    return bytes(data)


@pytest.mark.parametrize("path", SOUND)
def test_no_body_breaks_the_server(small_bot, tmp_path, path, caplog, record_property):
    client = TestClient(apis(small_bot, tmp_path))
    statuses: Counter[int] = Counter()
    for number in range(BODIES // len(SOUND)):
        chance = random.Random(f"{path} {number}")
        data = body(SOUND[path], chance)
        headers = {"Content-Type": chance.choice(TYPES), "Accept": chance.choice(ACCEPTS)}
        response = client.post(path, content=data, headers=headers)
        statuses[response.status_code] += 1
        assert response.status_code < 500, (number, data, response.text)
        if response.is_error:
            told = response.json()
            kind = MEDIA_TYPE if path.startswith("/api") else "application/json"
            assert response.headers["content-type"] == kind and response.text.isprintable(), (number, data)
            assert len(response.content) < 3_000 and (told if "status" in told else told["error"])
        else:
            assert "event: error" not in response.text and '{"error"' not in response.text, (number, data)
    record_property("statuses", dict(statuses))
    print(path, dict(sorted(statuses.items())))  # noqa: T201
    assert not [record for record in caplog.records if record.name.startswith("bot")]
    assert len(statuses) >= 3
