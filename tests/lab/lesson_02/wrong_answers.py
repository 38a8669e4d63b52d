"""Plausible wrong answers, each with a fragment of the message that it must get."""

STEP = """
import numpy as np
def softmax(z):
    return np.exp(z) / np.exp(z).sum()
def answer(logits, action, reward, lr):
    probs, one_hot = softmax(logits), np.eye(len(logits))[action]
    return {result}
"""
BUG = """
import torch
def answer(logits, action, reward, lr):
    logits = torch.tensor(logits, requires_grad=True)
    probs = logits.softmax(0)
    loss = {loss}
    loss.backward()
    return (logits - lr * logits.grad).detach()
"""

WRONG = {
    "02.1": [
        (-1.109, "The minus is missing"),
        (0.4816, "base 10"),
        (1.6, "base 2"),
        (0.2, "This is p x reward"),
        (0.2301, "1 - p = 0.75"),
        (1.3863, "-log p alone"),
        (0.0558, "changed places"),
        (1.6094, "logarithm of the product"),
        (1.10, "three decimals"),
        (0.5, "Too small"),
        ("1.109", "without quotes"),
    ],
    "02.2": [
        (STEP.format(result="softmax(logits + lr * (probs - one_hot) * reward)"), "wrong way"),
        (STEP.format(result="softmax(logits - lr * (probs - one_hot))"), "reward has no influence"),
        (STEP.format(result="softmax(logits + lr * one_hot * reward)"), "Only the one-hot part"),
        (
            STEP.format(result="softmax(logits + lr * one_hot * (1 - probs) * reward)"),
            "Only the sampled logit",
        ),
        (
            STEP.format(
                result="softmax(logits - lr * (probs - np.eye(len(probs))[probs.argmax()]) * reward)"
            ),
            "most probable action",
        ),
        (STEP.format(result="logits - lr * (probs - one_hot) * reward"), "new logits"),
        (STEP.format(result="probs - lr * (probs - one_hot) * reward"), "on the probabilities"),
        (STEP.format(result="softmax(logits - (probs - one_hot) * reward)"), "learning rate is not used"),
        (STEP.format(result="(probs - one_hot) * reward"), "This is the gradient"),
        (
            STEP.format(result="softmax(logits - lr * (probs - one_hot) * reward)[action]"),
            "Return all of them",
        ),
        (STEP.format(result="print(probs)"), "returns None"),
    ],
    "02.3": [("luck", "Answer with one of")],
    "02.4": [
        (BUG.format(loss="probs[action].log() * reward"), "Keep the minus"),
        (BUG.format(loss="-probs[action].log()"), "the reward is gone"),
        (BUG.format(loss="-probs[action] * reward"), "logarithm is gone"),
        (BUG.format(loss="-probs.min().log() * reward"), "least probable"),
        (BUG.format(loss="-probs.log().sum() * reward"), "log-probabilities of all"),
        (BUG.format(loss="-logits[action].log() * reward"), "logarithm of a logit"),
        (BUG.format(loss="probs.max().log() * reward"), "favourite is pushed down"),
        (
            BUG.replace("(logits - lr * logits.grad)", "(logits - lr * logits.grad).softmax(0)").format(
                loss="-probs[action].log() * reward"
            ),
            "These are probabilities",
        ),
    ],
    "02.5": [(0.6, "Answer with one of")],
}
