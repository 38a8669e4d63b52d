"""Runs per second of `simulate_reinforce` against the plain loop that lesson 02 writes out."""

import ast
import time

import numpy as np
import torch

from nas_teach.strategies.reinforce import simulate_reinforce
from notebooks.sources.build import SOURCES

REWARDS, NOISE, STEPS, RUNS, PLAIN_RUNS = (0.7, 0.9, 0.6), 0.02, 50, 2000, 40


def run():
    """Both ways in this process, one after the other, each the best of three."""
    loop = plain_loop()
    fast = RUNS / min(seconds(simulated) for _ in range(3))
    plain = PLAIN_RUNS / min(seconds(lambda: [loop(seed) for seed in range(PLAIN_RUNS)]) for _ in range(3))
    return [
        ("simulate_reinforce, 2,000 runs x 50 steps", fast, "runs/s", ""),
        ("plain loop of lesson 02, 50 steps", plain, "runs/s", ""),
        ("simulate_reinforce : plain loop", fast / plain, "times", "target: at least 500"),
    ]


def simulated():
    return simulate_reinforce(REWARDS, NOISE, steps=STEPS, runs=RUNS, lr=0.1)


def plain_loop():
    """The function `controller_loop` as it stands in the lesson's source."""
    tree = ast.parse((SOURCES / "02_reinforce.py").read_text(encoding="utf-8"))
    found = next(n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == "controller_loop")
    names = {"np": np, "torch": torch, "TRUE_REWARD": REWARDS}
    exec(compile(ast.Module([found], []), "lesson 02", "exec"), names)
    return names["controller_loop"]


def seconds(function):
    begin = time.perf_counter()
    function()
    return time.perf_counter() - begin
