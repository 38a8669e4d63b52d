"""Examinations of what the computer can do. Each returns a list of Finding; its argument fakes a fault."""

import os
import platform
import tempfile
from pathlib import Path

from nas_teach.lab.course import copies, progress
from nas_teach.lab.course.installation.finding import Finding
from nas_teach.origin import pip


def computing(convolution=None):
    """A real convolution, forward and backward. `convolution`: returns (sum, gradient), 81 and nine nines."""
    mend = pip("--force-reinstall torch")
    if platform.system() == "Windows":
        mend += "; if that does not help, install Microsoft's Visual C++ Redistributable (x64)"
    try:
        total, gradient = (convolution or _convolution)()
    except (ImportError, OSError, RuntimeError) as error:
        return [Finding("computing", f"torch cannot compute: {type(error).__name__}: {error}", mend)]
    if (total, gradient) != (81.0, [9.0] * 9):
        return [Finding("computing", f"81 and nine nines expected, torch gives {total} and {gradient}", mend)]
    return [Finding("computing", "a convolution and its gradient are right")]


def _convolution():
    """Ones convolved with ones: nine outputs of 9 each, so the sum is 81 and each weight's gradient is 9."""
    import torch

    weight = torch.ones(1, 1, 3, 3, requires_grad=True)
    total = torch.nn.functional.conv2d(torch.ones(1, 1, 5, 5), weight).sum()
    total.backward()
    return total.item(), weight.grad.flatten().tolist()


def images(verify=None):
    """The image file and its checksum. `verify`: raises an error that says how to mend it."""
    try:
        if verify is None:
            from nas_teach.data import verify_data as verify
        verify()
    except (OSError, ValueError, ImportError) as error:
        return [Finding("images", str(error), "type the command of this message in a terminal")]
    return [Finding("images", "Fashion-MNIST is there and its checksum is right")]


def processors():
    """How many threads torch uses. Few are no fault, but explain why a lesson takes longer."""
    try:
        import torch
    except (ImportError, OSError):  # computing() tells of it
        return []
    return [Finding("processors", f"torch uses {torch.get_num_threads()} of {os.cpu_count()}")]


def progress_folder(folder=None):
    """Whether the learner's progress can be kept."""
    try:
        folder = Path(folder or progress.folder())
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except (OSError, RuntimeError) as error:
        mend = "set the variable `NAS_TEACH_HOME` to a folder that you may write to"
        return [Finding("progress folder", f"progress cannot be kept in {folder}: {error}", mend)]
    return [Finding("progress folder", "it can be written to")]


def working_copies(place=None):
    """Whether the copies are sound that this notebook, if it is one of them, lies among."""
    place = Path(place or Path.cwd())
    if not copies.holds_copies(place):
        return [Finding("working copies", "this is none of them")]
    states = {number: state for number, state in copies.states(place).items() if state != "current"}
    findings = [
        Finding(
            "working copies",
            copies.SENTENCES[state].format(number),
            "" if state == "changed" else f"{copies.REFRESH.format(number)}; what you wrote is kept",
        )
        for number, state in states.items()
    ]
    return findings or [Finding("working copies", "all are there, and as new as their lessons")]
