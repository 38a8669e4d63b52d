"""Hand-ins: every answer of a class is judged again, for the teacher's table. Learners need nothing of it.

Questions, checkers and verdicts belong to lab/checking/, the learner's own progress to lab/course/.
"""
