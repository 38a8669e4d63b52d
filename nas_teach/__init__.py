"""Small, readable pieces of neural architecture search. The lessons in notebooks/ explain every one of them.

space                     which architectures exist
strategies, search        which of them to try next
evaluation, models, data  how good one is
lab                       what a learner touches: exercises, widgets, plots
"""

__version__ = "0.1.0"
