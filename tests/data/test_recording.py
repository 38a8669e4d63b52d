"""data/recording.py: a table of trainings that survives a crash at any byte."""

import pytest

from data.recording import record

JOBS = [("a", 1), ("a", 2), ("b, c", 1)]
COLUMNS = ("name", "seed", "score")
WHOLE = 'name,seed,score\na,1,10\na,2,20\n"b, c",1,10\n'


def score(name, seed):
    return [10 * seed]


def never(name, seed):
    raise AssertionError("this row was in the file")


def test_a_row_for_every_job_and_none_twice(tmp_path):
    path = tmp_path / "scores.csv"
    record(path, COLUMNS, JOBS, score)
    assert path.read_text() == WHOLE
    record(path, COLUMNS, JOBS, never)
    assert path.read_text() == WHOLE


@pytest.mark.parametrize("size", range(len(WHOLE)))
def test_whatever_a_crash_leaves_the_next_run_completes(tmp_path, size):
    path = tmp_path / "scores.csv"
    path.write_bytes(WHOLE.encode()[:size])
    record(path, COLUMNS, JOBS, score)
    assert path.read_text() == WHOLE


def test_at_most_so_many_rows(tmp_path):
    path = tmp_path / "scores.csv"
    record(path, COLUMNS, JOBS, score, most=1)
    assert path.read_text() == WHOLE[: WHOLE.index("a,2")]


def test_another_table_is_left_alone(tmp_path):
    path = tmp_path / "scores.csv"
    path.write_text("name,epochs\na,3\n")
    with pytest.raises(ValueError, match="has the columns name, epochs, expected name, seed, score"):
        record(path, COLUMNS, JOBS, score)
    assert path.read_text() == "name,epochs\na,3\n"
