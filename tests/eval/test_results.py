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
    with pytest.raises(UsageError, match=r"holds 3 of 3 cases|line 3 is damaged|holds 2 of 3|is damaged"):
        read_run(folder)
    assert Writer(folder, MANIFEST).done == {"reworded/en-1", "reworded/en-2"}
    assert (write(folder) / "records.jsonl").read_bytes() == whole
    assert read_run(folder).records == tuple(RECORDS)


def test_a_folder_of_another_run_is_left_alone(tmp_path):
    folder = write(tmp_path / "run")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    other = make_run(RECORDS, cases="y", commit="def").manifest
    with pytest.raises(UsageError, match="another cases, commit; name a new folder"):
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
        ("manifest.json", "[]", "is damaged"),
        ("records.jsonl", '{"case": 1}\n', "line 1 is damaged"),
        ("records.jsonl", "\xff\n", "line 1 is damaged"),
        ("records.jsonl", "", "holds 0 of 3 cases"),
        ("timings.jsonl", "no\n", "is damaged"),
        ("timings.jsonl", '{"seconds": 1}\n', "is damaged"),
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
