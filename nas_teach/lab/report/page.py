"""The report of a run: one HTML file that needs nothing else, to read, to print and to hand in."""

import shlex
from html import escape
from pathlib import Path

from nas_teach.capstone.outcome import WATTS, results
from nas_teach.capstone.practice import checklist
from nas_teach.lab.report.parts import frame, picture, table
from nas_teach.lab.report.pictures import NAMES, judged, learning_curve


def write_report(folder, path=None):
    """Write the report of a finished run as one HTML file, with all pictures in it.

    Everything on the page comes from the run's folder. Nothing is trained, and the test set stays closed.

    Args:    folder: of the run. path: of the page; None: report.html in the folder.
    Returns: the path.
    Raises:  StudyError: no study, or a run that is not finished.
    """
    found = results(folder)
    path = Path(folder) / "report.html" if path is None else Path(path)
    path.write_text(_page(found, Path(folder).resolve().name), encoding="utf-8", newline="\n")
    return path


def _page(found, name):
    sections = (_plan, _searches, _judgement, _test_set, _checklist, _price, _again)
    body = "\n".join(f"<section>\n{section(found)}\n</section>" for section in sections)
    title = escape(found.study.question)
    first = f"<p>Report of the search in <code>{escape(name)}</code></p>\n<h1>{title}</h1>\n{_answer(found)}"
    return frame(found.study.question, f"{first}\n{body}")


def _answer(found):
    """What the test set says, in sentences."""
    strategy, sentences = escape(found.study.strategy), []
    for compared in found.comparisons:
        points, sure = 100 * compared.difference, compared.p < 0.05
        rival = {"random": "the one of random search", "hand": "the one designed by hand"}[compared.other]
        size = f"{abs(points):.2f} percentage points {'above' if points >= 0 else 'below'}"
        verdict = "a difference" if sure else "no difference"
        sentences.append(
            f"The network that {strategy} found is {size} {rival} (p = {compared.p:.3f}): {verdict} that "
            f"{found.study.retrain_seeds} retrainings of each can show."
        )
    return "".join(f"<p><strong>{sentence}</strong></p>" for sentence in sentences)


def _plan(found):
    study = found.study
    rows = {
        "Expected beforehand": study.expectation,
        "Space": study.module,
        "Strategy": " ".join(
            [study.strategy, *(f"{key}={value!r}" for key, value in study.settings.items())]
        ),
        "Rivals": "random search with the same budget; the hand-designed network",
        "Reward": f"validation accuracy of one training: {study.epochs} epochs on {study.train_images:,} images, "
        f"batches of {study.batch_size}, learning rate up to {study.lr:g}",
        "Budget": f"{study.minutes:g} minutes of processor time for each search"
        + (f", at most {study.trials} trials" if study.trials else ""),
        "Retraining": f"{study.retrain_seeds} times each, {study.retrain_epochs} epochs on all training and "
        "validation images, with seeds that no search used",
        "Seeds": f"{study.seed} for the strategy and for the trainings of both searches, {study.seed + 1} for "
        f"random search, {study.seed + 1} to {study.seed + study.retrain_seeds} for the retrainings",
    }
    return "<h2>The plan</h2>\n" + table("Written down before the search began.", None, rows.items())


def _searches(found):
    rows = [
        (NAMES[name], len(curve.best), f"{curve.best[-1]:.2%}", int(curve.rewards.argmax()) + 1)
        for name, curve in found.curves.items()
    ]
    head = ("search", "trials", "best validation accuracy", "at trial")
    note = (
        "<p>A best validation accuracy is the greatest of many noisy numbers, so it promises too much. One search "
        "of each kind says how good the networks are that they found, and little about the strategies.</p>"
    )
    return (
        "<h2>The searches</h2>\n"
        + picture(*learning_curve(found), "The processor time of a strategy's own thinking counts.")
        + table("What each search came to.", head, rows)
        + note
    )


def _judgement(found):
    rows = []
    for net in found.networks:
        mean, low, high = (100 * value for value in net.interval)
        chosen = "none" if net.reward is None else f"{net.reward:.2%}"
        rows.append(
            (
                NAMES[net.name],
                f"{mean:.2f} ({low:.2f} to {high:.2f})",
                chosen,
                f"{net.params:,}",
                f"{net.macs:,}",
            )
        )
    head = ("network", "test accuracy in %, 95 % interval", "chosen at (validation)", "parameters", "MACs")
    tests = [
        (f"the strategy, minus {NAMES[one.other]}", f"{100 * one.difference:+.2f}", f"{one.p:.3f}")
        for one in found.comparisons
    ]
    archs = [
        (NAMES[net.name], ", ".join(f"{key}={value}" for key, value in net.arch.items()))
        for net in found.networks
    ]
    return (
        "<h2>The networks, retrained and judged</h2>\n"
        + picture(
            *judged(found), "Intervals are about the seeds of the retraining; the test images are the same."
        )
        + table("Each network retrained from scratch.", head, rows)
        + table("Permutation tests on the test accuracies.", ("difference", "percentage points", "p"), tests)
        + table("What they are.", ("network", "decisions"), archs)
    )


def _test_set(found):
    count = len(found.openings)
    rows = [(one["time"], one["why"], one["phase"]) for one in found.openings]
    times = "once" if count == 1 else f"{count} times"
    more = (
        ""
        if count == 1
        else " Whoever looks again can choose by what was seen: read the numbers with that in mind."
    )
    return f"<h2>The test set was opened {times}</h2>\n<p>Every opening is listed.{more}</p>\n" + table(
        "Openings of the test set.", ("when (UTC)", "what for", "part of the run"), rows
    )


def _checklist(found):
    head = ("the checklist asks", "state", "here")
    source = '<p>After Lindauer and Hutter 2020, <a href="https://arxiv.org/abs/1909.02453">arXiv:1909.02453</a>.</p>'
    return "<h2>The checklist</h2>\n" + table("What good practice asks for.", head, checklist(found)) + source


def _price(found):
    last, minutes = found.starts[-1], {name: seconds / 60 for name, seconds in found.seconds.items()}
    versions = ", ".join(f"{name} {number}" for name, number in last["versions"].items())
    rows = {
        "Processor time": f"{minutes['search']:.1f} min the strategy, {minutes['random']:.1f} min random search, "
        f"{minutes['retraining']:.1f} min retraining",
        "Energy": f"{found.kwh:.4f} kWh, on the assumption of {WATTS} watts for one busy core with its share "
        "of memory, board and power supply",
        "Machine": last["machine"],
        "Versions": versions,
        "Started": "; ".join(start["time"] for start in found.starts),
    }
    return "<h2>The price, and where it was paid</h2>\n" + table(
        "Counted in the run's folder.", None, rows.items()
    )


def _again(found):
    own = found.study.module.endswith(".py")
    files = "study.json" + (f" {shlex.quote(Path(found.study.module).name)}" if own else "")
    commands = [
        "mkdir again",
        f"cp {files} again",
        "python -m nas_teach.capstone run again",
        "python -m nas_teach.lab.report again",
    ]
    return (
        "<h2>To run it again</h2>\n<p>In the run's folder, with the versions above. Trainings repeat to the last "
        "digit on the same kind of machine; a faster one fits more trials into the budget.</p>\n"
        f"<pre>{escape(chr(10).join(commands))}</pre>"
    )
