"""Networks of equal cells, each a small graph of operations. operations.py says which.

Source:  Liu, Simonyan & Yang 2019, arXiv:1806.09055, section 2.1.
"""

import torch
import torch.nn.functional as F
from torch import nn

from nas_teach.checks import require_images, whole
from nas_teach.darts.operations import after_relu


class Cell(nn.Module):
    """A small graph: two inputs, then nodes, each the sum of its edges.

    s0 and s1, the outputs of the two cells before -> the nodes side by side, (n, nodes * channels, h, w).

    Args:    in_channels: those of s0 and s1, a pair. nodes: for each a list of pairs (module, predecessor);
             predecessors 0 and 1 are the inputs, 2 is the first node.
    """

    def __init__(self, in_channels, channels, nodes):
        super().__init__()
        self.before = nn.ModuleList(
            after_relu(channels, nn.Conv2d(inside, channels, 1, bias=False)) for inside in in_channels
        )
        self.predecessors = [[predecessor for _, predecessor in edges] for edges in nodes]
        self.nodes = nn.ModuleList(nn.ModuleList(module for module, _ in edges) for edges in nodes)

    def forward(self, s0, s1, weights=None):
        """`weights`: one row an edge when the edges are mixed."""
        states = [before(s) for before, s in zip(self.before, (s0, s1), strict=True)]  # (n, channels, h, w)
        rows = iter(() if weights is None else weights)
        for edges, predecessors in zip(self.nodes, self.predecessors, strict=True):
            inputs = [(states[j],) if weights is None else (states[j], next(rows)) for j in predecessors]
            states.append(sum(edge(*given) for edge, given in zip(edges, inputs, strict=True)))
        return torch.cat(states[2:], 1)  # (n, nodes * channels, h, w)


class CellStack(nn.Module):
    """A stem, equal cells, a classifier: (n, 1, h, w) -> logits (n, num_classes).

    Before the second half of the cells average pooling halves height and width.

    Args:    make_nodes: channels -> the `nodes` of a Cell, with fresh modules each time.
    Raises:  ValueError: channels, cells or num_classes below 1; images of another shape.
    """

    def __init__(self, make_nodes, channels, cells, num_classes):
        super().__init__()
        whole("channels", channels), whole("cells", cells), whole("num_classes", num_classes)
        self.stem = nn.Sequential(
            nn.Conv2d(1, channels, 3, 2, 1, bias=False), nn.BatchNorm2d(channels)
        )  # (n, channels, h / 2, w / 2)
        self.cells, inside = nn.ModuleList(), (channels, channels)
        for _ in range(cells):
            cell = Cell(inside, channels, make_nodes(channels))
            self.cells.append(cell)
            inside = inside[1], channels * len(cell.nodes)
        self.classify = nn.Linear(inside[1], num_classes)

    def forward(self, x, weights=None):
        require_images(x, 1)
        s0 = s1 = self.stem(x)
        for number, cell in enumerate(self.cells):
            if number == len(self.cells) // 2 and number > 0:
                s0, s1 = (F.avg_pool2d(s, 2, ceil_mode=True) for s in (s0, s1))
            s0, s1 = s1, cell(s0, s1, weights)
        return self.classify(s1.mean((2, 3)))  # (n, num_classes)
