"""Exercise 09.8: the second-order step, tested on problems whose slopes are known."""

import torch

from nas_teach.lab.checking import Exercise, build, call, gives


def second_order(train_slopes, val_slopes, w, alpha, xi):
    by_w, _ = train_slopes(w, alpha)
    v, direct = val_slopes(w - xi * by_w, alpha)  # at the weights after the step
    length = v.norm()
    if length == 0:
        return direct
    epsilon = 0.01 / length
    _, plus = train_slopes(w + epsilon * v, alpha)
    _, minus = train_slopes(w - epsilon * v, alpha)
    return direct - xi * (plus - minus) / (2 * epsilon)


def _double(*values):
    return torch.tensor(values, dtype=torch.float64)


def _toy_train(w, alpha):
    return 2 * (w - alpha), -2 * (w - alpha)


def _toy_val(w, alpha):
    return alpha.clone(), w - 2


TOY = _double(0.7), _double(1.6)
MIX = _double([0.6, -0.2], [0.1, 0.5], [-0.4, 0.3])  # (weights, alphas)
GOAL = _double(1.5, -1.0, 2.0)
AT = _double(0.8, 0.5, -1.2), _double(0.3, -0.7)


def _bent_train(w, alpha):
    """Slopes of sum(w^3 (MIX alpha)) + |w|^2 / 2: how alpha acts on w depends on where w is."""
    return 3 * w**2 * (MIX @ alpha) + w, MIX.T @ w**3


def _bent_val(w, alpha):
    """Slopes of |w - GOAL|^2 / 2 + |alpha|^2 / 2."""
    return w - GOAL, alpha.clone()


def _flat_val(w, alpha):
    return torch.zeros_like(w), alpha.clone()


def _at(train, val, point, xi):
    return lambda f: call(f, train, val, *point, xi)


def _second_slip(
    at_stepped=False, one_sided=False, plus=False, forget_xi=False, half=False, val_at_w=False, eps=0.01
):
    """`second_order` with one thing done otherwise."""

    def slip(train_slopes, val_slopes, w, alpha, xi):
        stepped = w - xi * train_slopes(w, alpha)[0]
        v, direct = val_slopes(w if val_at_w else stepped, alpha)
        epsilon = eps / v.norm() if eps else 0.01
        centre = stepped if at_stepped else w
        ahead = train_slopes(centre + epsilon * v, alpha)[1]
        back = train_slopes(centre if one_sided else centre - epsilon * v, alpha)[1]
        slope = (ahead - back) / (epsilon if half or one_sided else 2 * epsilon)
        return direct + (1 if plus else -1) * (1 if forget_xi else xi) * slope

    return slip


def _first_order_only(train_slopes, val_slopes, w, alpha, xi):
    return val_slopes(w - xi * train_slopes(w, alpha)[0], alpha)[1]


def _without_a_step(train_slopes, val_slopes, w, alpha, xi):
    return val_slopes(w, alpha)[1]


def _divides_by_nothing(function):
    found = call(function, _bent_train, _flat_val, *AT, 0.1)
    if isinstance(found, torch.Tensor) and found.isnan().any():
        return (
            "Here v is zero, and 0.01 divided by its length is no number. Then the direct part is all "
            "there is."
        )
    return gives(function, AT[1], _bent_train, _flat_val, *AT, 0.1)


def _looks_near(function):
    looks = []

    def train(w, alpha):
        looks.append((w - AT[0]).norm().item())
        return _bent_train(w, alpha)

    call(function, train, _bent_val, *AT, 0.1)
    far = [distance for distance in looks if distance > 1e-9]
    if far and not 0.0099 < min(far) <= max(far) < 0.0101:
        return (
            f"The two points lie 0.01 away from w, whatever the length of v. Yours lie {max(far):.4f} away: "
            f"epsilon is 0.01 divided by the length of v, `v.norm()`."
        )
    return None


def _takes_four(function):
    asked = []

    def counted(slopes):
        def ask(w, alpha):
            asked.append(None)
            return slopes(w, alpha)

        return ask

    call(function, counted(_bent_train), counted(_bent_val), *AT, 0.1)
    if len(asked) > 4:
        return (
            f"Four gradients are enough: three on the training batch, one on the other. Here {len(asked)} "
            "were taken."
        )
    return None


SECOND_ORDER = Exercise(
    id="09.8",
    title="The second-order step",
    kind="code",
    dots=5,
    minutes=15,
    builds="second_order",
    check=build(
        second_order,
        tests=(
            (
                "With xi = 0 it is the first order.",
                lambda f: gives(f, _double(-1.3), _toy_train, _toy_val, *TOY, 0.0),
            ),
            (
                "On the two numbers, xi = 1/4 gives −0.05, as on paper.",
                lambda f: gives(f, _double(-0.05), _toy_train, _toy_val, *TOY, 0.25),
            ),
            (
                "On the two numbers, xi = 1/2 gives +1.2, as on paper.",
                lambda f: gives(f, _double(1.2), _toy_train, _toy_val, *TOY, 0.5),
            ),
            (
                "With a bent training loss the slope is taken at w itself, to either side.",
                lambda f: gives(
                    f, second_order(_bent_train, _bent_val, *AT, 0.1), _bent_train, _bent_val, *AT, 0.1
                ),
            ),
            (
                "Where the validation loss is flat in the weights, nothing is divided by zero.",
                _divides_by_nothing,
            ),
            ("The two points lie 0.01 away from w.", _looks_near),
            ("It takes four gradients, not more.", _takes_four),
        ),
        cases=(
            _at(_toy_train, _toy_val, TOY, 0.5),
            _at(_bent_train, _bent_val, AT, 0.1),
            _at(_bent_train, _bent_val, AT, 0.05),
        ),
        why="The alphas now also hear how the weights will answer, and nobody had to write down a matrix: two "
        "gradients at neighbouring weights replace it.",
        mistakes=(
            (_without_a_step, "This is the first order: the weights are held where they are."),
            (
                _first_order_only,
                "The weights have taken their step, but the second part is missing: how that step itself "
                "depends on alpha.",
            ),
            (
                _second_slip(plus=True),
                "The second part has the wrong sign. The step goes *down* the training loss, hence the minus.",
            ),
            (
                _second_slip(forget_xi=True),
                "The second part lacks the factor xi: a small step answers little.",
            ),
            (_second_slip(half=True), "The two points lie 2 epsilon apart, and you divide by one epsilon."),
            (
                _second_slip(at_stepped=True),
                "The two points lie on either side of w', the weights after the step. The step was taken "
                "at w, so they belong on either side of w.",
            ),
            (
                _second_slip(val_at_w=True),
                "The validation slopes are taken at w. Take them at w', after the step.",
            ),
            (
                _second_slip(one_sided=True),
                "This looks to one side of w only. Looking to both sides is far more exact.",
            ),
            (
                _second_slip(eps=None),
                "Epsilon is 0.01 whatever the length of v, so a long v looks too far away. Divide 0.01 "
                "by the length.",
            ),
        ),
    ),
    hints=(
        "Four calls: training at w, validation at w', training at w plus and w minus a little of v.",
        "`train_slopes` returns two slopes. The first call needs the one by w, the last two need the one "
        "by alpha.",
        "v is the validation slope by w, taken at w'. Epsilon is 0.01 divided by its length; if that "
        "length is 0, the weights' answer does not matter.",
    ),
    solution=second_order,
)
