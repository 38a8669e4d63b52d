"""What a network costs, counted or timed, and rewards that price it.

How good it is stands in evaluation/.
"""

from nas_teach.lazy import exports

__all__, __getattr__, __dir__ = exports(
    __name__,
    {
        "counting": "parameters macs",
        "timing": "latency milliseconds time_in_turn",
        "latency_table": "Operator operators operator_module measure predictor evaluate_predictor",
        "objectives": "linear_reward mnasnet_reward latency_aware pareto_front",
    },
)
