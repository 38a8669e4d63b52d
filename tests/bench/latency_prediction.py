"""How well a look-up table of operators predicts the latency of networks that it has not seen."""

import numpy as np

from nas_teach.hardware.latency_table import evaluate_predictor, measure, predictor
from nas_teach.networks.fashion_net import FASHION_SPACE


def run():
    """The operators come from networks of one block a stage, the forty networks have two or three."""
    predict = predictor(measure([arch for arch in FASHION_SPACE if arch.depth == 1]))
    rng = np.random.default_rng(0)
    unseen = [FASHION_SPACE.sample(rng)._replace(depth=depth) for depth in (2, 3) * 20]
    predicted, measured, error = evaluate_predictor(predict, unseen, runs=30)
    yield "latency table: median error, unseen nets", 100 * error, "%", f"{len(unseen)} networks"
    yield "latency table: predicted / measured", float(np.median(predicted / measured)), "", "median"
    yield "latency table: correlation", np.corrcoef(predicted, measured)[0, 1], "", "predicted with measured"
