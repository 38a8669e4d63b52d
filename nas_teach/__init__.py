"""Small, readable pieces of neural architecture search. The lessons in notebooks/ explain every one of them.

space                  which architectures exist
strategies, search     which of them to try next
evaluation, data       how good one is, and how sure we are of it (statistics)
hardware               what one costs
networks               what is built: small networks, and those of FashionBench
supernets              many networks that share their weights
darts                  search by gradient
efficientnet           blocks, compound scaling, B0 to B7
recorded               experiments that were run beforehand
lab                    what a learner touches: exercises, pictures, widgets
"""

__version__ = "0.1.0"
