"""A plan is written down before the run, and what does not fit is refused with what would be right."""

import json

import pytest

from nas_teach.capstone import Study, StudyError, load_problem, pilot, prepare
from nas_teach.capstone.problem import make_strategy
from nas_teach.capstone.study import read_study
from tests.capstone.conftest import TOY, WORDS


def test_an_empty_study_is_told_all_that_it_misses():
    with pytest.raises(StudyError) as error:
        Study(minutes=0, retrain_seeds=1)
    for word in (
        *WORDS,
        "minutes must be a positive number, got 0",
        "retrain_seeds must be an integer of at least 2",
    ):
        assert word in str(error.value)


@pytest.mark.parametrize(
    ("entry", "value", "said"),
    [
        ("question", "  ", "question is missing: write one sentence"),
        ("minutes", float("inf"), "minutes must be a positive number"),
        ("minutes", "20", "minutes must be a positive number, got '20'"),
        ("trials", 0, "trials must be None or an integer"),
        ("epochs", 1.5, "epochs must be an integer of at least 1, got 1.5"),
        ("seed", -1, "seed must be an integer of at least 0"),
        ("settings", {"x": len}, "settings must be a dictionary"),
        ("settings", [], "settings must be a dictionary"),
        ("module", None, "module must be a name in quotes"),
    ],
)
def test_an_entry_that_cannot_be_is_refused(toy, entry, value, said):
    with pytest.raises(StudyError, match=said):
        toy(**{entry: value})


def test_a_study_comes_back_from_its_folder(toy, tmp_path):
    toy(settings={"population_size": 3, "sample_size": 2}).write(tmp_path / "run")
    assert read_study(tmp_path / "run") == toy(settings={"population_size": 3, "sample_size": 2})


def test_a_plan_does_not_change_while_it_is_carried_out(toy, tmp_path):
    toy().write(tmp_path / "run")
    toy().write(tmp_path / "run")
    with pytest.raises(StudyError, match=r"holds another study \(minutes: 5 there, 6 here\)"):
        toy(minutes=6).write(tmp_path / "run")


def test_a_folder_with_something_else_is_left_alone(toy, tmp_path):
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(StudyError, match="no empty folder"):
        toy().write(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


@pytest.mark.parametrize("text", ["", "{", '{"question": "?", "colour": 3}', "[]"])
def test_a_damaged_study_is_refused(tmp_path, text):
    (tmp_path / "study.json").write_text(text)
    with pytest.raises(StudyError, match=r"study.json is no study"):
        read_study(tmp_path)


def test_the_copy_of_the_module_counts(toy, tmp_path):
    mine = tmp_path / "mine.py"
    mine.write_text(TOY.read_text("utf-8"), "utf-8")
    study, run = toy(module=str(mine)), tmp_path / "run"
    prepare(run, study)
    prepare(run, study)  # the same study again: all stays
    mine.write_text("SPACE = None")
    assert len(load_problem(study, run).space) == 16
    with pytest.raises(
        StudyError, match="the run goes on with the copy. For another space take a new folder"
    ):
        prepare(run, study)
    mine.unlink()
    prepare(run, study)
    assert len(load_problem(study, run).space) == 16


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("SPACE = ", "PLACE = SPACE = None\nROOM = ", "SPACE .*must be a SearchSpace, got None"),
        ("HAND_DESIGNED = SPACE", "RIVAL = SPACE", "has no HAND_DESIGNED: write HAND_DESIGNED = SPACE.arch"),
        (
            "HAND_DESIGNED = SPACE.arch(width=4",
            "HAND_DESIGNED = dict(width=5",
            "HAND_DESIGNED .*width must be one",
        ),
        ("def build", "def make", r"has no build: write def build\(arch\)"),
        ("    return nn.Sequential", "    nn.Sequential", "must return a torch.nn.Module, got None"),
        ("nn.Flatten(), first", "first", "must give logits"),
        (
            "nn.Linear(arch.width, 2)",
            "nn.Linear(arch.width, 1)",
            r"a column for each label; got the shape \(2, 1\)",
        ),
    ],
)
def test_a_module_that_does_not_fit_is_refused_before_anything_is_written(toy, tmp_path, old, new, said):
    text = TOY.read_text("utf-8").replace(old, new)
    if "must give logits" in said:
        text = text.replace("nn.Linear(4,", "nn.Linear(2,")
    if "SearchSpace, got None" in said:
        text = text.replace("SPACE.arch(width=4, deep=True, bias=True)", "None")
    (tmp_path / "mine.py").write_text(text, "utf-8")
    with pytest.raises(StudyError, match=said):
        prepare(tmp_path / "run", toy(module=str(tmp_path / "mine.py")))
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize(
    ("module", "said"),
    [
        ("nowhere.py", r"no file nowhere.py: a cell that begins with `%%writefile"),
        ("no.such.room", "cannot be imported"),
    ],
)
def test_a_module_that_is_not_there(toy, module, said):
    with pytest.raises(StudyError, match=said):
        load_problem(toy(module=module))


@pytest.mark.parametrize(
    ("strategy", "settings", "said"),
    [
        ("Evolution", {}, "strategy must be one of .*RegularizedEvolution.* or a function of"),
        ("RegularizedEvolution", {"population": 5}, "does not take the settings"),
        (
            "RegularizedEvolution",
            {"population_size": 2, "sample_size": 5},
            "1 <= sample_size <= population_size",
        ),
        ("data", {}, "does not take the settings"),
    ],
)
def test_a_strategy_that_does_not_fit(toy, strategy, settings, said):
    study = toy(strategy=strategy, settings=settings)
    with pytest.raises(StudyError, match=said):
        make_strategy(study, load_problem(study))


@pytest.mark.parametrize(
    "strategy", ["LocalSearch", "BayesianOptimization", "Reinforce", "RNNController", "mine"]
)
def test_strategies_by_name(toy, strategy):
    study = toy(strategy=strategy, settings={"start": 2} if strategy == "mine" else {})
    problem = load_problem(study)
    assert make_strategy(study, problem).ask() in problem.space


def test_more_images_than_there_are(toy):
    with pytest.raises(StudyError, match="train_images must be at most 40, all that there are, got 41"):
        load_problem(toy(train_images=41))


def test_a_pilot_says_what_a_training_costs(toy):
    first, *others = pilot(toy(), samples=2)
    assert first["network"] == load_problem(toy()).hand_designed and len(others) == 2
    assert first["params"] == 20 + 20 + 10 and first["seconds"] > 0 and 0 <= first["reward"] <= 1


def test_the_study_is_plain_json(toy, tmp_path):
    toy().write(tmp_path / "run")
    assert json.loads((tmp_path / "run/study.json").read_text("utf-8"))["question"] == "Is it <better>?"
