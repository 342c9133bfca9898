"""What the scripts that train a frozen network share: what a call asks for, and the file of its weights."""

import argparse
import hashlib
from pathlib import Path

import numpy as np


def call_options(doc, file, epochs=None):
    """Return .out, .seed and .epochs of the command line; epochs: None where nothing is counted in them."""
    parser = argparse.ArgumentParser(description=doc.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / file)
    parser.add_argument("--seed", type=int, default=0)
    if epochs is not None:
        parser.add_argument("--epochs", type=int, default=epochs)
    return parser.parse_args()


def stored(model, file):
    """Write a model's weights in half precision, half the size; return the model with them, to be judged as stored."""
    weights = [w.astype(np.float16) for w in model.get_weights()]
    np.savez_compressed(file, **{f"w{i}": w for i, w in enumerate(weights)})
    model.set_weights([w.astype(np.float32) for w in weights])
    content = file.read_bytes()
    print(f"{file.name}: {len(content)} bytes, SHA-256 {hashlib.sha256(content).hexdigest()}")
    return model
