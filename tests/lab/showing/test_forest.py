from nas_teach.lab.showing.forest import forest
from nas_teach.lab.showing.style import figure
from tests.lab.showing.figures import cut_off

ROWS = {"one": (0.1, 0.0, 0.2), "two": (-0.3, -0.4, -0.2)}


def test_every_row_has_its_name_its_number_and_its_interval_and_the_first_stands_on_top():
    fig = figure(6, 2)
    ax = fig.subplots()
    forest(ax, ROWS, "lead")
    assert [text.get_text() for text in ax.get_yticklabels()] == ["one", "two"] and ax.yaxis_inverted()
    assert [text.get_text() for text in ax.texts] == ["+0.10 (+0.00 to +0.20)", "−0.30 (−0.40 to −0.20)"]
    ends = [container[2][0].get_segments()[0][:, 0].round(2).tolist() for container in ax.containers]
    assert ends == [[0.0, 0.2], [-0.4, -0.2]] and cut_off(fig) == [] and not fig.legends


def test_a_guess_is_marked_and_what_was_not_guessed_is_not():
    fig = figure(6, 2)
    ax = fig.subplots()
    forest(ax, ROWS, "lead", guesses={"one": 0.5, "two": ...})
    guesses = [line.get_xdata()[0] for line in ax.lines if line.get_label() == "your guess"]
    assert guesses == [0.5] and [text.get_text() for text in fig.legends[0].get_texts()] == ["your guess"]


def test_groups_have_a_marker_each_and_a_legend():
    fig = figure(6, 2.4)
    ax = fig.subplots()
    forest(ax, {name: {"small": row, "large": row} for name, row in ROWS.items()}, "tau", ".1f")
    assert [text.get_text() for text in fig.legends[0].get_texts()] == ["small", "large"]
    assert len({container.lines[0].get_marker() for container in ax.containers}) == 2
    assert cut_off(fig) == []
