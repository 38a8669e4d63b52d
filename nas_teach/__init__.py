"""Small, readable pieces of neural architecture search. The lessons in notebooks/ explain every one of them.

space.py                           which architectures exist
search.py, strategies/             which of them to try next
evaluation/, hardware/             how good one is, and what it costs
networks/                          networks of one architecture
supernets/, darts/, efficientnet/  a lesson's subject each, networks and search together
recorded/                          experiments that were run beforehand
lab/                               what a learner touches: exercises, widgets, pictures
"""

__version__ = "0.1.0"
