import pytest

from bot.errors import UsageError
from eval.summary import summarise
from eval.thresholds import THRESHOLDS, check, read_thresholds
from eval.types import TRACKS
from tests.eval.making import make_case, make_record, make_run


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
    least = thresholds(tmp_path, "[reworded.nb]\ncorrect = 0\n[reworded.en]\nchrf = 0\n")
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
        "[reworded.en]\ncorrect = 90",
        "[reworded.en]\ncorrect = nan",
        "[reworded.en]\ncorrect = -0.1",
        "[reworded.all]\ncorrect = 1",
        "[verbatim.en]\nauroc = 0.5",
        "[verbatim.en]\np95_seconds = 1",
        "[verbatim.all]\np95_seconds = inf",
        "[",
    ],
)
def test_what_is_no_threshold_is_named(tmp_path, text):
    with pytest.raises(UsageError, match=r"t\.toml"):
        thresholds(tmp_path, text)


def test_the_shipped_thresholds_cover_every_track_and_language():
    found = {(each.track, each.language) for each in read_thresholds(THRESHOLDS)}
    assert found == {(track, language) for track in TRACKS for language in ("en", "nb", "ja")}


def test_an_unknown_metric_is_said_with_those_there_are(tmp_path):
    with pytest.raises(
        UsageError, match=r"no metric 'corect'; did you mean correct\? There are correct, refused"
    ):
        thresholds(tmp_path, "[reworded.en]\ncorect = 0.9\n")


@pytest.mark.parametrize("text", ["", "# nothing\n", "[reworded]\n", "[reworded.en]\n"])
def test_a_file_that_demands_nothing_is_said(tmp_path, text):
    with pytest.raises(UsageError, match=r"t\.toml demands nothing"):
        thresholds(tmp_path, text)


def test_confidence_and_times_can_be_demanded(tmp_path):
    unanswerable = make_case("unanswerable/en-9", answerable=False, type="near_miss", sources=(), gold=())
    records = [
        make_record("reworded/en-1", confidence=0.8),
        make_record(unanswerable.id, "refused", case=unanswerable, confidence=0.1, scores={"refused": 1.0}),
    ]
    found = summarise(make_run(records))  # each took 0.05 s
    good = check(
        found, thresholds(tmp_path, "[reworded.en]\nauroc = 0.9\n[reworded.all]\np95_seconds = 0.06\n")
    )
    assert [each.value for each in good] == [1.0, 0.05] and all(each.passed for each in good)
    late = check(found, thresholds(tmp_path, "[reworded.all]\nauroc = 0.9\np95_seconds = 0.04\n"))
    assert [each.passed for each in late] == [True, False]
    assert str(late[1]) == "reworded all p95_seconds 0.05 s, at most 0.04 s is asked for"
