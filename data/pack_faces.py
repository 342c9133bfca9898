"""Pack the lines of `data/make_faces.mjs` into data/faces.npz: palette, pixels as indices of it, labels.

    python data/pack_faces.py faces.jsonl [--out FILE]
"""

import argparse
import base64
import hashlib
import json
from pathlib import Path

import numpy as np

N_TRAIN = 6000


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("lines", type=Path, help="what make_faces.mjs printed")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "faces.npz")
    options = parser.parse_args()

    head, *rows = (json.loads(line) for line in options.lines.read_text(encoding="utf-8").splitlines())
    pixels = np.stack([np.frombuffer(base64.b64decode(row["pixels"]), np.uint8).reshape(16, 16, 4) for row in rows])
    assert (pixels[..., 3] == 255).all(), "every pixel is opaque"
    palette, index = np.unique(pixels[..., :3].reshape(-1, 3), axis=0, return_inverse=True)
    assert len(palette) <= 256 and len(np.unique(index.reshape(len(rows), -1), axis=0)) == len(rows)
    labels = np.array([list(row["labels"].values()) for row in rows], dtype=np.uint8)
    assert all(list(row["labels"]) == list(head["values"]) for row in rows)
    np.savez_compressed(options.out, palette=palette, images=index.reshape(-1, 16, 16).astype(np.uint8), labels=labels,
                        attributes=np.array(list(head["values"])), n_train=N_TRAIN)
    found = hashlib.sha256(options.out.read_bytes()).hexdigest()
    size = options.out.stat().st_size / 1e3
    print(f"{options.out}: {len(rows)} faces, {len(palette)} colours, {size:.0f} kB, {found}")


if __name__ == "__main__":
    main()
