import io
import re

import pytest
from rich.console import Console

from eval.compare import Comparison, Difference
from eval.markdown import CHANGED, WRONG, comparison_table, markdown_report
from eval.summary import summarise
from tests.eval.making import make_case, make_record, make_run
from tests.eval.test_html import ATTACK, CHECKS, records


def report(found: list, checks=(), **inputs) -> str:
    return markdown_report(summarise(make_run(found, **inputs)), list(checks), found)


def tables(text: str) -> list[list[str]]:
    return [block.split("\n") for block in text.split("\n\n") if block.startswith("|")]


def test_the_report_says_what_was_run_and_how_it_went():
    text = report(records(), CHECKS, commit="abcdef0123456789")
    assert text.startswith(
        "# Evaluation on small\n\n7 cases, 1 error, asked of this bot, 2026-01-01 00:00 UTC, "
    )
    assert "commit abcdef0123" in text
    assert "**2 of 3 thresholds are missed:**" in text
    assert re.search(r"\| Held out \| en +\| chrF +\| not measured \| at least 20.0 \|", text)
    assert "## Headline" in text
    assert re.search(
        r"\| Reworded: right +\| +0\.0 \(0\.0–97\.5\) n 1, 1 err \| +100\.0 \(2\.5–100\.0\) n 1 \|", text
    )
    for heading in ("## Verbatim", "## Reworded", "## Held out", "## Unanswerable", "## Confidence"):
        assert f"\n{heading}\n" in text
    assert "- Reworded, en: AUROC " in text
    assert re.search(r"\| Questions in en on .*\n.*\n\| en/deductible.md ", text)


def test_reached_thresholds_take_one_line():
    assert "The threshold is reached." in report(records(), CHECKS[1:2])
    assert "All 2 thresholds are reached." in report(records(), CHECKS[1:2] * 2)
    assert "threshold" not in report(records())


def test_nothing_and_little_are_reports_too():
    assert "There are no cases." in report([])
    text = report(
        [
            make_record("reworded/en-1", "wrong", confidence=None, ranking=None),
            make_record("held_out/en-1", "error"),
        ]
    )
    assert "The bot states none, or none could be judged." in text
    assert re.search(r"Held out: right \| +– n 0, 1 err", text)


@pytest.mark.parametrize(
    "text", [ATTACK, "a|b", "`x` *y* _z_ [l](m)", "line\nbreak\r\n# head", "日本語", "\x1b[31m\ud800"]
)
def test_names_of_any_kind_do_not_break_tables(text):
    case = make_case("reworded/en-1", type=text, language=text, sources=(text,))
    said = report(
        [make_record("reworded/en-1", "wrong", case=case), *records()], CHECKS, suite=text, target=text
    )
    said.encode("utf-8")
    assert "\x1b" not in said
    assert not re.search(r"(?<!\\)<", said)
    for table in tables(said):
        assert len({len(re.split(r"(?<!\\)\|", line)) for line in table}) == 1


def test_the_surest_wrong_answers_come_first():
    found = [
        make_record("reworded/en-1", "wrong", confidence=0.6),
        make_record("reworded/en-2", "wrong", confidence=0.9, citations=()),
        make_record("reworded/en-3", "refused", confidence=0.99),
        *(make_record(f"reworded/nb-{n}", "wrong", confidence=None) for n in range(WRONG)),
    ]
    table = next(table for table in tables(report(found)) if table[0].startswith("| Case"))
    cells = [[cell.strip() for cell in row.split("|")[1:-1]] for row in table[2:]]
    assert cells[:2] == [
        ["reworded/en-2", "90.0", "Who pays?", "–", "en/deductible.md"],
        ["reworded/en-1", "60.0", "Who pays?", "en/deductible.md", "en/deductible.md"],
    ]
    assert len(cells) == WRONG and cells[2][1] == "–"
    assert f"{WRONG} of {WRONG + 2} wrong answers" in report(found)
    assert "## Wrong answers" not in report([make_record("reworded/en-1", "right")])


def test_columns_stand_in_line():
    for table in tables(report(records())):
        assert len({len(line) for line in table}) == 1


def test_grades_are_shown_apart():
    row = {"track": "reworded", "language": "ja", "graded": 4, "ungraded": 1, "mean": None}
    summary = summarise(make_run(records())) | {"judge": [row]}
    assert re.search(r"\| Reworded \| ja +\| +– \| +4 \| +1 \|", markdown_report(summary, [], []))


def difference(metric: str = "correct", **changes) -> Difference:
    given = {
        "track": "held_out",
        "language": "ja",
        "metric": metric,
        "cases": 66,
        "mean": -0.12,
        "low": -0.2,
        "high": -0.03,
        "won": 2,
        "lost": 10,
        "p": 0.01,
        "regression": True,
    }
    return Difference(**(given | changes))


def printed(comparison: Comparison, colour: bool = False) -> str:
    written = io.StringIO()
    console = Console(
        file=written,
        width=80,
        highlight=False,
        soft_wrap=True,
        force_terminal=colour,
        color_system="standard" if colour else None,
    )
    console.print(comparison_table(comparison, "before[red]", "after[/]"))
    return written.getvalue()


SAME = difference("chrf", mean=0.0, low=0.0, high=0.0, won=0, lost=0, p=1.0, regression=False)


def test_only_what_changed_is_listed():
    better = difference("faithfulness", language="nb", mean=0.004, won=3, lost=0, p=0.00001, regression=False)
    text = printed(
        Comparison((difference(), better, SAME, SAME), (0, 0), (("held_out/ja-1", "right", "wrong"),))
    )
    assert "A: before[red]\nB: after[/]\n" in text
    assert re.search(r"Held out +ja +Right +−12\.0 +−20\.0…−3\.0 +66 +2 +10 +0\.010 +regression", text)
    assert re.search(r"Held out +nb +Faithful +\+0\.4 .* <\.001", text)
    assert "2 of 4 figures are the same in both." in text
    assert "chrF" not in text
    assert re.search(r"held_out/ja-1 +right +wrong", text)
    assert "Errors" not in text
    assert "B is worse than A." in text
    assert max(map(len, text.split("\n"))) <= 80


def test_a_regression_is_red():
    text = printed(Comparison((difference(), SAME), (0, 0), ()), colour=True)
    line = next(line for line in text.split("\n") if "regression" in line)
    assert "31m" in line
    assert "31m" not in printed(Comparison((SAME,), (0, 0), ()), colour=True)


def test_no_change_takes_a_few_lines():
    text = printed(Comparison((SAME,), (0, 0), ()))
    assert text.endswith(
        "1 of 1 figures are the same in both.\nNo case changed its outcome.\nNo regression.\n"
    )


def test_too_few_cases_are_said():
    few = difference(mean=-0.75, p=0.875, regression=False, few=True)
    text = printed(Comparison((few, SAME), (0, 0), ()))
    assert re.search(r"Held out +ja +Right .* 0\.875 +too few", text)
    assert "Too few: not even the loss of all that differ would be significant." in text
    assert text.endswith("B is lower than A where there are too few cases to tell.\n")
    gained = difference(mean=0.75, regression=False, few=True)
    assert "No regression, as far as so few cases can tell." in printed(Comparison((gained,), (0, 0), ()))


def test_errors_and_many_changed_cases():
    changed = tuple((f"reworded/en-{n}[bold]", "right", "error") for n in range(CHANGED + 5))
    text = printed(Comparison((SAME,), (0, 25), changed))
    assert "Errors: 0 in A, 25 in B." in text
    assert f"reworded/en-{CHANGED - 1}[bold]" in text
    assert f"reworded/en-{CHANGED}[bold]" not in text
    assert "and 5 more" in text
    assert "B is worse than A." in text
