"""Properties that every search space has, and the errors of those that are none."""

import copy
import pickle
import random

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nas_teach.space import SearchSpace

VALUES = st.one_of(
    st.integers(-5, 5), st.text("abc", max_size=2), st.sampled_from([0.5, 1.5, None, ("k", 3)])
)
NAMES = st.sampled_from(["kernel", "width", "depth", "skip", "heads"])
SPACES = st.dictionaries(NAMES, st.lists(VALUES, min_size=1, max_size=4, unique=True), min_size=1).map(
    SearchSpace
)
SEEDS = st.integers(0, 2**32 - 1)


@given(SPACES, SEEDS)
def test_samples_lie_in_the_space(space, seed):
    arch = space.sample(np.random.default_rng(seed))
    assert arch in space and tuple(arch) in space and arch == tuple(arch)
    assert arch == space.sample(np.random.default_rng(seed))


@given(SPACES, SEEDS)
def test_a_mutant_differs_in_exactly_one_choice(space, seed):
    rng = np.random.default_rng(seed)
    arch = space.sample(rng)
    if len(space) == 1:
        with pytest.raises(ValueError, match="single choice"):
            space.mutate(arch, rng)
        return
    mutant = space.mutate(arch, rng)
    assert mutant in space and sum(a != b for a, b in zip(arch, mutant, strict=True)) == 1


@given(SPACES)
def test_iteration_gives_every_architecture_once(space):
    archs = list(space)
    assert len(archs) == len(set(archs)) == len(space)
    assert all(arch in space for arch in archs)


@given(SPACES)
def test_positions_and_architectures_belong_together(space):
    positions = [space.indices(arch) for arch in space]
    assert positions == list(np.ndindex(*map(len, space.choices.values())))
    assert [space.at(indices) for indices in positions] == list(space)


@given(SPACES)
def test_encode_is_injective_and_one_hot(space):
    codes = {tuple(space.encode(arch)) for arch in space}
    assert len(codes) == len(space)
    assert all(sum(code) == len(space.choices) and set(code) <= {0.0, 1.0} for code in codes)


def test_mutation_reaches_every_neighbour_evenly():
    space, rng = SearchSpace({"a": (1, 2, 3), "b": (1, 2), "c": (1,)}), np.random.default_rng(0)
    mutants = [space.mutate((1, 1, 1), rng) for _ in range(4000)]
    assert {tuple(m) for m in mutants} == {(2, 1, 1), (3, 1, 1), (1, 2, 1)}
    assert abs(mutants.count((1, 2, 1)) / 4000 - 0.5) < 0.05  # decisions are equally likely, not neighbours


def test_arch_is_a_namedtuple_that_travels():
    arch = SearchSpace({"kernel": (3, 5), "width": (8,)}).arch(kernel=5, width=8)
    assert arch == (5, 8) and arch._asdict() == {"kernel": 5, "width": 8} and hash(arch) == hash((5, 8))
    assert arch._replace(kernel=3) == (3, 8) and repr(arch) == "Arch(kernel=5, width=8)"
    copy = pickle.loads(pickle.dumps(arch))  # workers of a process pool receive it this way
    assert copy == arch and type(copy) is type(arch)


def test_a_space_is_frozen():
    space = SearchSpace({"kernel": (3, 5)})
    space.choices["kernel"] = (7,)
    assert space.choices == {"kernel": (3, 5)}
    assert space == SearchSpace({"kernel": [3, 5]}) and hash(space) == hash(SearchSpace({"kernel": [3, 5]}))
    assert SearchSpace({"a": (1,), "b": (2,)}) != SearchSpace({"b": (2,), "a": (1,)})


@pytest.mark.parametrize(
    ("choices", "error", "message"),
    [
        ({}, ValueError, "at least one decision"),
        ([("kernel", (3, 5))], TypeError, "mapping"),
        ({"kernel": ()}, ValueError, "kernel has no choices"),
        ({"kernel": (3, 5, 3)}, ValueError, "distinct.*got 3"),
        ({"kernel": (1, 1.0)}, ValueError, "distinct"),
        ({"kernel": ([3], [5])}, TypeError, "unhashable type list"),
        ({"kernel": (float("nan"),)}, ValueError, "nan"),
        ({"kernel": "357"}, TypeError, "sequence.*'357'"),
        ({"kernel": 3}, TypeError, "sequence.*got 3"),
        ({"kernel size": (3, 5)}, ValueError, "identifiers.*kernel size"),
        ({"class": (3, 5)}, ValueError, "identifiers.*class"),
        ({3: (3, 5)}, ValueError, "identifiers"),
    ],
)
def test_bad_spaces_say_what_is_wrong(choices, error, message):
    with pytest.raises(error, match=message):
        SearchSpace(choices)


@pytest.mark.parametrize(
    ("arch", "message"),
    [
        ((4, 8), r"kernel must be one of \(3, 5\), got 4"),
        ((3,), "tuple of 2 values"),
        ((3, 8, 1), "tuple of 2 values"),
        ("38", "tuple of 2 values"),
        (None, "tuple of 2 values"),
        ((True, 8), "kernel must be one of"),
        ((np.array([3, 3]), 8), "kernel must be one of"),
    ],
)
def test_foreign_architectures_are_refused(arch, message):
    space = SearchSpace({"kernel": (3, 5), "width": (8, 16)})
    assert arch not in space
    for use in (space.require, space.encode, lambda a: space.mutate(a, np.random.default_rng(0))):
        with pytest.raises(ValueError, match=message):
            use(arch)


def test_arch_names_what_is_missing():
    with pytest.raises(ValueError, match="exactly the decisions kernel, width"):
        SearchSpace({"kernel": (3, 5), "width": (8, 16)}).arch(kernel=3)


@pytest.mark.parametrize("rng", [0, None, random.Random(0)])
def test_only_a_numpy_generator_will_do(rng):
    space = SearchSpace({"kernel": (3, 5)})
    for use in (space.sample, lambda r: space.mutate((3,), r)):
        with pytest.raises(TypeError, match=r"rng must be a generator such as .*default_rng\(0\), got"):
            use(rng)


MIXED = SearchSpace(
    {"kernel": (3, 5, 7), "block": ("conv", "mbconv"), "skip": (False, True), "rate": (0.5, 1)}
)
ARCH = MIXED.arch(kernel=5, block="mbconv", skip=True, rate=1)


@given(SPACES, SEEDS)
def test_decisions_in_another_order_are_matched_by_name(space, seed):
    rng = np.random.default_rng(seed)
    names = list(space.choices)
    other = SearchSpace({names[i]: space.choices[names[i]] for i in rng.permutation(len(names))})
    arch = other.sample(rng)
    same = space.arch(**arch._asdict())
    assert arch in space and space.require(arch) == same and type(space.require(arch)) is type(same)
    assert space.indices(arch) == space.indices(same) and (space.encode(arch) == space.encode(same)).all()
    if len(space) > 1:
        mutants = [space.mutate(a, np.random.default_rng(seed)) for a in (arch, same)]
        assert mutants[0] == mutants[1] in space


@pytest.mark.parametrize(
    "names", [("kernel1", "width"), ("kernel", "width", "depth"), ("kernel",), ("width", "depth")]
)
def test_other_names_are_refused_and_both_are_named(names):
    space = SearchSpace({"kernel": (3, 5), "width": (3, 5)})
    arch = SearchSpace(dict.fromkeys(names, (3, 5))).arch(*[3] * len(names))
    assert arch not in space
    with pytest.raises(ValueError, match=rf"are kernel, width, got .* decisions {', '.join(names)}: Arch"):
        space.require(arch)


ROWS = {
    "itertuples": lambda t: next(t.itertuples(index=False)),
    "itertuples, another order": lambda t: next(t[list(t)[::-1]].itertuples(index=False)),
    "iloc": lambda t: t.iloc[0],
    "iloc, another order": lambda t: t[list(t)[::-1]].iloc[0],
    "a dict": lambda t: t.iloc[0].to_dict(),
    "itertuples without names": lambda t: next(t.itertuples(index=False, name=None)),
    "tuple of iloc": lambda t: tuple(t.iloc[0]),
    "tuple of loc": lambda t: tuple(t.loc[0]),
    "tuple of iterrows": lambda t: tuple(next(t.iterrows())[1]),
    "tuple of the values of a dict": lambda t: tuple(t.iloc[0].to_dict().values()),
    "tuple of records": lambda t: tuple(t.to_dict("records")[0].values()),
    "tuple of values": lambda t: tuple(t.values[0]),
    "tuple of to_numpy": lambda t: tuple(t.to_numpy()[0]),
    "tuple of tolist": lambda t: tuple(t.values.tolist()[0]),
    "to_records": lambda t: t.to_records(index=False)[0],
    "tuple of to_records": lambda t: tuple(t.to_records(index=False)[0]),
    "item of to_records": lambda t: t.to_records(index=False)[0].item(),
    "zip of columns": lambda t: next(zip(*(t[name] for name in t), strict=True)),
    "zip of arrays": lambda t: next(zip(*(t[name].to_numpy() for name in t), strict=True)),
    "zip of lists": lambda t: next(zip(*(t[name].tolist() for name in t), strict=True)),
    "at": lambda t: tuple(t.at[0, name] for name in t),
    "arrays without axes": lambda t: tuple(np.asarray(t.at[0, name]) for name in t),
    "group keys": lambda t: next(iter(t.groupby(list(t))))[0],
    "multi-index": lambda t: t.set_index(list(t)).index[0],
    "value counts": lambda t: t.value_counts().index[0],
    "numbers as floats": lambda t: (*t.astype({"kernel": float}).iloc[0],),
    "nullable types": lambda t: tuple(t.convert_dtypes().iloc[0]),
    "categories": lambda t: tuple(t.astype("category").iloc[0]),
    "by name": lambda t: MIXED.arch(**t.iloc[0]),
    "by name, out of a dict": lambda t: MIXED.arch(**t.to_dict("records")[0]),
    "numpy's own": lambda t: (np.int64(5), np.str_("mbconv"), np.True_, np.float32(1)),
}


@pytest.mark.parametrize("take", ROWS.values(), ids=ROWS)
def test_a_row_of_a_table_is_an_architecture_of_pythons_own_values(take):
    row = take(pd.DataFrame([ARCH]))
    arch = MIXED.require(row)
    assert arch == ARCH and row in MIXED
    assert [type(value) for value in arch] == [int, str, bool, int]


def test_choices_out_of_numpy_are_pythons_own():
    space = SearchSpace({
        "kernel": np.array([3, 5, 7]),
        "block": np.array(["conv", "mbconv"]),
        "skip": pd.Series([False, True]),
        "rate": (np.float64(0.5), np.int32(1)),
    })  # fmt: skip
    assert space == MIXED and repr(space) == repr(MIXED) and hash(space) == hash(MIXED)
    assert space.arch(np.int64(5), np.str_("mbconv"), np.True_, np.float64(1.0)) == ARCH


@pytest.mark.parametrize("one", [1, 1.0, np.int64(1), np.float64(1)])
def test_true_is_not_one(one):
    for space, arch in [
        (SearchSpace({"x": (0, 1)}), (True,)),
        (SearchSpace({"x": (0, 1)}), (np.True_,)),
        (SearchSpace({"x": (False, True)}), (one,)),
        (SearchSpace({"x": ((2, True),)}), ((2, one),)),
    ]:
        assert arch not in space


@pytest.mark.parametrize("travel", [copy.deepcopy, copy.copy, lambda x: pickle.loads(pickle.dumps(x))])
def test_a_space_travels(travel):
    space = travel(MIXED)
    assert space == MIXED and list(space) == list(MIXED) and space.arch(*ARCH) == ARCH
    assert type(travel(ARCH)) is type(ARCH) is type(space.arch(*ARCH))
