"""What serves lesson 02: its exercises, its pictures and its widget."""

from nas_teach.lab.course.lessons import Lesson

LESSON = Lesson(
    name="02_reinforce",
    title="REINFORCE on kernel sizes",
    done="written a controller, found why it fails one time in three, run it on real rewards",
    widgets=("reward_tweaker",),
)
