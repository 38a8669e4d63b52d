"""Arguments, looked at before they are used: each check returns the value or says what would be right."""


def require_images(x, channels, side=1):
    """ValueError unless x is (n, channels, h, w) with h and w of at least `side`."""
    if x.ndim != 4 or x.shape[1] != channels or min(x.shape[2:]) < side:
        raise ValueError(
            f"images must have the shape (n, {channels}, h, w) with h and w at least {side}, "
            f"got {tuple(x.shape)}"
        )
