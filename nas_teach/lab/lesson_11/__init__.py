"""What serves lesson 11: its exercises, its pictures and its widget."""

from nas_teach.lab.course.lessons import Lesson, Widget

LESSON = Lesson(
    name="11_efficientnet",
    title="EfficientNet",
    done="built its block and counted B0 to B7 to the last weight, put compound scaling to the test",
    widgets={
        "compound_scaling": Widget(
            title="Deeper, wider, sharper",
            about="One exponent makes EfficientNet-B0 larger in three ways at once. Left, its parameters "
            "and its work beside the published B0 to B7. Right, how much deeper, wider and sharper it "
            "is.",
            experiment="Move “phi” until the network comes near B4, and compare the work that the rule promises "
            "with what is built. Then scale in depth alone: “Depth base” at 1.40, “Width base” and "
            "“Resolution base” at 1.00. At equal work, how do the parameters compare? Try width alone "
            "and resolution alone.",
        )
    },
)
