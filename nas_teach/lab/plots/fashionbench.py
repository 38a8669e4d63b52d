"""The whole of a benchmark table in one picture: how good its networks are, how far two trainings agree."""

from nas_teach.lab.plots.style import BLACK, GREY, label, series


def table_at_a_glance(fig, rewards, optimum, ceiling):
    """Left, how many architectures reach which accuracy; right, one training against another.

    Args:    rewards: (archs, at least 2 seeds), in [0, 1]. optimum, ceiling: see `draw_comparison`.
    """
    left, right = fig.subplots(1, 2, width_ratios=(1.4, 1))
    label(left, "mean validation accuracy [%]", "architectures")
    left.hist(100 * rewards.mean(1), bins=35, color=series(0)["color"], alpha=0.8)
    left.axvline(100 * optimum, color=BLACK, linewidth=1.4, label="optimum")
    left.axvline(100 * ceiling, color=GREY, linewidth=1.4, linestyle=(0, (4, 2)),
                 label="all trained once: winner")
    left.legend(frameon=False, loc="upper left", fontsize=9)
    label(right, "accuracy, seed 0 [%]", "accuracy, seed 1 [%]")
    right.plot(100 * rewards[:, 0], 100 * rewards[:, 1], "o", markersize=2.5, alpha=0.5,
               color=series(1)["color"])
    low, high = 100 * rewards[:, :2].min(), 100 * rewards[:, :2].max()
    right.plot([low, high], [low, high], color=GREY, linewidth=1)
