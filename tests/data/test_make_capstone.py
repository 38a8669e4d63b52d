"""The recorded search is a whole run of the study that its script states, and small."""

from data.make_capstone import STUDY
from nas_teach.capstone import recorded_run, results
from nas_teach.capstone.study import read_study
from nas_teach.capstone.two_stages import HAND_DESIGNED, SPACE
from nas_teach.log import TrialLog


def test_it_is_a_whole_run_of_its_study():
    found = results(recorded_run())
    assert read_study(recorded_run()) == STUDY
    for name, curve in found.curves.items():
        assert len(curve.best) >= 80 and curve.minutes[-1] >= STUDY.minutes, name
    assert [net.name for net in found.networks] == ["search", "random", "hand"]
    assert all(len(net.accuracies) == STUDY.retrain_seeds for net in found.networks)
    assert SPACE.arch(**found.networks[-1].arch) == HAND_DESIGNED and len(found.openings) == 1


def test_its_logs_are_of_the_space_and_can_be_read_again(tmp_path):
    for name in ("search", "random"):
        copy = tmp_path / f"{name}.jsonl"
        copy.write_bytes((recorded_run() / f"{name}.jsonl").read_bytes())
        assert all(row.arch in SPACE and 0 < row.reward < 1 for row in TrialLog(copy, SPACE).read())


def test_it_is_small_and_holds_no_weights():
    files = list(recorded_run().rglob("*"))
    assert sum(path.stat().st_size for path in files) < 200_000 and not list(recorded_run().rglob("*.pt"))
