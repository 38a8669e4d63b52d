"""Evaluation: how good an architecture is. By training, by a table, by an early look, by a score.

An evaluator is a plain function Arch -> float. What a network costs is in hardware/.
"""

from nas_teach.evaluation.simulated import simulated  # noqa: F401  now, since a module has this name
from nas_teach.lazy import exports

__all__, __getattr__, __dir__ = exports(
    __name__,
    {
        "training": "train accuracy train_from_scratch seeded",
        "simulated": "simulated",
        "benchmark": "TabularBenchmark FashionBench lookup noisy_lookup seed_noise seed_tau",
        "nas_bench_201": "NASBench201",
        "fidelity": "accuracies many_trainings one_training by_cost",
        "halving": "Round successive_halving simulate_halving growing_fidelities brackets hyperband budget",
        "proxies": "synflow naswot grad_norm",
        "comparison": "compare standings Standing noise_ceiling",
        "extracts": "by_work three_numbers",
        "limits": "time_limit",
        "spaces": "edf_band best_of main_effects pair_effects",
    },
)
