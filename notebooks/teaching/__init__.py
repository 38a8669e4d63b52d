"""The teacher's pack: slides, plans, quizzes and handouts, made from the lessons by `make teach`.

Everything comes from the committed notebooks, their exercises and quizzes/NN.gift; nothing is typed twice.
"""
