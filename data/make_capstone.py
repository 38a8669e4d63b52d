"""Record lesson 14's search: data/capstone/, one run of a fixed study. About 15 minutes of processor time.

Stopped at any moment and started again, it goes on where it was: python -m data.make_capstone
"""

import shutil

from nas_teach.capstone import Study, prepare, run
from nas_teach.capstone.folder import WEIGHTS
from nas_teach.origin import DATA

STUDY = Study(
    question="On images that no search has seen, does the network that evolution finds in 6 minutes beat the "
    "one that random search finds in 6 minutes, and the one that a person wrote down?",
    expectation="Evolution beats random search by 0.3 percentage points, less than five retrainings can show, and "
    "the hand-designed network by 1 point.",
    rival_from="Written down before any network of this space was trained: small kernels, twice the channels "
    "where the map shrinks, skips in both stages, the most channels of stage 1 that the space has.",
    settings_from="The space was written in one go around FashionNet's parts. Evolution has the settings of "
    "lesson 05, which were chosen on FashionBench. To see what a training costs, the hand-designed network and "
    "seven random ones were trained for 4 epochs on 4,000 images (17 seconds). That became the yardstick: a third "
    "of FashionBench's work, so that six minutes hold about a hundred trials.",
    settings={"population_size": 20, "sample_size": 5},
    minutes=6,
    epochs=4,
    train_images=4000,
    retrain_epochs=5,
)


def main():
    """Make or continue the recording; the weights of the retrained networks are not kept."""
    folder = DATA / "capstone"
    prepare(folder, STUDY)
    if run(folder, say=lambda line: print(line, flush=True)):
        shutil.rmtree(folder / WEIGHTS, ignore_errors=True)


if __name__ == "__main__":
    main()
