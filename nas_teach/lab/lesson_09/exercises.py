"""The exercises of lesson 09: mixtures of operations, bilevel steps, genotypes, collapse."""

import math

from nas_teach.lab.checking import Exercise, choose, code, number

ONE_KERNEL = Exercise(
    id="09.1",
    title="One kernel in disguise",
    kind="predict",
    dots=2,
    minutes=3,
    check=number(
        49,
        why="Convolutions are linear: the small kernels, padded with zeros to 7 x 7, can be added to the "
        "large one, each times its weight. The mixture is one 7 x 7 convolution in disguise, and "
        "the alphas only scale its parts.",
        mistakes=(
            (
                83,
                "These are the weights that are stored: 9 + 25 + 49. Many of them lie on top of each "
                "other: the 3 x 3 kernel adds to the middle of the 7 x 7 one.",
            ),
            (9, "A 3 x 3 kernel cannot reach as far as the 7 x 7 one that is in the mixture."),
            (25, "A 5 x 5 kernel cannot reach as far as the 7 x 7 one that is in the mixture."),
            (
                169,
                "13 x 13 would be three convolutions one after the other. Here they stand side by "
                "side, and their outputs are added.",
            ),
            (7, "This is the side of the kernel. It has 7 rows of as many weights."),
        ),
    ),
    hints=(
        "Where in a 7 x 7 kernel would you have to put a 3 x 3 one so that it does the same?",
        "Two kernels of the same size, applied to the same input and added, are one kernel.",
    ),
    solution="answer = 7 * 7  # 3 x 3 and 5 x 5 fit into its middle",
)


def two_halves(images, batch_size):
    half = len(images) // 2
    first, second = images[:half], images[half : 2 * half]  # for the weights, for the alphas
    pairs = []
    for start in range(0, half, batch_size):
        stop = start + batch_size
        pairs.append((first[start:stop], second[start:stop]))
    return pairs


def _pairs_from(lists):
    """A slip that steps through the two lists that `lists(images, half, batch_size)` returns."""

    def slip(images, batch_size):
        half = len(images) // 2
        first, second = lists(images, half, batch_size)
        starts = range(0, half, batch_size)
        return [(first[s : s + batch_size], second[s : s + batch_size]) for s in starts]

    return slip


same_batch = _pairs_from(lambda images, half, size: (images[:half], images[:half]))  # broken, of 09.2


def _cut_last(images, batch_size):
    return [pair for pair in two_halves(images, batch_size) if len(pair[0]) == batch_size]


IMAGE_LISTS = (([1, 2, 3, 4, 5, 6, 7, 8], 2), ([3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5], 3), ([7, 8, 9], 4))

REACHES_OVER = (
    "The last batch of the weights reaches into the second half: cut the first half out "
    "before you step through it."
)
EVERY_OTHER = "Both have every other image. Take the halves as they stand: the first is for the weights."

LOOKS_SO_GOOD = Exercise(
    id="09.2",
    title="The search that looks so good",
    kind="bug",
    dots=3,
    minutes=5,
    check=code(
        two_halves,
        IMAGE_LISTS,
        given=same_batch,
        why="Now the alphas are judged on images that the weights do not learn from. With one batch for "
        "both, the operations that learn by heart look best.",
        mistakes=(
            (
                _pairs_from(lambda images, half, size: (images[:half], images[half:])),
                "The halves are right, but the last image is not left out: cut the second half off "
                "where it is as long as the first.",
            ),
            (_pairs_from(lambda images, half, size: (images, images[half : 2 * half])), REACHES_OVER),
            (_pairs_from(lambda images, half, size: (images, images[half:])), REACHES_OVER),
            (
                _pairs_from(
                    lambda images, half, size: (images[: len(images) - half], images[len(images) - half :])
                ),
                "With an odd number the first half is one too long: leave the last image out, "
                "so half is len(images) // 2.",
            ),
            (_cut_last, "The last, smaller batch is missing. It counts too."),
            (
                _pairs_from(lambda images, half, size: (images[:half], images[size:half])),
                "Each pair is disjoint, but the next one trains the weights on what was a "
                "validation batch just now. The second batch must come from the other half.",
            ),
            (_pairs_from(lambda images, half, size: (images[::2][:half], images[1::2][:half])), EVERY_OTHER),
            (_pairs_from(lambda images, half, size: (images[::2], images[1::2])), EVERY_OTHER),
            (
                lambda images, size: two_halves(images, size)[:-1],
                "The last pair is missing, full or not: every image of the half is used.",
            ),
            (
                lambda images, size: [(b, a) for a, b in two_halves(images, size)],
                "The halves are swapped: the first one is for the weights.",
            ),
        ),
    ),
    hints=(
        "From which images does the second batch of a pair come?",
        "The second half begins where the first one ends, and is as long.",
    ),
    solution=two_halves,
)


def softmax(alphas):
    powers = [math.exp(alpha) for alpha in alphas]
    return [power / sum(powers) for power in powers]


def mixture(x, alphas, ops):
    return sum(weight * op(x) for weight, op in zip(softmax(alphas), ops, strict=True))


def _weighed_by(weights_of):
    """A slip that takes `weights_of(alphas)` in place of their softmax."""

    def slip(x, alphas, ops):
        return sum(weight * op(x) for weight, op in zip(weights_of(alphas), ops, strict=True))

    return slip


def _parts(x, alphas, ops):
    return [weight * op(x) for weight, op in zip(softmax(alphas), ops, strict=True)]


def _on_inputs(x, alphas, ops):
    return sum(op(weight * x) for weight, op in zip(softmax(alphas), ops, strict=True))


def _one_after_the_other(x, alphas, ops):
    for op in ops:
        x = op(x)
    return x


class _Op:
    """x -> factor * x + offset, written as a word."""

    def __init__(self, name, factor, offset=0.0):
        self.name, self.factor, self.offset = name, factor, offset

    def __call__(self, x):
        return self.factor * x + self.offset

    def __repr__(self):
        return self.name


NONE, SKIP, DOUBLE, SHIFT = _Op("none", 0.0), _Op("skip", 1.0), _Op("double", 2.0), _Op("shift", 1.0, 3.0)
MIXTURES = (
    (2.0, [0.0, 1.0, -0.5], [NONE, SKIP, DOUBLE]),
    (-1.5, [0.5, 2.0], [SHIFT, DOUBLE]),
    (0.5, [1.0, 1.0, 1.0, 4.0], [NONE, SKIP, SHIFT, DOUBLE]),
)

ONE_LINE_OF_DARTS = Exercise(
    id="09.3",
    title="The one line of DARTS",
    kind="code",
    dots=1,
    minutes=4,
    check=code(
        mixture,
        MIXTURES,
        why="Every operation speaks, the weights say how loud. As the weights are smooth functions of "
        "the alphas, so is the loss, and the alphas can be trained like any weight.",
        mistakes=(
            (
                _weighed_by(lambda alphas: alphas),
                "These are the alphas themselves as weights. Take their softmax: positive, and 1 in sum.",
            ),
            (
                _weighed_by(lambda alphas: [math.exp(alpha) for alpha in alphas]),
                "The exponentials are there. A softmax also divides them by their sum.",
            ),
            (
                lambda x, alphas, ops: ops[alphas.index(max(alphas))](x),
                "This is the strongest operation alone. That comes at the end of the search; "
                "during it, all are added up.",
            ),
            (_parts, "These are the parts, one an operation. Add them up."),
            (
                lambda x, alphas, ops: mixture(x, alphas, ops) / len(ops),
                "Divided by the number of operations once more. The weights add up to 1 already.",
            ),
            (_on_inputs, "The weight belongs to what the operation returns, not to what it is given."),
            (
                lambda x, alphas, ops: sum(op(x) for op in ops) / len(ops),
                "All operations have the same weight here. Where are the alphas?",
            ),
            (
                lambda x, alphas, ops: sum(op(x) for op in ops),
                "All operations count in full here. Weigh them by the softmax of the alphas.",
            ),
            (
                _weighed_by(lambda alphas: [alpha / sum(alphas) for alpha in alphas]),
                "The alphas are divided by their sum. Take the exponentials first: an alpha may be "
                "negative, a weight may not.",
            ),
            (
                _weighed_by(lambda alphas: [1 / (1 + math.exp(-alpha)) for alpha in alphas]),
                "These are sigmoids, one an operation. A softmax makes them compete: 1 in sum.",
            ),
            (_one_after_the_other, "Here each operation gets what the one before returns. All get x."),
        ),
    ),
    hints=(
        "First the weights: `math.exp` of each alpha, divided by the sum of all.",
        "`zip(weights, ops)` walks over both lists at once.",
    ),
    solution=mixture,
)


def edges_of_node(rows, names):
    allowed = [k for k, name in enumerate(names) if name != "none"]
    best = [max(allowed, key=lambda k: row[k]) for row in rows]
    two = sorted(range(len(rows)), key=lambda j: -rows[j][best[j]])[:2]  # the strongest edges
    return [(names[best[j]], j) for j in sorted(two)]


def _best_among(names_of, order=sorted, keep=2):
    """A slip that chooses among `names_of(names)`, and keeps so many edges in an order of its own."""

    def slip(rows, names):
        allowed = [k for k, name in enumerate(names) if name in names_of(names)]
        best = [max(allowed, key=lambda k: row[k]) for row in rows]
        ranked = sorted(range(len(rows)), key=lambda j: -rows[j][best[j]])[:keep]
        return [(names[best[j]], j) for j in order(ranked)]

    return slip


def _not_none(names):
    return [name for name in names if name != "none"]


_every_edge = _best_among(_not_none, keep=None)


def _none_in_strength(rows, names):
    ranked = sorted(range(len(rows)), key=lambda j: -max(rows[j]))[:2]
    return [_every_edge(rows, names)[j] for j in sorted(ranked)]


NODES = (
    ([[0.1, 0.6, 0.3], [0.2, 0.35, 0.45], [0.15, 0.05, 0.8]], ["none", "skip", "conv"]),
    ([[0.9, 0.04, 0.06], [0.1, 0.5, 0.4], [0.3, 0.42, 0.28]], ["none", "skip", "conv"]),
    ([[0.3, 0.2, 0.25, 0.25], [0.05, 0.3, 0.25, 0.4]], ["none", "pool", "skip", "conv"]),
    ([[0.2, 0.55, 0.25], [0.6, 0.3, 0.1], [0.41, 0.4, 0.19], [0.05, 0.25, 0.7]], ["conv", "none", "skip"]),
)

READ_THE_GENOTYPE = Exercise(
    id="09.4",
    title="Read the genotype",
    kind="code",
    dots=3,
    minutes=6,
    check=code(
        edges_of_node,
        NODES,
        why="Of each edge the strongest operation, of the node the two strongest edges. `none` is never "
        "chosen, but it was in the softmax: an edge that likes `none` has weak other weights.",
        mistakes=(
            (_best_among(list), '"none" was chosen. A node has two inputs that say something: leave it out.'),
            (
                _none_in_strength,
                "The operations are right, but `none` counted as the strength of an "
                "edge. Leave it out there too.",
            ),
            (
                _best_among(_not_none, order=list),
                "The right edges in the order of strength. The order of the predecessors is asked for.",
            ),
            (_every_edge, "All edges are still there. A node keeps the two strongest."),
            (
                lambda rows, names: _every_edge(rows, names)[:2],
                "These are the first two edges, whatever they weigh. Take the strongest two.",
            ),
            (
                lambda rows, names: [(j, op) for op, j in edges_of_node(rows, names)],
                "The right edges, but each pair the other way round: (name, predecessor).",
            ),
            (
                lambda rows, names: [(op, j + 1) for op, j in edges_of_node(rows, names)],
                "The right edges, but predecessors count from 0.",
            ),
            (
                lambda rows, names: [op for op, _ in edges_of_node(rows, names)],
                "The right operations. Say also from which predecessor each edge comes.",
            ),
            (
                _best_among(lambda names: names[1:]),
                "This leaves out the first name. `none` may stand anywhere: look for it by name.",
            ),
        ),
    ),
    hints=(
        'For each row: the largest weight whose name is not "none".',
        "Sort the edges by that weight and keep two, then sort these by predecessor.",
    ),
    solution=edges_of_node,
)

WHY_SKIPS_WIN = Exercise(
    id="09.5",
    title="Why do the skips win?",
    kind="explain",
    dots=3,
    minutes=4,
    check=choose(
        "C",
        {
            "A": "The genotype that they lead to says no: trained alone, a cell of skips is far worse. The "
            "mixture likes them; that is another matter.",
            "B": "The softmax treats all alphas alike, and all start at about zero.",
            "C": "Right, it fits both pictures. They learn their images by heart, more and more; the loss "
            "on the other half does not reward it. (On the weights' own images it does.) In the "
            "mixture this costs little: the convolutions are still there, with small weights, and the "
            "skips pass on what they found. Cut, and nothing is left to pass on.",
            "D": "Nobody asked about time: the loss holds only errors. (A search can be told to ask; lesson "
            "10 does it.)",
        },
    ),
    hints=(
        "The alphas are judged on images that the convolutions did not learn from.",
        "What does a mixture p x + (1 - p) conv(x) lose when p rises to 0.9? What is lost at p = 1?",
    ),
    solution='answer = "C"  # the mixture likes them, the network cut out of it does not',
)

COLD_DRAWS = Exercise(
    id="09.6",
    title="Cold draws",
    kind="predict",
    dots=2,
    minutes=3,
    check=number(
        0.3,
        why="The temperature divides the noisy alphas, all alike; it does not change which of them is "
        "the largest. The winner's share is the softmax of the alphas at any temperature. What "
        "cools is how much weight the winner takes.",
        mistakes=(
            (
                0,
                "That would be the softmax of alpha / temperature. Here the noise is added first and "
                "divided too, so the second operation wins as often as before.",
            ),
            (1, "Only one wins in each draw, and which one is chance: not always the same."),
            (1 / 3, "The draws would be that even if all alphas were equal."),
            (0.33, "The draws would be that even if all alphas were equal; heat only evens the weights."),
            *(
                (slip, "Two of twelve, read off the picture? Twelve draws are few. What do the shares say?")
                for slip in (0.17, 1 / 6)
            ),
            (0.5, "There are three operations, and they do not win equally often."),
            (0.6, "This is the share of the first operation."),
            (0.1, "This is the share of the third operation, or the temperature."),
            (0.03, "The weight is not multiplied by the temperature."),
        ),
    ),
    hints=(
        "Does dividing three numbers by 0.1 change which of them is the largest?",
        "At temperature 1 the operation wins in the share of draws that the softmax says.",
    ),
    solution="answer = 0.3  # whatever the temperature",
)

EXERCISES = (ONE_KERNEL, LOOKS_SO_GOOD, ONE_LINE_OF_DARTS, READ_THE_GENOTYPE, WHY_SKIPS_WIN, COLD_DRAWS)
