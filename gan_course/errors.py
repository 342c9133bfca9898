"""Errors of the course's own."""


class DivergedError(ArithmeticError):
    """A loss stopped being a number; `step` (from 0) and `losses` say where. The histories stay on the model."""

    def __init__(self, step, losses):
        self.step, self.losses = step, losses
        shown = ", ".join(f"{name} = {value:g}" for name, value in losses.items())
        super().__init__(
            f"Training diverged at step {step}: {shown}. Likely causes: a learning rate too high, data not scaled to "
            "[-1, 1], or a critic without a penalty. The history up to this step is in gan.step_history; the weights "
            "are no longer usable. Build the networks anew, lower the learning rates (try a tenth), and fit again.")

    def __reduce__(self):  # for another process: built anew from what it was built from
        return type(self), (self.step, self.losses)
