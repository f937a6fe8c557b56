import pytest

from bot.errors import UsageError
from eval.summary import summarise
from eval.thresholds import THRESHOLDS, check, read_thresholds
from eval.types import TRACKS
from tests.eval.making import make_record, make_run


def thresholds(tmp_path, text):
    path = tmp_path / "t.toml"
    path.write_text(text, "utf-8")
    return read_thresholds(path)


def summary(*outcomes):
    return summarise(make_run([make_record(f"reworded/en-{n}", o) for n, o in enumerate(outcomes)]))


def test_a_threshold_is_the_least_a_metric_may_be(tmp_path):
    least = thresholds(tmp_path, "[reworded.en]\ncorrect = 0.5\n")
    assert check(summary("right", "wrong"), least)[0].passed
    assert not check(summary("right", "wrong", "wrong"), least)[0].passed


def test_what_was_not_measured_was_not_reached(tmp_path):
    least = thresholds(tmp_path, "[reworded.nb]\ncorrect = 0\n[reworded.en]\nbeauty = 0\n")
    assert [each.passed for each in check(summary("right"), least)] == [False, False]


def test_an_error_reaches_nothing(tmp_path):
    least = thresholds(tmp_path, "[reworded.en]\ncorrect = 0.1\n")
    assert not check(summary("right", "right", "error"), least)[0].passed


@pytest.mark.parametrize(
    "text",
    [
        "reworded = 1",
        "[reworded]\nen = 1",
        "[rewarded.en]\ncorrect = 1",
        "[reworded.en]\ncorrect = true",
        "[",
    ],
)
def test_what_is_no_threshold_is_named(tmp_path, text):
    with pytest.raises(UsageError, match=r"t\.toml"):
        thresholds(tmp_path, text)


def test_the_shipped_thresholds_cover_every_track_and_language():
    found = {(each.track, each.language) for each in read_thresholds(THRESHOLDS)}
    assert found == {(track, language) for track in TRACKS for language in ("en", "nb", "ja")}
