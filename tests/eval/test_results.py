import pytest

from bot.errors import UsageError
from eval.results import Writer, read_run
from tests.eval.making import make_record, make_run

RECORDS = [make_record(f"reworded/en-{n}", "error" if n == 2 else "right") for n in range(1, 4)]
MANIFEST = make_run(RECORDS).manifest


def write(folder, records=RECORDS, manifest=MANIFEST):
    writer = Writer(folder, manifest)
    for record in records:
        if record.case.id not in writer.done:
            writer.add(record, 0.01)
    return folder


def test_what_was_written_is_read(tmp_path):
    run = read_run(write(tmp_path / "run"))
    assert run.records == tuple(RECORDS)
    assert run.seconds == {record.case.id: 0.01 for record in RECORDS}
    assert run.inputs["cases"] == "x"


@pytest.mark.parametrize("cut", [1, 20, 300])
def test_an_interrupted_run_goes_on_to_the_same_bytes(tmp_path, cut):
    whole = (write(tmp_path / "whole") / "records.jsonl").read_bytes()
    folder = write(tmp_path / "cut")
    records = folder / "records.jsonl"
    records.write_bytes(records.read_bytes()[:-cut])
    with (folder / "timings.jsonl").open("a") as timings:
        timings.write('{"id": "rew')
    if cut > 1:
        with pytest.raises(UsageError, match=r"line 3 is damaged"):
            read_run(folder)
    # Case 2 failed, and is to be asked again.
    assert Writer(folder, MANIFEST).done == {"reworded/en-1"}
    assert (write(folder) / "records.jsonl").read_bytes() == whole
    assert read_run(folder).records == tuple(RECORDS)


def test_a_folder_of_another_run_is_left_alone(tmp_path):
    folder = write(tmp_path / "run")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    other = make_run(RECORDS, cases="y", commit="def").manifest
    with pytest.raises(UsageError, match="holds a run with another commit and other questions; name a new"):
        Writer(folder, other)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_folder_of_something_else_is_left_alone(tmp_path):
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(UsageError, match="holds something else than a run"):
        Writer(tmp_path, MANIFEST)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("manifest.json", "{", "manifest.json is damaged"),
        ("manifest.json", '{"format": 99, "inputs": {}}', "it has format 99"),
        ("manifest.json", "[]", "is damaged: it says nothing of a run"),
        ("manifest.json", '{"format": 1, "inputs": {"count": "many"}}', "the number of cases or the date"),
        ("records.jsonl", '{"case": 1}\n', "line 1 is damaged"),
        ("records.jsonl", "\xff\n", "line 1 is damaged"),
        ("records.jsonl", "{\n", r"line 1 is damaged \(Invalid JSON"),
        ("records.jsonl", "", "holds 0 of 3 cases"),
    ],
)
def test_damage_is_said_in_one_sentence(tmp_path, name, content, problem):
    folder = write(tmp_path / "run")
    (folder / name).write_text(content, "latin-1")
    with pytest.raises(UsageError, match=problem):
        read_run(folder)


def test_no_run_at_all(tmp_path):
    with pytest.raises(UsageError, match="holds no run"):
        read_run(tmp_path)
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="cannot be written"):
        Writer(tmp_path / "file", MANIFEST)


@pytest.mark.parametrize("content", [None, "no\n", '{"seconds": 1}\n', "[]\n\xff\n", '{"id": "x"'])
def test_times_that_are_lost_lose_nothing_else(tmp_path, content):
    folder = write(tmp_path / "run")
    timings = folder / "timings.jsonl"
    if content is None:
        timings.unlink()
    else:
        timings.write_text(content, "latin-1")
    run = read_run(folder)
    assert run.records == tuple(RECORDS) and run.seconds == {}
    assert Writer(folder, MANIFEST).done == {"reworded/en-1", "reworded/en-3"}


def test_what_failed_is_asked_again_and_stands_in_its_place(tmp_path):
    healthy = [make_record(record.case.id) for record in RECORDS]
    whole = (write(tmp_path / "whole", healthy) / "records.jsonl").read_bytes()
    folder = write(tmp_path / "run")
    assert read_run(folder).records[1].outcome == "error"
    writer = Writer(folder, MANIFEST)
    writer.add(healthy[1], 0.5)
    writer.finish([record.case.id for record in healthy])
    assert (folder / "records.jsonl").read_bytes() == whole
    assert read_run(folder).seconds["reworded/en-2"] == 0.5


def test_a_record_that_stands_there_twice_is_dropped_by_going_on(tmp_path):
    folder = write(tmp_path / "run")
    path = folder / "records.jsonl"
    before = path.read_bytes()
    path.write_bytes(before + before.splitlines(keepends=True)[0])
    with pytest.raises(
        UsageError, match="holds a case twice; the command that began the run drops the second"
    ):
        read_run(folder)
    write(folder)
    assert read_run(folder).records == (RECORDS[0], RECORDS[2], RECORDS[1])  # 2 had failed


def test_two_records_of_one_case_that_differ_are_named(tmp_path):
    folder = write(tmp_path / "run")
    write(tmp_path / "other", [make_record("reworded/en-1", "wrong")])
    more = (tmp_path / "other" / "records.jsonl").read_bytes()
    with (folder / "records.jsonl").open("ab") as records:
        records.write(more)
    for read in (read_run, lambda folder: Writer(folder, MANIFEST)):
        with pytest.raises(UsageError, match=r"line 4 says something else of the case reworded/en-1"):
            read(folder)


def test_more_cases_than_were_asked_are_not_to_be_finished(tmp_path):
    folder = write(tmp_path / "run", [*RECORDS, make_record("reworded/en-4")])
    with pytest.raises(UsageError, match="holds 4 cases where 3 were asked; run it again into a new folder"):
        read_run(folder)
