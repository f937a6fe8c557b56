import re
from xml.etree import ElementTree

import pytest

from eval.plots import by_outcome, by_track, calibration, latency, matrix, plots, risk
from eval.report.drawing import spread
from eval.report.svg import COLOURS
from eval.summary import summarise
from tests.eval.making import make_case, make_record, make_run
from tests.eval.test_html import ATTACK, records

NAMESPACE = "{http://www.w3.org/2000/svg}"


def asked(count: int = 24) -> list:
    """Answerable and unanswerable questions in three languages, with confidences and a language matrix."""
    made = []
    for language in ("en", "nb", "ja"):
        for n in range(count):
            id = f"reworded/{language}-{n}"
            case = make_case(id, language=language, sources=("en/a.md",))
            record = make_record(id, "wrong" if n % 3 == 0 else "right", case=case, confidence=n / count)
            object.__setattr__(record, "first_by_language", {"en": "en/a.md", "nb": "nb/b.md"})
            made.append(record)
            id = f"unanswerable/{language}-{n}"
            case = make_case(id, language=language, answerable=False, type="near_miss", sources=(), gold=())
            outcome = "wrong" if n == 0 else "refused"
            made.append(make_record(id, outcome, case=case, confidence=0.2, scores={"refused": float(n > 0)}))
    return made


def words(svg: str | None) -> list[str]:
    assert svg is not None
    return [element.text or "" for element in ElementTree.fromstring(svg).iter(f"{NAMESPACE}text")]


def test_every_plot_is_drawn_the_same_each_time():
    summary = summarise(make_run(asked(200)))
    first, second = plots(summary), plots(summary)
    assert [plot.name for plot in first] == ["tracks", "outcomes", "risk", "calibration", "matrix", "latency"]
    assert first == second
    assert all(plot.svg and plot.caption for plot in first)


def test_drawings_take_font_and_colours_from_the_page():
    for plot in plots(summarise(make_run(asked(200)))):
        assert plot.svg is not None
        root = ElementTree.fromstring(plot.svg)
        for element in root.iter():
            assert element.tag != f"{NAMESPACE}style"
            assert not element.attrib.keys() & {"style", "font-family", "class"}
            for name in ("fill", "stroke"):
                assert re.fullmatch(r"none|var\(--[a-z0-9-]+,#[0-9a-f]{6}\)", element.get(name, "none")), (
                    plot.name
                )
        used = set(re.findall(r"var\(--([a-z0-9-]+)", plot.svg))
        assert used <= COLOURS.keys()
        assert root.get("role") == "img"
        assert root.get("aria-label")


def test_ids_are_not_shared_between_drawings():
    ids = [
        id
        for plot in plots(summarise(make_run(asked())))
        for id in re.findall(r' id="([^"]+)"', plot.svg or "")
    ]
    assert ids
    assert len(ids) == len(set(ids))


def test_every_track_is_drawn_with_its_own_metric_and_number():
    found = words(by_track(summarise(make_run(asked()))).svg)
    assert {"Reworded: right", "Unanswerable: refused", "en", "nb", "ja", "66.7", "95.8", "n 24"} <= set(
        found
    )


def test_outcomes_are_counted_by_type():
    found = words(by_outcome(summarise(make_run(asked()))).svg)
    assert {"all", "n 72", "48", "24", "69"} <= set(found)
    assert any("as it should be" in text for text in found)


def test_calibration_counts_the_answers_of_each_tenth():
    plot = calibration(summarise(make_run(asked(200))))
    found = words(plot.svg)
    assert found.count("60") >= 9  # twenty answers a language
    assert "Reworded" in found
    assert "Held out" not in found


def test_points_of_few_answers_are_not_drawn():
    for draw in (risk, calibration):
        plot = draw(summarise(make_run(asked(18))))
        assert plot.svg is None
        assert "In no language did" in plot.caption or "In no tenth" in plot.caption
    # The curve of 30 answers begins at the twentieth: eleven points, of which the first is no end.
    svg = risk(summarise(make_run(asked(30)))).svg or ""
    longest = max(len(re.findall("[ML]", path)) for path in re.findall(r' d="([^"]+)"', svg))
    assert longest <= 12


def test_risk_shows_its_line_and_says_which_pool_is_missing():
    plot = risk(summarise(make_run(asked(24))))
    assert "2 %" in words(plot.svg)
    assert "Too few answers with a confidence on “held out”." in plot.caption


def test_the_matrix_crosses_languages():
    found = words(matrix(summarise(make_run(asked()))).svg)
    assert {"en", "nb", "ja", "100.0", "0.0", "n 24"} <= set(found)


def test_latency_marks_median_and_tail():
    found = words(latency(summarise(make_run(asked()))).svg)
    assert "p50 50 ms · p95 50 ms · n 72" in found


@pytest.mark.parametrize("seconds", [0.0, 1e-7, 0.0003, 75.0, 4000.0])
def test_latency_of_any_size_is_drawn(seconds):
    summary = summarise(make_run(asked(1)))
    for each in summary["latency"]:
        each.update(seconds=[seconds], p50=seconds, p95=seconds)
    assert latency(summary).svg


def test_nothing_to_draw_gives_a_sentence():
    for plot in plots(summarise(make_run([]))):
        assert plot.svg is None
        assert plot.caption.endswith(".")


def test_a_foreign_bot_states_no_confidence():
    summary = summarise(make_run([make_record("reworded/en-1", "wrong", confidence=None, ranking=None)]))
    for draw in (risk, calibration):
        assert draw(summary).svg is None
        assert "states no confidence" in draw(summary).caption


def test_a_pool_without_answers():
    refused = [make_record(f"reworded/en-{n}", "refused", scores={"correct": 0.0}) for n in range(3)]
    summary = summarise(make_run(refused))
    for draw in (risk, calibration):
        assert draw(summary).svg is None
        assert draw(summary).caption.startswith("In no ")
    assert by_outcome(summary).svg


def test_one_language_has_no_matrix():
    record = make_record("reworded/en-1", "right")
    object.__setattr__(record, "first_by_language", {"en": "en/deductible.md"})
    plot = matrix(summarise(make_run([record])))
    assert plot.svg is None
    assert "only one language" in plot.caption


def test_a_track_of_errors_stands_beside_others():
    run = make_run([make_record("reworded/en-1", "error"), make_record("held_out/en-2", "right")])
    assert "errors only" in words(by_track(summarise(run)).svg)
    only = summarise(make_run([make_record("reworded/en-1", "error")]))
    assert by_track(only).svg is None
    assert by_outcome(only).svg


@pytest.mark.parametrize("text", [ATTACK, "$x^$", "日本語の種類", "a\x00b\ud800c", "x" * 500, ""])
def test_names_of_any_kind_are_only_text(text):
    case = make_case("reworded/en-1", type=text, language=text or "xx")
    run = make_run([make_record("reworded/en-1", "right", case=case), *records()])
    for plot in plots(summarise(run)):
        assert plot.svg is None or "<img" not in plot.svg
        assert plot.svg is None or ElementTree.fromstring(plot.svg) is not None


def test_many_languages_are_drawn():
    many = [
        make_record(f"reworded/x{n}-1", "right", case=make_case(f"reworded/x{n}-1", language=f"x{n}"))
        for n in range(12)
    ]
    few = ("matrix", "risk", "calibration")
    assert all(plot.svg for plot in plots(summarise(make_run(many))) if plot.name not in few)


def test_labels_are_moved_apart():
    assert spread({"a": 1.0, "b": 1.5, "c": 50.0}, 10, 100) == {"a": 1.0, "b": 11.0, "c": 50.0}
    assert spread({"a": 99.0, "b": 100.0}, 10, 100) == {"a": 90.0, "b": 100.0}
