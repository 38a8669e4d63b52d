"""Right answers of quite different styles are accepted."""

import pytest
import torch

from nas_teach.lab.checking.judging import judge
from nas_teach.lab.course.catalogue import find
from nas_teach.lab.lesson_09.exercises import edges_of_node
from tests.lab.checking.defining import define

RIGHT = {
    "09.1": (
        "weights = torch.softmax(alphas, dim=0)\n"
        "    total = torch.zeros(())\n"
        "    for k in range(len(ops)):\n        total = total + weights[k] * ops[k](x)\n"
        "    return total",
        "powers = [a.exp() for a in alphas]\n"
        "    return sum(power / sum(powers) * op(x) for power, op in zip(powers, ops))",
        "parts = torch.stack([op(x) for op in ops])\n"
        "    return torch.einsum('k,k...->...', alphas.softmax(-1), parts)",
    )
}
NETWORKS = (
    """class MixedNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.alphas = nn.Parameter(torch.zeros(3))
        self.net = SuperNet(10, in_channels=1)

    def forward(self, x):
        p = self.alphas.softmax(0)
        block = self.net.conv_block
        mixed = p[0] * block(x, "k3") + p[1] * block(x, "k5") + p[2] * block(x, "k7")
        return self.net.fc(self.net.relu(mixed).mean((2, 3)))
""",
    """class MixedNet(nn.Module):
    def __init__(self, start=0.0):
        super().__init__()
        self.block, self.fc = SuperConvBlock(1, 16), nn.Linear(16, 10)
        self.register_parameter("alphas", nn.Parameter(torch.full((3,), start)))

    def forward(self, x):
        kernel = sum(
            p * F.pad(conv.weight, [3 - conv.padding[0]] * 4)
            for p, conv in zip(self.alphas.softmax(0), self.block.ops.values())
        )
        return self.fc(F.conv2d(x, kernel, padding=3).clamp(min=0).mean((2, 3)))
""",
    """class MixedNet(SuperNet):
    def __init__(self):
        super().__init__(10, 1)
        self.alphas = nn.Parameter(torch.tensor([0.0, 0, 0]))

    def forward(self, x):
        parts = torch.stack([self.conv_block(x, kernel) for kernel in ("k3", "k5", "k7")])
        mixed = (self.alphas.softmax(0).view(3, 1, 1, 1, 1) * parts).sum(0)
        return self.fc(self.pool(F.relu(mixed)).squeeze())
""",
)
STEPS = (
    """def first_order_step(net, train_batch, val_batch, weight_optimizer, alpha_optimizer):
    for (images, labels), optimizer in ((val_batch, alpha_optimizer), (train_batch, weight_optimizer)):
        net.zero_grad()
        loss = F.cross_entropy(net(images), labels)
        loss.backward()
        optimizer.step()
    return loss.item()
""",
    """def first_order_step(net, train_batch, val_batch, weight_optimizer, alpha_optimizer):
    def loss_on(batch):
        return F.cross_entropy(net(batch[0]), batch[1])

    net.alphas.grad, = torch.autograd.grad(loss_on(val_batch), [net.alphas])
    alpha_optimizer.step()
    weights = [p for p in net.parameters() if p is not net.alphas]
    loss = loss_on(train_batch)
    for weight, slope in zip(weights, torch.autograd.grad(loss, weights)):
        weight.grad = slope
    weight_optimizer.step()
    return loss
""",
    """def first_order_step(net, train_batch, val_batch, weight_optimizer, alpha_optimizer):
    both = weight_optimizer, alpha_optimizer
    [optimizer.zero_grad() for optimizer in both]
    nn.CrossEntropyLoss()(net(val_batch[0]), val_batch[1]).backward()
    alpha_optimizer.step()
    [optimizer.zero_grad() for optimizer in both]
    loss = nn.CrossEntropyLoss()(net(train_batch[0]), train_batch[1])
    loss.backward()
    weight_optimizer.step()
    return float(loss)
""",
)
SEARCHES = (
    """def search(net, train_half, val_half, epochs, seed=0, alpha_lr=0.02):
    alphas = [p for name, p in net.named_parameters() if name == "alphas"]
    others = [p for name, p in net.named_parameters() if name != "alphas"]
    adam = torch.optim.Adam(alphas, lr=alpha_lr, betas=(0.5, 0.999))
    sgd = torch.optim.SGD(others, lr=0.1, momentum=0.9)
    generator, path = torch.Generator(), torch.zeros(epochs + 1, *net.alphas.shape)
    generator.manual_seed(seed)
    path[0] = net.alphas.data.softmax(-1)
    for epoch in range(1, epochs + 1):
        val = list(shuffled(val_half, 64, generator))
        for number, batch in enumerate(shuffled(train_half, 64, generator)):
            first_order_step(net, batch, val[number], sgd, adam)
        path[epoch] = net.alphas.data.softmax(-1)
    return path
""",
    """def search(net, train_half, val_half, epochs, seed=0, alpha_lr=0.02):
    order = torch.Generator().manual_seed(seed)
    mine = {id(net.alphas)}
    sgd = torch.optim.SGD([p for p in net.parameters() if id(p) not in mine], 0.1, 0.9)
    adam = torch.optim.Adam([net.alphas], alpha_lr, (0.5, 0.999))
    path = []
    for epoch in range(epochs + 1):
        path.append(F.softmax(net.alphas, dim=-1).detach().clone())
        if epoch < epochs:
            rows, others = (torch.randperm(len(half[0]), generator=order) for half in (train_half, val_half))
            for start in range(0, len(rows), 64):
                a, b = rows[start:start + 64], others[start:start + 64]
                first_order_step(
                    net, (train_half[0][a], train_half[1][a]), (val_half[0][b], val_half[1][b]), sgd, adam
                )
    return tuple(path)
""",
    """def search(net, train_half, val_half, epochs, seed=0, alpha_lr=0.02):
    from torch.utils.data import DataLoader, TensorDataset
    order = torch.Generator().manual_seed(seed)
    train, val = (
        DataLoader(TensorDataset(*half), 64, shuffle=True, generator=order) for half in (train_half, val_half)
    )
    sgd = torch.optim.SGD([p for n, p in net.named_parameters() if "alphas" not in n], 0.1, momentum=0.9)
    adam = torch.optim.Adam([net.alphas], alpha_lr, betas=(0.5, 0.999))
    weights = [net.alphas.softmax(-1).tolist()]
    for _ in range(epochs):
        for one, other in zip(train, val):
            first_order_step(net, one, other, sgd, adam)
        weights.append(net.alphas.softmax(-1).tolist())
    return [torch.tensor(row) for row in weights]
""",
)
SECONDS = (
    """def second_order(train_slopes, val_slopes, w, alpha, xi, distance=0.01):
    virtual = w - xi * train_slopes(w, alpha)[0]
    v, direct = val_slopes(virtual, alpha)
    if not v.any() or xi == 0:
        return direct
    size = distance / torch.sqrt((v ** 2).sum())
    sides = [train_slopes(w + sign * size * v, alpha)[1] for sign in (1, -1)]
    return direct - xi / (2 * size) * (sides[0] - sides[1])
""",
    """def second_order(train_slopes, val_slopes, w, alpha, xi):
    import numpy as np
    step, _ = train_slopes(w, alpha)
    along, result = val_slopes(w - xi * step, alpha)
    length = float(np.linalg.norm(along.numpy()))
    if length > 0:
        e = 0.01 / length
        one, other = (train_slopes(w + sign * e * along, alpha)[1] for sign in (-1, 1))
        result = result + xi * (one - other) / (2 * e)
    return result
""",
    """def second_order(train_slopes, val_slopes, w, alpha, xi):
    v, direct = val_slopes(w - xi * train_slopes(w, alpha)[0], alpha)
    epsilon = 0.01 / v.norm().clamp(min=1e-12)
    slope = lambda sign: train_slopes(w + sign * epsilon * v, alpha)[1]
    return direct - xi * (slope(+1) - slope(-1)) / (2 * epsilon)
""",
)
SETUP = """
import torch
import torch.nn.functional as F
from torch import nn
from nas_teach.evaluation.training import shuffled
from nas_teach.supernets import SuperConvBlock, SuperNet
"""
NODES = (
    """def edges_of_node(rows, names):
    import numpy as np
    shares = np.array(rows)
    shares[:, list(names).index("none")] = -1
    return [(names[shares[j].argmax()], j) for j in np.sort(np.argsort(shares.max(1))[-2:])]
""",
    """def edges_of_node(rows, names):
    shares = torch.tensor(rows)
    shares[:, [name == "none" for name in names]] = 0
    strength, op = shares.max(1)
    return [(names[op[j]], j) for j in strength.topk(2).indices.sort().values.tolist()]
""",
    """def edges_of_node(rows, names):
    pairs = []
    for j, row in enumerate(rows):
        share, op = max((share, op) for share, op in zip(row, names) if op != "none")
        pairs.append((share, op, j))
    while len(pairs) > 2:
        pairs.remove(min(pairs))
    return tuple([op, j] for _, op, j in pairs)
""",
)
ANSWERS = [
    *[("09.1", f"def mixture(x, alphas, ops):\n    {body}\n") for body in RIGHT["09.1"]],
    *[("09.2", source) for source in NETWORKS],
    *[("09.3", source) for source in STEPS],
    *[("09.4", source) for source in SEARCHES],
    *[("09.6", source) for source in NODES],
    *[("09.8", source) for source in SECONDS],
]


@pytest.mark.parametrize(("number", "source"), ANSWERS)
def test_answers_of_other_styles_are_right(number, source):
    names = define(SETUP, None) | define(find("09.3").solution, None) | {"torch": torch}
    verdict = judge(find(number), define(source, find(number).builds, names))
    assert verdict.outcome == "correct", verdict


@pytest.mark.parametrize("share", [0.33, 1 / 3, 0.3367, 0.34, 0.3397])
def test_a_share_that_has_hardly_moved_is_right(share):
    assert judge(find("09.5"), share).outcome == "correct"


def test_the_mended_function_reads_what_the_package_reads():
    from nas_teach.darts import PRIMITIVES, genotype

    for seed in range(20):
        alphas = torch.randn(5, 5, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
        rows = alphas.softmax(-1).tolist()
        read = edges_of_node(rows[:2], PRIMITIVES) + edges_of_node(rows[2:], PRIMITIVES)
        assert read == [tuple(edge) for edge in genotype(alphas)]
