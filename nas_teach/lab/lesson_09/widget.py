"""The widget of lesson 09: recorded searches by gradient, epoch by epoch."""

from functools import lru_cache

import numpy as np
import torch

from nas_teach.darts.operations import PRIMITIVES
from nas_teach.lab.lesson_09.cell import SHORT, search_picture
from nas_teach.lab.showing.controls import choice, slider
from nas_teach.lab.showing.panel import panel
from nas_teach.lab.showing.style import figure
from nas_teach.recorded.darts import LOOK, NUM_EDGES, SETTINGS, load_darts, recorded_cell

SEARCHES = ("first order", "second order", "skip or conv", "drawn")


def alphas_player():
    """Step or play through the recorded searches: the shares on each edge, and the cell they stand for."""
    table, fig = load_darts("searches"), figure(7.4, 3.4)
    runs = {(run.setting, run.seed): run.alphas for run in table.itertuples() if run.setting in SEARCHES}
    draw = search_picture(fig, PRIMITIVES)

    @lru_cache(maxsize=64)
    def cells_of(search, seed):
        return [recorded_cell(search, look) for look in runs[search, seed]]

    def update(now, search, seed):
        cells, alphas = cells_of(search, seed), runs[search, seed]
        look = len(cells) * now // 100 - 1
        weights = np.zeros((NUM_EDGES, len(PRIMITIVES)))
        setting = SETTINGS[search]
        columns = [PRIMITIVES.index(name) for name in setting.primitives]
        weights[:, columns] = setting.weigh(torch.tensor(alphas[look]))
        draw(weights, cells[look])
        return in_words(weights, cells, look)

    alt = (
        "Left, a bar for each of five edges, divided among the operations by their shares. Right, the cell that "
        "would be cut out: two inputs, two nodes, two edges into each node with their operations."
    )
    controls = {
        "now": slider("Part of the search", 50, 10, 100, 10, unit="%"),
        "search": choice("Search", "first order", SEARCHES),
        "seed": slider("Seed", 0, 0, min(SETTINGS[name].num_seeds for name in SEARCHES) - 1, 1),
    }
    return panel(controls, update, fig, alt=alt, play="now")


def in_words(weights, cells, look):
    """The picture in a few sentences."""
    cell, last = cells[look], cells[-1]
    mean = weights.mean(0)
    said = [f"{SHORT[edge.op]} from {_state(edge.predecessor)}" for edge in cell]
    sure = weights.max(1).mean()
    changes = [i for i in range(1, len(cells)) if cells[i] != cells[i - 1]]
    latest = f"changes for the last time at epoch {LOOK * (changes[-1] + 1)}" if changes else "never changes"
    now = "This is the cell that the search ends with." if cell == last else "It will still change."
    return (
        f"Epoch {LOOK * (look + 1)}: the largest share of an edge is {sure:.2f} on average. Of all "
        f"operations {SHORT[PRIMITIVES[mean.argmax()]]} has most ({mean.max():.2f}). Cut now, node "
        f"1 is {said[0]} plus {said[1]}, node 2 is {said[2]} plus {said[3]}. {now} The cell {latest}."
    )


def _state(predecessor):
    return f"input {predecessor}" if predecessor < 2 else f"node {predecessor - 1}"
