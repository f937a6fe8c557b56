import json
import logging
import subprocess
import sys

import pytest

from bot.errors import IndexUnusable, UsageError
from bot.web.observe.logs import Lines, _Readable
from tests.conftest import ROOT

SECRET = "My number is 15108695088"


def record(message, *args, name="bot.test", error=None, **fields):
    info = (type(error), error, error.__traceback__) if error else None
    made = logging.LogRecord(name, logging.WARNING, "/x/place.py", 7, message, args, info)
    made.fields = fields
    return made


def raised(error: Exception, cause: Exception | None = None) -> Exception:
    secret = SECRET  # a local that must not be told
    try:
        raise error from cause
    except Exception as caught:
        assert secret
        return caught


def test_a_line_is_one_json_object():
    line = Lines(False).format(record("so %s", "it is", route="/x", status=200))
    told = json.loads(line)
    assert told["message"] == "so it is" and told["route"] == "/x" and told["level"] == "warning"
    assert told["time"].endswith("+00:00")


@pytest.mark.parametrize("ends", ["\n", "\r", "\x85", "\u2028", "\x1b[2J", "\x00", "\u202e", "\ud800"])
@pytest.mark.parametrize("formatter", [Lines(True), _Readable(True)])
def test_nothing_logged_forges_a_line(formatter, ends):
    line = formatter.format(record(f"one{ends}two", given=f"a{ends}b"))
    assert ends not in line.replace("\n    ", "")  # on a terminal the lines of a text are indented
    line.encode()


def test_of_errors_the_place_is_told_and_not_what_they_say():
    error = raised(RuntimeError("a"), raised(ValueError(SECRET), raised(UsageError(SECRET))))
    told = Lines(False).format(record("failed", error=error))
    assert "15108695088" not in told
    errors = json.loads(told)["errors"]
    assert [e["type"] for e in errors] == [
        "builtins.RuntimeError",
        "builtins.ValueError",
        "bot.errors.UsageError",
    ]
    assert all("test_logs.py" in e["at"][0] and e["at"][0].endswith(" raised") for e in errors)


def test_groups_and_context_are_told_too():
    try:
        try:
            raise KeyError(SECRET)
        except KeyError:
            raise ExceptionGroup(SECRET, [TypeError(SECRET)])  # noqa: B904
    except ExceptionGroup as error:
        told = Lines(False).format(record("failed", error=error))
    assert [e["type"].rpartition(".")[2] for e in json.loads(told)["errors"]] == [
        "ExceptionGroup",
        "TypeError",
        "KeyError",
    ]
    assert "15108695088" not in told


def test_what_our_own_errors_say_is_told():
    told = Lines(False).format(
        record("failed: %s", IndexUnusable("run `bot ingest`"), error=IndexUnusable("again"))
    )
    assert "run `bot ingest`" in told and "again" in told


@pytest.mark.parametrize("name", ["asyncio", "httpx", "langchain_core.callbacks", "py.warnings", "root"])
def test_what_libraries_say_is_left_out(name):
    told = Lines(False).format(record(f"{SECRET} %s", SECRET, name=name))
    assert "15108695088" not in told and "place:7" in told
    assert "number is [" in Lines(True).format(record(SECRET, name=name))


def test_a_message_whose_error_is_an_argument_is_left_out_too():
    assert "15108695088" not in Lines(False).format(record("failed: %s", ValueError(SECRET)))


def test_with_text_it_is_redacted():
    told = Lines(True).format(record(SECRET, error=raised(ValueError(SECRET))))
    assert "15108695088" not in told and told.count("[f\\u00f8dselsnummer]") == 2


PROCESS = f"""
import asyncio, logging, sys, threading, warnings
from bot.settings import Settings
from bot.web.observe.logs import set_up_logging
set_up_logging(Settings())
secret = {SECRET!r}
def fail(): raise ValueError(secret)
thread = threading.Thread(target=fail); thread.start(); thread.join()
class Bad:
    def __del__(self): fail()
Bad()
warnings.warn(secret)
logging.getLogger("httpx").info(secret)
logging.getLogger("httpx").warning("GET %s", secret)
logging.getLogger("bot.x").error("two %s places %s", secret)
async def main():
    asyncio.get_running_loop().create_task(work())
    await asyncio.sleep(0)
async def work(): fail()
asyncio.run(main())
logging.getLogger("bot.x").debug("not this")
logging.getLogger("bot.x").info("the end")
"""


def test_a_process_says_nothing_else():
    run = subprocess.run(
        [sys.executable, "-c", PROCESS], capture_output=True, text=True, cwd=ROOT, check=True
    )
    lines = [json.loads(line) for line in run.stderr.splitlines()]
    assert "15108695088" not in run.stderr and not run.stdout
    said = [line["message"] for line in lines]
    assert said[0] == "a thread failed" and "an error was ignored" in said and said[-1] == "the end"
    assert {"py.warnings", "httpx", "asyncio"} <= {line["logger"] for line in lines}
