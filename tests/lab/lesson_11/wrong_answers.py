"""Plausible wrong answers, each with a fragment of the message that it must get."""

GATE = """def answer(in_channels, expansion, share):
    hidden = in_channels * expansion
    narrow = {narrow}
    return {result}
"""
RIGHT = "max(1, int(in_channels * share))"
SUM = "hidden * narrow + narrow + narrow * hidden + hidden"
ROUND = """def answer(channels, divisor):
    result = max({least}, int(channels / {divisor} + 0.5) * {divisor})
    return result + divisor if result < {share} * channels else result
"""


def gate(narrow=RIGHT, result=SUM):
    return GATE.format(narrow=narrow, result=result)


def rounding(least="divisor", divisor="divisor", share=0.9):
    return ROUND.format(least=least, divisor=divisor, share=share)


WRONG = {
    "11.1": [
        (9 * 144, "depthwise part alone"),
        (144**2, "1x1 part alone"),
        (186624, "ordinary convolution itself"),
        (207360, "not nine for each pair"),
        (9 * 144 + 9 * 144**2, "multiplied the 1x1"),
        (1440, "PAIR of channels"),
        (1296 * 20736, "do not multiply"),
        ("22032", "text"),
    ],
    "11.2": [
        (gate("int(in_channels * share)"), "Keep the max"),
        (gate("max(1, round(in_channels * share))"), "cut off by int"),
        (gate(result="2 * hidden * narrow"), "biases are gone"),
        (gate(result="2 * hidden * narrow + narrow"), "biases of the second"),
        (gate(result="hidden * narrow + hidden + narrow"), "One of the two layers"),
        (gate(result="2 * in_channels * narrow + narrow + in_channels"), "weighs the EXPANDED"),
        (gate("max(1, int(in_channels * share / expansion))"), "Too narrow"),
        (gate("max(1, int(hidden / share))"), "is right"),
    ],
    "11.3": [(-0.07, "Answer with")],
    "11.4": [
        (rounding(share=0), "more than a tenth"),
        (
            "def answer(channels, divisor): return max(divisor, channels // divisor * divisor)",
            "always rounds down",
        ),
        (
            "import math\ndef answer(channels, divisor): return math.ceil(channels / divisor) * divisor",
            "always rounds up",
        ),
        (rounding().replace("int(channels / divisor + 0.5)", "round(channels / divisor)"), "even neighbour"),
        (rounding("8", "8").replace("+ divisor", "+ 8"), "fixed at 8"),
        (rounding(least="8"), "not at least 8"),
        (
            "def answer(channels, divisor): return max(divisor, round(channels / divisor) * divisor)",
            "Two things",
        ),
        ("def answer(channels, divisor): return round(channels / divisor) * divisor", "And 3 became 0"),
        ("def answer(channels, divisor): return int(channels / divisor + 0.5) * divisor", "3 became 0"),
        (rounding().replace("result <", "result <="), "exactly a tenth"),
        (rounding().replace("+ divisor if", "+ 8 if"), "8 is right"),
        ("def answer(channels, divisor): return channels", "is right"),
    ],
    "11.5": [
        (4, "height AND width"),
        (6, "Both counted once"),
        (6**0.5, "counts twice as well"),
        (3, "taken its share"),
        (16, "SQUARE"),
        (9 - 1.5**2, "resolution counts twice"),
        ((9 - 1.5**2) ** 0.5, "do not add"),
    ],
    "11.6": [(3, "Answer with")],
}
