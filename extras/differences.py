"""What PyTorch does where Keras does something else without a word: each number of `notebooks/OTHER_LIBRARIES.md`.

    python extras/differences.py     prints {what: value} as JSON; `tests/extras/test_differences.py` has Keras's side

Only PyTorch is needed.
"""

import json

import torch
from torch import nn
from torch.nn import functional


def batch_norm_kept():
    """How much of the old average one training pass keeps: of batches of ones, from an average of 0."""
    layer = nn.BatchNorm1d(1)
    layer(torch.ones(4, 1))
    return 1 - layer.running_mean.item()


def batch_norm_variance():
    """What the moving variance takes over of the batch (0, 2): 2 is its unbiased variance, 1 the biased one."""
    layer = nn.BatchNorm1d(1)
    layer.running_var.zero_()
    layer(torch.tensor([[0.0], [2.0]]))
    return layer.running_var.item() / layer.momentum


def adam_first_step(gradient=1e-8):
    """How far Adam's first step goes, in learning rates, for a tiny gradient: there epsilon decides."""
    weight = nn.Parameter(torch.zeros(1))
    optimizer = torch.optim.Adam([weight], lr=1.0)
    weight.grad = torch.full((1,), gradient)
    optimizer.step()
    return -weight.item()


def rmsprop_first_step():
    """How far RMSProp's first step goes, in learning rates, for a gradient of 1."""
    weight = nn.Parameter(torch.zeros(1))
    optimizer = torch.optim.RMSprop([weight], lr=1.0)
    weight.grad = torch.ones(1)
    optimizer.step()
    return -weight.item()


def largest_first_weight(fan_in=100, fan_out=100):
    """The largest of a dense layer's first weights."""
    torch.manual_seed(0)
    return nn.Linear(fan_in, fan_out).weight.abs().max().item()


def largest_first_bias(fan_in=100, fan_out=100):
    """The largest of its first biases."""
    torch.manual_seed(0)
    return nn.Linear(fan_in, fan_out).bias.abs().max().item()


def cross_entropy_of_certain_error():
    """The cross-entropy of a real sample whose logit is −200, from its probability: −log D(x) is 200."""
    return functional.binary_cross_entropy(torch.sigmoid(torch.tensor([-200.0])), torch.ones(1)).item()


def padded_corner():
    """How many pixels of a 4×4 image a 3×3 convolution of stride 2, padded by 1, sees at the first corner."""
    return functional.conv2d(torch.ones(1, 1, 4, 4), torch.ones(1, 1, 3, 3), stride=2, padding=1)[0, 0, 0, 0].item()


def discriminator_gradient_after_generators_backward():
    """The gradient that G's backward() leaves in D, where nobody says which weights it is for."""
    generator, discriminator = nn.Linear(1, 1), nn.Linear(1, 1)
    functional.softplus(-discriminator(generator(torch.ones(4, 1)))).mean().backward()
    return float(discriminator.weight.grad is not None and discriminator.bias.grad.abs().item() > 0)


def gradient_of_two_backwards():
    """The gradient of w after two backward passes of the loss w, without zero_grad."""
    weight = nn.Parameter(torch.ones(1))
    weight.sum().backward()
    weight.sum().backward()
    return weight.grad.item()


MEASURED = {
    "batch normalisation: share of the old average that a step keeps": batch_norm_kept,
    "batch normalisation: epsilon": lambda: nn.BatchNorm1d(1).eps,
    "batch normalisation: variance taken over from the batch (0, 2)": batch_norm_variance,
    "Adam: first step for a gradient of 1e-8, in learning rates": adam_first_step,
    "RMSProp: first step for a gradient of 1, in learning rates": rmsprop_first_step,
    "dense layer 100 → 100: largest first weight": largest_first_weight,
    "dense layer 100 → 100: largest first bias": largest_first_bias,
    "LeakyReLU: slope below 0": lambda: -nn.LeakyReLU()(torch.tensor(-1.0)).item(),
    "cross-entropy of a probability, logit −200 and target 1": cross_entropy_of_certain_error,
    "3×3 convolution of stride 2, padded: pixels seen at the first corner of 4×4": padded_corner,
    "gradient left in D by G's backward pass": discriminator_gradient_after_generators_backward,
    "gradient after two backward passes of w": gradient_of_two_backwards,
}

if __name__ == "__main__":
    print(json.dumps({what: measured() for what, measured in MEASURED.items()}))
