"""What serves lesson 14: its exercises, its pictures, its widget, and the space that it builds."""

from nas_teach.lab.course.lessons import Lesson, Widget

LESSON = Lesson(
    name="14_capstone",
    title="Your own search",
    done="let many workers search, planned a search of your own, opened a test set once",
    widgets={
        "many_workers_clock": Widget(
            title="Many workers, by the clock",
            about="A search of 120 trainings on many workers: who trains, who waits, and what has been found by "
            "when. The seconds are those of real trainings.",
            experiment="Set “Who waits” to “nobody waits” and compare the gaps. Then let some “Trainings that take "
            "ten times as long” come in, with and without waiting. What happens to the clock, and what to the "
            "network that is handed over?",
        )
    },
)
