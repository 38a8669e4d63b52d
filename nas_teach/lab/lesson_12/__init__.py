"""What serves lesson 12: its exercises, its pictures and its widget."""

from nas_teach.lab.course.lessons import Lesson, Widget

LESSON = Lesson(
    name="12_the_space_decides",
    title="The space decides",
    done="compared search spaces by their error distributions, asked what each decision explains",
    widgets={
        "edf_explorer": Widget(
            title="Hold one choice of a space",
            about="The share of networks with a smaller error than any you name, for all networks of a "
            "benchmark and for those with one choice held.",
            experiment="Set “Trainings” to 1 and to 100: when does holding a choice matter more? Then go through "
            "“Choice number” 1 to 5 and pick the choice that you would hold. Would you hold it on "
            "“NAS-Bench-201, ImageNet16-120”, too?",
        )
    },
)
