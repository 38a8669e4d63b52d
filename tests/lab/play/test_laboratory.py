"""Widgets as functions: what one visitor does is nothing to the next."""

import subprocess
import sys

import pytest

import nas_teach.lab as lab
from nas_teach.lab.play.laboratory import Laboratory

WHERE = ((3, 0, 2), (11, 2, 1), (0, 4, 3))


@pytest.fixture(scope="module")
def laboratory():
    return Laboratory()


def test_an_answer_is_what_a_fresh_panel_shows_whoever_asked_before(laboratory):
    for at in WHERE:
        panel = lab.space_size()
        for control, place in zip(panel.controls.values(), at, strict=True):
            control.value = control.options[place]
        answer = laboratory.answer("space_size", at)
        assert answer == (panel.image.value, panel.text, False)
    assert laboratory.answer("space_size", WHERE[0]) is laboratory.answer("space_size", WHERE[0])


@pytest.mark.parametrize("at", [(), (1, 1), (1, 1, 1, 1), (-1, 0, 0), (0, 0, 4), ("1", 0, 0), (None,) * 3])
def test_places_that_there_are_not_are_refused(laboratory, at):
    with pytest.raises(ValueError, match="space_size needs a place for each control, of .20, 5, 4. options"):
        laboratory.answer("space_size", at)


def test_a_description_starts_where_the_panel_does(laboratory):
    description = laboratory.description("space_size")
    assert description["defaults"] == [11, 2, 1] and len(description["controls"]) == 3


def test_the_laboratory_needs_no_torch_for_the_reward_tweaker():
    code = (
        "import sys; from nas_teach.lab.play import __main__; "
        "from nas_teach.lab.play.laboratory import Laboratory; "
        "Laboratory().description('reward_tweaker'); print('torch' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
