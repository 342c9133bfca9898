"""The same 32 members in PyTorch: in one program of batched matrices, or one after the other."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from _turns import serve  # isort: skip

try:
    import torch
    from torch import nn
    from torch.nn import functional
except ImportError:
    print("PyTorch is not installed; see ../training_step/requirements.txt")
    sys.exit()

MEMBERS, BATCH = 32, 128
RATES = torch.tensor([1e-4, 3e-4, 1e-3, 3e-3]).repeat_interleave(8)
X = torch.randn(8192, 2)


def loop():
    """One member after the other, eager, as the tutorials write it."""
    def mlp(outputs):
        return nn.Sequential(nn.Linear(2, 128), nn.ReLU(), nn.Linear(128, 128), nn.ReLU(), nn.Linear(128, outputs))

    players = []
    for rate in RATES.tolist():
        g, d = mlp(2), mlp(1)
        players.append((g, d, torch.optim.Adam(g.parameters(), rate, (0.5, 0.999)),
                        torch.optim.Adam(d.parameters(), rate, (0.5, 0.999))))

    def run(member_steps):
        steps = max(1, round(member_steps / MEMBERS))
        for g, d, g_adam, d_adam in players:
            for _ in range(steps):
                real, fake = X[torch.randint(0, len(X), (BATCH,))], g(torch.randn(BATCH, 2))
                d_adam.zero_grad(set_to_none=True)
                (functional.softplus(-d(real)).mean() + functional.softplus(d(fake.detach())).mean()).backward()
                d_adam.step()
                g_adam.zero_grad(set_to_none=True)
                functional.softplus(-d(fake)).mean().backward()
                g_adam.step()
        return MEMBERS * steps

    return run


def vectorised():
    """All members at once: each layer is one batched product, Adam one fused update with a rate a member."""
    def mlp(outputs):
        sizes = [(2, 128), (128, 128), (128, outputs)]
        return [p.requires_grad_() for i, o in sizes
                for p in (torch.randn(MEMBERS, i, o) * (2 / i) ** 0.5, torch.zeros(MEMBERS, 1, o))]

    def forward(parameters, x):
        w1, b1, w2, b2, w3, b3 = parameters
        x = torch.relu(torch.baddbmm(b1, x, w1))
        return torch.baddbmm(b3, torch.relu(torch.baddbmm(b2, x, w2)), w3)

    rate = RATES.view(-1, 1, 1)
    players = [mlp(2), mlp(1)]
    memories = [[[torch.zeros_like(p) for p in player] for _ in range(2)] for player in players]
    count = 0

    def update(player, loss, t):
        parameters, (m, v) = players[player], memories[player]
        gradients = list(torch.autograd.grad(loss, parameters))
        with torch.no_grad():
            torch._foreach_lerp_(m, gradients, 0.5)
            torch._foreach_mul_(v, 0.999)
            torch._foreach_addcmul_(v, gradients, gradients, 0.001)
            roots = torch._foreach_sqrt(v)
            torch._foreach_add_(roots, 1e-7)
            scaled = torch._foreach_div(m, roots)
            torch._foreach_mul_(scaled, [-rate * (1 - 0.999**t) ** 0.5 / (1 - 0.5**t)] * len(parameters))
            torch._foreach_add_(parameters, scaled)

    def run(member_steps):
        nonlocal count
        steps = max(1, round(member_steps / MEMBERS))
        for _ in range(steps):
            count += 1
            real = X[torch.randint(0, len(X), (MEMBERS, BATCH))]
            z = torch.randn(MEMBERS, BATCH, 2)
            with torch.no_grad():
                fake = forward(players[0], z)
            real_logits, fake_logits = forward(players[1], real), forward(players[1], fake)
            # a sum over members of means over the batch: each member's gradient is its own
            update(1, (functional.softplus(-real_logits) + functional.softplus(fake_logits)).mean((1, 2)).sum(), count)
            logits = forward(players[1], forward(players[0], z))
            update(0, functional.softplus(-logits).mean((1, 2)).sum(), count)
        return MEMBERS * steps

    return run


if __name__ == "__main__":
    torch.manual_seed(0)
    serve({"torch_loop": loop, "torch_vectorised": vectorised}[sys.argv[1]]())
