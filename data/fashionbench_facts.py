"""The facts about fashionbench.csv that README.md states, computed from the table.

python -m data.fashionbench_facts            print them
python -m data.fashionbench_facts --write    put them into README.md, between its two markers
"""

import sys
from pathlib import Path

import numpy as np
from scipy.stats import kendalltau

from nas_teach.evaluation.benchmark import FashionBench, seed_noise, seed_tau
from nas_teach.evaluation.comparison import noise_ceiling

README = Path(__file__).with_name("README.md")
BEGIN, END = "<!-- facts: begin -->\n", "<!-- facts: end -->\n"
SIZES = ("params", "macs", "latency_ms")


def main_effects(bench):
    """Mean reward of all architectures with each choice: {decision: {choice: float in [0, 1]}}."""
    truth = bench.rewards().mean(1)
    return {
        name: {
            choice: float(truth[[getattr(arch, name) == choice for arch in bench.archs]].mean())
            for choice in choices
        }
        for name, choices in bench.space.choices.items()
    }


def top_tau(bench, share=0.1):
    """Kendall tau between seed 0 and seed 1 among the best `share` of architectures by the other seed."""
    first, second, third = bench.rewards().T[:3]
    top = np.argsort(-third, kind="stable")[: int(share * len(third))]
    return float(kendalltau(first[top], second[top])[0])


def facts(bench):
    """The facts as Markdown."""
    truth, arch = bench.rewards().mean(1), bench.optimum.arch
    low, *quartiles, high = np.percentile(truth, (0, 25, 50, 75, 100))
    deviations = bench.rewards().std(1, ddof=1)
    seconds, decisions = bench.table["seconds"], arch._asdict().items()
    size = {name: bench.table.groupby(list(arch._fields), sort=False)[name].mean() for name in SIZES}
    lines = [
        f"- **Price**: {len(bench.table):,} trainings, {seconds.sum() / 3600:.1f} hours of processor time, "
        f"{seconds.median():.1f} s a training (median), {seconds.max():.1f} s at most.",
        f"- **Spread** of the mean validation accuracy over architectures: {low:.3f} to {high:.3f}, "
        f"quartiles {', '.join(f'{q:.3f}' for q in quartiles)}.",
        f"- **Noise**: standard deviation {seed_noise(bench):.4f} between seeds of one architecture, "
        f"{truth.std(ddof=1):.4f} between the means of architectures. It is not the same for all: "
        f"half of the architectures have less than {np.median(deviations):.4f}, a twentieth more than "
        f"{np.quantile(deviations, 0.95):.4f}, and one has {deviations.max():.4f}.",
        f"- **Agreement of two seeds** (Kendall tau): {seed_tau(bench):.3f} over all, {top_tau(bench):.3f} "
        "within the best tenth. Who trains everything once more ranks no better. Both rankings are noisy, "
        "so one that knew the truth would agree with either of them a little more.",
        f"- **Optimum** by the mean of the seeds: {bench.optimum.reward:.4f}, "
        f"{', '.join(f'{name} {value}' for name, value in decisions)}. "
        f"The winner among all of them trained once has {noise_ceiling(bench):.4f} on test images, on average.",
        "- **Size against accuracy** (Kendall tau with the mean): "
        f"{', '.join(f'`{name}` {kendalltau(values, truth)[0]:.2f}' for name, values in size.items())}.",
        "- **Main effects**, mean accuracy in percent of all architectures with a choice:",
        "",
        "| decision | choice: accuracy | between best and worst |",
        "|---|---|---|",
    ]
    for name, effect in main_effects(bench).items():
        values = " · ".join(f"{choice}: {100 * mean:.2f}" for choice, mean in effect.items())
        spread = 100 * (max(effect.values()) - min(effect.values()))
        lines.append(f"| {name} | {values} | {spread:.2f} |")
    return "\n".join(lines) + "\n"


def between_markers(text):
    """(what stands before, between and after the markers of README.md)."""
    before, found, rest = text.partition(BEGIN)
    middle, closed, after = rest.partition(END)
    if not found or not closed:
        raise ValueError(f"README.md must have the lines {BEGIN.strip()} and {END.strip()}")
    return before, middle, after


if __name__ == "__main__":
    block = facts(FashionBench.load())
    if "--write" in sys.argv[1:]:
        before, _, after = between_markers(README.read_text(encoding="utf-8"))
        README.write_text(before + BEGIN + block + END + after, encoding="utf-8", newline="\n")
    sys.stdout.reconfigure(errors="replace")  # a terminal that lacks the middle dot
    print(block)
