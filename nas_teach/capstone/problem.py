"""A space of one's own and its networks: what a module must define, and how it is read and checked."""

import importlib
import importlib.util
import inspect
import shutil
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import numpy as np
import torch

import nas_teach.strategies as strategies
from nas_teach.capstone.study import StudyError
from nas_teach.data import load_fashion
from nas_teach.evaluation.training import seeded
from nas_teach.space import SearchSpace

WANTED = {
    "SPACE": 'SPACE = SearchSpace({"width": (8, 16), ...})',
    "HAND_DESIGNED": "HAND_DESIGNED = SPACE.arch(width=16, ...), a network that you would write yourself",
    "build": "def build(arch): return a torch.nn.Module that gives logits",
}


class Problem(NamedTuple):
    """What a module says: which architectures there are, how they are built, what images they learn from."""

    space: SearchSpace
    hand_designed: tuple
    build: Callable  # arch -> nn.Module
    data: Callable  # "train", "validation" or "test" -> (images, labels)
    module: ModuleType


def load_problem(study, folder=None):
    """Read the module of a study and try it on two networks.

    A module defines SPACE (a SearchSpace), HAND_DESIGNED (an architecture of it) and build(arch), an nn.Module.
    It may define data(split) -> (images, labels), else the images are Fashion-MNIST's; and functions
    (space, seed, **settings) -> Strategy. nas_teach/capstone/two_stages.py is a pattern.

    Args:    study: a Study. folder: of its run, where a copy of the module's file lies.
    Returns: a Problem.
    Raises:  StudyError: something is missing or does not fit; the message says what to write.
    """
    module, problem = _module(study.module, folder), {}
    for name, example in WANTED.items():
        if not hasattr(module, name):
            raise StudyError(f"{study.module} has no {name}: write {example}")
        problem[name.lower()] = getattr(module, name)
    if not isinstance(problem["space"], SearchSpace):
        raise StudyError(f"SPACE of {study.module} must be a SearchSpace, got {problem['space']!r:.100}")
    try:
        problem["hand_designed"] = problem["space"].require(problem["hand_designed"])
    except ValueError as error:
        raise StudyError(f"HAND_DESIGNED of {study.module} must lie in SPACE: {error}") from None
    problem = Problem(**problem, data=getattr(module, "data", load_fashion), module=module)
    _try(problem, study)
    return problem


def copy_module(study, folder):
    """Lay a copy of a module's file into the run's folder: what is there counts from then on.

    Raises:  StudyError: the study names a file that does not exist, or one that is not as it was.
    """
    source, copy = Path(study.module), Path(folder) / Path(study.module).name
    if source.suffix != ".py":
        return
    if not copy.exists():
        shutil.copyfile(_existing(source), copy)
    elif source.exists() and source.read_bytes() != copy.read_bytes():
        raise StudyError(
            f"{source} is no longer what {copy} was copied from, and the run goes on with the copy. For another "
            "space take a new folder; to mend a mistake, mend it in the copy, and start(folder) without a study"
        )


def make_strategy(study, problem):
    """The strategy of a study: from its module, or from nas_teach.strategies.

    Raises:  StudyError: no such strategy, or settings that it does not take.
    """
    make = getattr(problem.module, study.strategy, None)
    if make is None:
        known = [name for name in strategies.__all__ if hasattr(getattr(strategies, name), "ask")]
        if study.strategy not in known:
            raise StudyError(
                f"strategy must be one of {', '.join(known)} or a function of {study.module}, "
                f"got {study.strategy!r}"
            )
        make = getattr(strategies, study.strategy)
    try:
        inspect.signature(make).bind(problem.space, seed=study.seed, **study.settings)
        strategy = make(problem.space, seed=study.seed, **study.settings)
    except (TypeError, ValueError) as error:
        raise StudyError(f"{study.strategy} does not take the settings {study.settings}: {error}") from None
    if not hasattr(strategy, "ask") or not hasattr(strategy, "tell"):
        raise StudyError(f"{study.strategy} must give an object with ask and tell, got {strategy!r:.100}")
    return strategy


def _module(name, folder):
    if not name.endswith(".py"):
        try:
            return importlib.import_module(name)
        except ModuleNotFoundError as error:
            raise StudyError(
                f"module {name!r} cannot be imported ({error}): give a name as `import` takes it, "
                'or the path of a file, "my_space.py"'
            ) from None
    path = Path(folder, Path(name).name) if folder and Path(folder, Path(name).name).exists() else Path(name)
    spec = importlib.util.spec_from_file_location(path.stem, _existing(path))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _existing(path):
    if not path.is_file():
        raise StudyError(
            f"there is no file {path}: a cell that begins with `%%writefile {path.name}` makes one"
        )
    return path


def _try(problem, study):
    """StudyError unless there are images enough, and two networks take them and give logits."""
    if study.train_images > (count := len(problem.data("train")[0])):
        raise StudyError(
            f"train_images must be at most {count}, all that there are, got {study.train_images}"
        )
    images, labels = (part[:2] for part in problem.data("validation"))
    for arch in (problem.hand_designed, problem.space.sample(np.random.default_rng(study.seed))):
        net = seeded(problem.build, arch, seed=0)
        if not isinstance(net, torch.nn.Module):
            raise StudyError(
                f"build of {study.module} must return a torch.nn.Module, got {net!r:.100} for {arch}"
            )
        with torch.no_grad():
            logits = net.eval()(images)
        shape = tuple(getattr(logits, "shape", ()))
        if len(shape) != 2 or shape[0] != len(labels) or shape[1] <= problem.data("validation")[1].max():
            raise StudyError(
                f"a network of {study.module} must give logits (images, classes), a column for each label; got "
                f"the shape {shape} for {len(labels)} images and {arch}"
            )
