"""Small, readable pieces of neural architecture search. The lessons in notebooks/ explain every one of them.

space.py, search.py, log.py         which architectures exist; the loop that searches among them
strategies/                         which of them to try next
evaluation/, hardware/              how good one is, and what it costs
networks/                           what is built, trained and searched among
supernets/, darts/, efficientnet/   the subjects of lessons 08, 09 and 11
recorded/                           experiments that were run beforehand
lab/                                what a learner touches: exercises, widgets, pictures

Data flows one way, from the top of this list to its end. What made the recorded tables is in data/, not here;
README.md says more of each room.
"""

__version__ = "0.1.0"
