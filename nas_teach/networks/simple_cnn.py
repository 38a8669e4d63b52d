"""The network of the first lessons: two convolutions whose kernel size is to be chosen."""

from torch import nn

from nas_teach.checks import odd


class SimpleCNN(nn.Module):
    """Two convolutions of one kernel size, then a linear classifier: (n, 1, h, w) -> logits (n, num_classes).

    Args:    kernel_size: odd, at least 1; odd kernels keep height and width with padding (k - 1) / 2.
    Raises:  ValueError: an even kernel, which has no middle and cannot pad both sides alike.
    """

    def __init__(self, kernel_size, channels=8, num_classes=10):
        super().__init__()
        kernel_size = odd("kernel_size", kernel_size)
        self.features = nn.Sequential(
            nn.Conv2d(1, channels, kernel_size, padding="same"),
            nn.BatchNorm2d(channels),
            nn.ReLU(),
            nn.MaxPool2d(2),  # (n, channels, h / 2, w / 2)
            nn.Conv2d(channels, 2 * channels, kernel_size, padding="same"),
            nn.BatchNorm2d(2 * channels),
            nn.ReLU(),
            nn.AdaptiveAvgPool2d(2),
        )  # (n, 2 * channels, 2, 2)
        self.classify = nn.Linear(8 * channels, num_classes)

    def forward(self, x):
        return self.classify(self.features(x).flatten(1))  # (n, num_classes)
