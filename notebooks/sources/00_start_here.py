# %% [markdown]
# # 00 · Start here
#
# **You will know that your computer is ready, and how every lesson of this course works.**
#
# Afterwards you can
#
# - run a notebook, and start it afresh when something is stuck;
# - let `doctor()` examine your installation, and mend what it finds;
# - answer an exercise, ask for a hint, and see where you stand (Exercise 00.1 checks this one).
#
# {{minutes}} **Builds on:** nothing.
#
# *You know Jupyter? Run the first two code cells, then go to [lesson 01](01_what_nas_is.ipynb).*
#
# You need some Python for this course and a little PyTorch. You need no knowledge of neural architecture
# search, no reinforcement learning, no GPU, and, once it is installed, no internet connection.

# %% [markdown]
# ## Run your first cell
#
# A notebook is made of *cells*. This one holds text; the next one holds code. Click on the code cell and
# press **Shift + Enter**. The cell runs, what it has to say appears below it, and the next cell is selected.
# While it runs, the brackets at its left show `[*]`; when it is done, they show a number.
#
# In a copy of your own, which `make lab` and `python -m nas_teach.lab` open, no output stands there yet. On a
# web page you see the outputs of our own run.

# %%
from nas_teach.lab import check, doctor, hint, progress_map, solution

# %% [markdown]
# Nothing appears below it, and that is right: the line only fetches five tools. Every lesson begins
# with such a line. Run it first, or the cells after it will complain about names that are not defined.
#
# ## Is your computer ready?
#
# `doctor()` looks at Python, at every package, at the images that we shall train on, and it computes a small
# convolution with PyTorch. If something is wrong, it says what, and what to type to mend it.

# %%
doctor()

# %% [markdown]
# If it lists a fault, do what it says after *To mend it*. A terminal is found in JupyterLab's menu under
# *File*, *New*, *Terminal*. Then close JupyterLab, start it again, and run both cells again.
# `doctor(details=True)` shows the versions of everything; include that when you report a fault.
#
# ## Predict, then look
#
# Suppose that you design a network of 12 layers. For each layer you may choose one of 3 kernel sizes and one
# of 2 widths, so 6 options a layer. You have a fast computer that trains a network in one minute.
#
# **How long would it take to try them all: a week, a year, a century? Decide before you look at the next
# cell.**
#
# Lessons ask for such guesses often.

# %%
networks = (3 * 2) ** 12
years = networks / (60 * 24 * 365)
print(f"{networks:,} networks, {years:,.0f} years")

# %% [markdown]
# More than two billion networks, from so little choice. This is why *neural architecture search*, or
# NAS, exists: nobody can try everything, so one has to search. The set of all networks that you may choose
# from is called the *search space*, and its size is a product, which grows with each layer by a factor.
#
# ## Turn a knob
#
# Most lessons have a panel like the one below: controls, a picture, and a sentence that says the same in
# words.

# %%
from nas_teach.lab import space_size

space_size()

# %% [markdown]
# Drag the slider *Layers*, and watch the sentence. With how many layers would a year be enough? (The next
# cell has the answer.)
#
# No mouse is needed:
#
# | key | what it does |
# |---|---|
# | **Tab**, **Shift + Tab** | go to the next control, or back |
# | **← →** | move a slider by one step, or a list by one entry |
# | **Page Up**, **Page Down** | move it by a tenth of its length |
# | **Home**, **End** | go to its least or greatest value |
# | **Space**, **Enter** | press a button, such as *Reset* |
#
# A panel is alive only while its notebook runs. Before you have run its cell, you see a still picture; after
# the kernel has stopped, the panel says so.

# %%
layers = max(n for n in range(1, 13) if (3 * 2) ** n <= 60 * 24 * 365)
years = 6 ** (layers + 1) / (60 * 24 * 365)
print(f"{layers} layers can be tried within a year; {layers + 1} would take {years:.1f} years")

# %% [markdown]
# ## Answer an exercise
#
# Exercises look like this one. The dots tell how hard it is, from one to five; then comes its kind.
# There are four: **predict** (say what will happen before it does), **code** (write a function), **bug**
# (find what is wrong in a function) and **explain** (choose the explanation that holds).
#
# ### Exercise 00.1
#
# A network has a single layer, for which you choose one of the kernel sizes 3, 5, 7 and one of the widths
# 8, 16. How many different networks can you build? Replace the three dots with a number and run the cell.

# %% exercise="00.1"
answer = ...

# %% [markdown]
# There are three verdicts:
#
# - **○ Not attempted**: the three dots are still there. That is no fault; a notebook runs from top to bottom
#   with not one exercise answered.
# - **✗ Not yet**: the answer is wrong. The verdict shows what it received and says which mistake leads there.
#   Try it: answer `5` on purpose, then `"6"` with the quotes.
# - **✓ Correct**: it is right, and the verdict says why.
#
# If you are stuck, take the `#` away in front of `hint("00.1")` (or put the cursor into that line and press
# **Ctrl + /**, on a Mac **Cmd + /**) and run the cell again. Each run gives one more hint.
# `solution("00.1")` shows a solution. Looking is not cheating; but you learn more from a wrong answer
# of your own.
#
# Some exercises want a function. If yours never ends, the check gives it up after three seconds.

# %% [markdown]
# ## When you are stuck
#
# | what you see | what to do |
# |---|---|
# | `[*]` that does not go away | menu *Kernel*, *Interrupt Kernel* |
# | `NameError: name … is not defined` | a cell above was not run: menu *Run*, *Run All Above Selected Cell* |
# | results that make no sense | menu *Kernel*, *Restart Kernel and Run All Cells…* |
# | *model not found*, or red broken links on the panels of a lesson | menu *Run*, *Run All Cells* |
# | `ModuleNotFoundError`, or a panel that stays a still picture | `doctor()` in this lesson |
# | a word of an earlier lesson is forgotten | the [glossary](glossary.md) |
# | a lesson changed beyond repair | `from nas_teach.lab import refresh; refresh("05")` in a new cell |
#
# `refresh("05")` begins your copy of lesson 05 anew, and keeps the old one beside it under another name.
#
# The *kernel* is the Python that runs behind a notebook. It remembers every cell that you have run, in the
# order in which you ran them. To restart it is to let it forget: your text and code stay, its variables go.
# Each lesson runs alone, so you may restart at any time and open the lessons in any order.

# %% [markdown]
# ## The course, and where you stand

# %%
progress_map()

# %% [markdown]
# Run this cell again whenever you like: it counts the exercises that you have solved. If a lesson has changed
# since your copy was made, it says so below the map, and how to take the new one in.
#
# One small file, `.nas_teach/progress.json` in your home folder, keeps your results, how often you tried, the
# hints and solutions that you looked at, and your last answers. A teacher may ask you for it. It stays on this
# computer, nothing is sent anywhere, and you may delete it to begin anew. To see all that is in it, run
# `from nas_teach.lab import progress_record; progress_record()` in a new cell.

# %% [markdown]
# ## Recap
#
# - **Shift + Enter** runs a cell; *Restart Kernel and Run All Cells…* mends most confusion.
# - `doctor()` says whether the installation is sound and how to mend it.
# - `check`, `hint` and `solution` go with every exercise; a wrong answer costs nothing.
# - Panels answer to the mouse and to the keyboard (Tab, then the arrow keys), and say in words what they
#   show.
# - A search space grows by a factor with every layer: that is the problem this course is about.
#
# **What the papers did.** They searched spaces far larger than ours, at a price: Zoph and Le (2017) kept
# 800 GPUs busy, and Real and others (2019) trained 20,000 networks for AmoebaNet. In this course every search
# fits your laptop, and you will see what is lost by that and what is not.
#
# - B. Zoph, Q. V. Le: *Neural Architecture Search with Reinforcement Learning*. ICLR 2017, arXiv:1611.01578.
# - E. Real, A. Aggarwal, Y. Huang, Q. V. Le: *Regularized Evolution for Image Classifier Architecture
#   Search*. AAAI 2019, arXiv:1802.01548.
#
# **Next:** [01 · What NAS is](01_what_nas_is.ipynb).
