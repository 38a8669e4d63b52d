"""Right answers of other styles are taken, whatever they are written in."""

from nas_teach.lab.checking.judging import judge
from nas_teach.lab.course.catalogue import find
from tests.lab.checking.defining import define
from tests.lab.lesson_10.wrong_answers import NAMES, swept


def test_a_front_as_a_tensor_is_told_to_become_a_list():
    """Tensors in a set are never equal, so the cells that intersect fronts would fail."""
    source = swept("torch.tensor(kept)")
    assert "return a list" in judge(find("10.6"), define(source, "front", NAMES)).message
    assert (
        judge(find("10.6"), define(swept("torch.tensor(kept).tolist()"), "front", NAMES)).outcome == "correct"
    )
