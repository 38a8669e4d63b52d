"""The course around the lessons: what they are, the learner's progress and copies, the map, the installation.

Exercises are judged in lab/checking/.
"""
