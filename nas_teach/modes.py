"""Evaluation mode for a while: looking at a network leaves it as it was."""

from contextlib import contextmanager


@contextmanager
def evaluating(*models):
    """Within `with evaluating(model):` the models are in evaluation mode.

    After it, and after an error, every submodule is in the mode it had: a batch norm that is frozen in a
    network in training stays frozen.
    """
    modes = [(module, module.training) for model in models for module in model.modules()]
    try:
        for model in models:
            model.eval()
        yield
    finally:
        for module, mode in modes:
            module.training = mode
