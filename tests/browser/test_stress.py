"""Panels in a hurry: however keys, mouse, Play and Reset follow each other, the last picture is the right one."""

import random

import pytest

from tests.browser import panels
from tests.browser.driver import NOTEBOOK, PANEL, errors, open_notebook, run_cells
from tests.browser.notebooks import write_notebook

pytestmark = pytest.mark.slow
KINDS = ("evolution_player", "evolution_player", "fidelity_ranking", "reward_tweaker")
SHOWS = [f"mine.append(lab.{kind}())\nmine[-1]" for kind in KINDS]
FRESH = """
import hashlib
for old in mine:
    new = getattr(lab, kinds[mine.index(old)])()
    for name, control in old.controls.items():
        new.controls[name].value = control.value
    new.draw()
    print(*hashlib.sha256(new.image.value).digest(), sep=",")
"""  # panels that nobody hurried, in the settings of those on the page


@pytest.fixture(scope="module")
def hurried(page, server, folder):
    start = f"from nas_teach import lab\nmine, kinds = [], {KINDS}"
    write_notebook(folder / "hurried.ipynb", start, *SHOWS, FRESH)
    open_notebook(page, server, "hurried.ipynb")
    run_cells(page)
    return page


def assert_all_are_right(page):
    """Wait for rest; then each panel shows, to the byte, what a fresh one draws for its setting."""
    page.wait_for_function(
        f"() => {NOTEBOOK}.sessionContext.session.kernel.status === 'idle'", timeout=60_000
    )
    page.wait_for_timeout(1500)
    seen = [panels.state(page, index)[0] for index in range(len(KINDS))]
    run_cells(page, [len(KINDS) + 1])
    said = page.evaluate(f"""() => {NOTEBOOK}.content.widgets.at(-1).model.sharedModel.toJSON()
        .outputs.map(output => [output.text].flat().join('')).join('')""")
    assert seen == said.split() and errors(page) == []


def button(page, index, text):
    return page.locator(PANEL).nth(index).locator("button", has_text=text)


@pytest.mark.parametrize("index", [0, 2, 3])
def test_a_hundred_presses_of_a_key_held_down(hurried, index):
    control, keys = panels.first_control(hurried, index)
    control.focus()
    start = panels.state(hurried, index)
    for key in ("ArrowLeft", keys[0]):
        for _ in range(100):
            hurried.keyboard.down(key)  # without an up: the key repeats
        hurried.keyboard.up(key)
    assert_all_are_right(hurried)
    assert panels.state(hurried, index) != start


def test_fast_drags_in_two_copies_and_their_neighbours(hurried):
    rng = random.Random(0)
    for index in (0, 1, 2, 3, 1, 0):
        control = panels.first_control(hurried, index)[0]
        control.scroll_into_view_if_needed()
        box = control.bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        hurried.mouse.move(x, y)
        hurried.mouse.down()
        for _ in range(40):
            hurried.mouse.move(x + rng.randint(-60, 60), y)
        hurried.mouse.up()
    assert_all_are_right(hurried)


def test_play_reset_and_keys_in_any_order(hurried):
    control = panels.first_control(hurried, 0)[0]
    for _ in range(3):
        button(hurried, 0, "Play").click()
        hurried.wait_for_timeout(700)
        control.focus()
        hurried.keyboard.press("ArrowRight")
        button(hurried, 0, "Reset").click()
    assert_all_are_right(hurried)
    hurried.wait_for_timeout(2000)  # the steps of Play that were on their way
    button(hurried, 1, "Play").click()
    button(hurried, 1, "Reset").click()
    assert_all_are_right(hurried)
