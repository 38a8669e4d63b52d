"""The images that networks learn from. Lesson 01."""


def one_of_each(fig, images, labels, classes):
    """The first image of every class with its name, in two rows.

    Args:    images: tensor (n, 1, h, w) in [0, 1]. labels: tensor (n,) of integers.
             classes: ten names, in the order of the labels.
    """
    for number, (ax, name) in enumerate(zip(fig.subplots(2, 5).flat, classes, strict=True)):
        first = (labels == number).nonzero()[0].item()
        ax.imshow(images[first, 0].numpy(), cmap="gray_r", vmin=0, vmax=1)
        ax.set_title(name, fontsize=9)
        ax.axis("off")
