"""The exercises of lesson 11: the price of MBConv, what B0 was searched for, rounding, compound scaling."""

from nas_teach.efficientnet.stages import make_divisible
from nas_teach.lab.checking import Exercise, choose, code, number

LOOKING_AROUND = Exercise(
    id="11.1",
    title="The price of looking around",
    kind="predict",
    dots=1,
    minutes=2,
    check=number(
        22032,
        why="9 x 144 = 1,296 weights look around, 144 x 144 = 20,736 mix the channels. Together 22,032: "
        "less than an eighth of the 186,624, and nearly all of it is spent on mixing.",
        mistakes=(
            (
                1296,
                "This is the depthwise part alone. The 1x1 convolution has weights too: one for each "
                "pair of channels.",
            ),
            (20736, "This is the 1x1 part alone. The depthwise part adds nine weights for each channel."),
            (186624, "This is the ordinary convolution itself: nine weights for each pair of channels."),
            (
                207360,
                "You added the ordinary convolution and the 1x1. A depthwise convolution has nine "
                "weights a channel, not nine for each pair.",
            ),
            (
                187920,
                "You multiplied the 1x1 part by nine as well. A 1x1 convolution has one weight for "
                "each pair of channels.",
            ),
            (1440, "The 1x1 convolution has a weight for each PAIR of channels: 144 x 144, not 144."),
            (26873856, "The two follow one another, so their weights add; they do not multiply."),
        ),
    ),
    hints=(
        "Nine weights for each channel, and then?",
        "The second part has a weight for each pair of channels.",
    ),
    solution="answer = 9 * 144 + 144 * 144",
)


def gate_parameters(in_channels, expansion, share):
    hidden = in_channels * expansion
    narrow = max(1, int(in_channels * share))  # a share of what enters the block
    squeeze = hidden * narrow + narrow
    excite = narrow * hidden + hidden
    return squeeze + excite


def _gate_of(narrow_of, biases=lambda hidden, narrow: hidden + narrow, layers=2):
    """A slip with another width of the narrow layer, other biases or another number of layers."""

    def slip(in_channels, expansion, share):
        hidden, narrow = in_channels * expansion, narrow_of(in_channels, expansion, share)
        return layers * hidden * narrow + biases(hidden, narrow)

    return slip


def _of_input(in_channels, expansion, share):
    return max(1, int(in_channels * share))


wide_gate = _gate_of(lambda c, e, s: max(1, int(c * e * s)))  # the broken function of 11.2
GATES = ((24, 6, 0.25), (14, 2, 0.25), (32, 1, 0.25), (16, 6, 0.25), (2, 3, 0.25), (40, 4, 0.5))

SIX_TIMES_TOO_WIDE = Exercise(
    id="11.2",
    title="Six times too wide",
    kind="bug",
    dots=2,
    minutes=3,
    check=code(
        gate_parameters,
        GATES,
        given=wide_gate,
        why="The narrow layer is a share of the channels that enter the BLOCK, not of the wider ones "
        "that enter the gate. With those it would be six times as wide, and cost six times as much.",
        mistakes=(
            (
                _gate_of(lambda c, e, s: int(c * s)),
                "The input channels are right, but int() makes 0 of less than one channel. Keep the max().",
            ),
            (
                _gate_of(lambda c, e, s: max(1, round(c * s))),
                "The input channels are right. But halves are cut off by int(), not rounded.",
            ),
            (
                _gate_of(_of_input, lambda hidden, narrow: 0),
                "The narrow layer is right now, but the biases are gone: one for each output of both layers.",
            ),
            (
                _gate_of(_of_input, lambda hidden, narrow: narrow),
                "The narrow layer is right now, but the biases of the second layer are gone.",
            ),
            (_gate_of(_of_input, layers=1), "One of the two layers is missing: down, and up again."),
            (
                lambda c, e, s: c * _of_input(c, e, s) * 2 + c + _of_input(c, e, s),
                "Now everything is counted on the input channels. The gate still weighs the EXPANDED ones: "
                "only the narrow layer is measured by the input.",
            ),
            (
                _gate_of(lambda c, e, s: max(1, int(c * s / e))),
                "Too narrow: a share of the input channels is meant, and those are not divided by the "
                "expansion.",
            ),
        ),
    ),
    hints=(
        "Of which channels is the narrow layer a share: those that enter the block, or those that "
        "enter the gate?",
        "Only the line of `narrow` is wrong.",
    ),
    solution=gate_parameters,
)

SEARCHED_FOR_A_PHONE = Exercise(
    id="11.3",
    title="Searched for a phone?",
    kind="explain",
    dots=2,
    minutes=3,
    check=choose(
        "C",
        {
            "A": "The search never saw a phone. Its paper says that it optimised FLOPS, since no device was "
            "aimed at. MnasNet, before it, did use latency.",
            "B": "The reward holds accuracy and MACs; parameters stand nowhere in it. (Nor do they tell "
            "which network is fast.)",
            "C": "Right. Both factors are equal, so both rewards are. What a device makes of the MACs was "
            "left open. The authors' EdgeTPU variant was searched again, for that chip's latency.",
            "D": "Speed counts for nothing, whatever the exponent: what is raised to it are MACs, and they "
            "are equal. (Nor is -0.07 little: twice the MACs cost 5 % of the accuracy.)",
        },
    ),
    hints=("Write down the reward of both.", "Which of its numbers is another one on another phone?"),
    solution='answer = "C"  # MACs are no milliseconds',
)


def _nearest(channels, divisor):
    return max(divisor, int(channels + divisor / 2) // divisor * divisor)


def _from_a_tenth(channels, divisor):
    nearest = _nearest(channels, divisor)
    return nearest + divisor if nearest <= 0.9 * channels else nearest


def _pythons_round(channels, divisor):
    nearest = max(divisor, round(channels / divisor) * divisor)
    return nearest + divisor if nearest < 0.9 * channels else nearest


def _least_eight(channels, divisor):
    nearest = max(8, int(channels + divisor / 2) // divisor * divisor)
    return nearest + divisor if nearest < 0.9 * channels else nearest


TWO_THINGS = (
    "Two things. The tenth is missing: 18 became 16. And Python's round() sends halves to the even "
    "neighbour, where here they go up."
)
CHANNELS = (
    (17.6, 8),
    (18, 8),
    (44, 8),
    (3, 8),
    (12, 8),
    (35.2, 8),
    (100, 8),
    (20, 8),
    (3, 16),
    (10, 4),
    (10, 9),
    (5, 4),
)

MULTIPLES_OF_EIGHT = Exercise(
    id="11.4",
    title="Multiples of eight",
    kind="code",
    dots=3,
    minutes=6,
    check=code(
        make_divisible,
        CHANNELS,
        why="The nearest multiple, halves up, at least one divisor, and never more than a tenth taken "
        "away: that is the rule behind every channel number of B1 to B7.",
        mistakes=(
            (
                _nearest,
                "Nearest, but 18 became 16: more than a tenth was taken away. Then the next multiple is due.",
            ),
            (
                lambda c, d: int(c / d + 0.5) * d,
                "Nearest, but 18 became 16: more than a tenth was taken "
                "away. And 3 became 0: one divisor is the least.",
            ),
            (_from_a_tenth, "10 became 18, though 9 takes away exactly a tenth, and not more."),
            (
                lambda c, d: max(d, int(c // d * d)),
                "This always rounds down. The nearest multiple is asked for first.",
            ),
            (
                lambda c, d: max(d, int(-(-c // d) * d)),
                "This always rounds up: 17.6 becomes 24, though 16 is nearer and not a tenth less.",
            ),
            (
                _pythons_round,
                "Python's round() sends halves to the even neighbour: 20 / 8 = 2.5 becomes "
                "2. Here halves go up.",
            ),
            (lambda c, d: make_divisible(c, 8), "The divisor is fixed at 8. Use the argument."),
            (_least_eight, "At least one DIVISOR is asked for, not at least 8."),
            (lambda c, d: max(d, round(c / d) * d), TWO_THINGS),
            (lambda c, d: round(c / d) * d, f"{TWO_THINGS} (And 3 became 0: one divisor is the least.)"),
        ),
    ),
    hints=(
        "`int(x + 0.5)` rounds to the nearest whole number, halves up. How many divisors is that?",
        "First nearest = max(divisor, ...), then one `if` for the tenth.",
    ),
    solution=make_divisible,
)

NINE_TIMES_THE_WORK = Exercise(
    id="11.5",
    title="Nine times the work",
    kind="predict",
    dots=2,
    minutes=3,
    check=number(
        2,
        tolerance=0.01,
        why="Width counts twice: 1.5 x 1.5 = 2.25 of the nine are spent, and a factor of 4 is left. "
        "Resolution counts twice too, so it may double.",
        mistakes=(
            (
                4,
                "A factor of 4 is left, that is right. But resolution counts twice: height AND width of "
                "the map.",
            ),
            (
                6,
                "Both counted once. Width acts on the channels that come in AND on those that go out, "
                "resolution on height AND width of the map.",
            ),
            (6**0.5, "The root is right, but width counts twice as well: 1.5 x 1.5 of the nine are spent."),
            (3, "This would spend all nine on resolution. The width has taken its share."),
            (16, "The factor of 4 that is left is the SQUARE of what the resolution may grow by."),
            (
                6.75,
                "The factors multiply: divide the nine by what the width takes, and mind that "
                "resolution counts twice.",
            ),
            (6.75**0.5, "The factors multiply; they do not add. Divide by what the width takes."),
        ),
    ),
    hints=(
        "depth x width^2 x resolution^2 = 9. What do depth and width take?",
        "What is left is the square of the resolution's factor.",
    ),
    solution="answer = (9 / 1.5**2) ** 0.5",
)

WHAT_PHI_IS_B3 = Exercise(
    id="11.6",
    title="What phi is B3?",
    kind="explain",
    dots=2,
    minutes=3,
    check=choose(
        "B",
        {
            "A": "Read the table above: the three multipliers of B3 imply 1.85, 1.91 and 2.09, not 3. Those "
            "of B7 imply 6.21, 7.27 and 7.05, which is more than rounding.",
            "B": "Right. B3 is near phi = 2, B2 is that of phi = 1, and B7 has three of its own. The rule "
            "gives the direction, the names just count.",
            "C": "Channels are rounded AFTER the multipliers are chosen. The published multipliers "
            "themselves, such as 2.0, 3.1 and 600 / 224 of B7, fit no single phi.",
            "D": "The bases are the same for all: the search for them was made once, at phi = 1, because it "
            "would be too dear for large networks.",
        },
    ),
    hints=("Take B3's row of the table of implied exponents.", "Is any column 1, 2, 3, ... down the rows?"),
    solution='answer = "B"  # no single exponent fits',
)

EXERCISES = (
    LOOKING_AROUND,
    SIX_TIMES_TOO_WIDE,
    SEARCHED_FOR_A_PHONE,
    MULTIPLES_OF_EIGHT,
    NINE_TIMES_THE_WORK,
    WHAT_PHI_IS_B3,
)
