"""How long one look for something similar takes: ``python -m tests.bench.similar``.

Questions of a dozen words with answers of sixty, as many as the index of words proposes.
"""

import random
import string
import sys
import time

from bot.similar import FINDABLE, Known, nearest

_KNOWN = 200
_TIMES = 10


def known_things(chance: random.Random) -> list[Known]:
    """Return invented questions and answers, with words as unevenly used as in a language."""
    letters = string.ascii_lowercase
    words = ["".join(chance.choices(letters, k=chance.randint(3, 11))) for _ in range(6_000)]
    weights = [1 / rank for rank in range(1, len(words) + 1)]

    def text(length: int) -> str:
        return " ".join(chance.choices(words, weights, k=length))

    return [Known(str(number), text(12), text(60)) for number in range(_KNOWN)]


def main() -> None:
    """Print the median and the longest of some calls."""
    chance = random.Random(20261126)
    known = known_things(chance)
    took = []
    for each in chance.sample(known, _TIMES):
        begun = time.process_time()
        nearest(each.title, known, FINDABLE, 5)
        took.append(1_000 * (time.process_time() - begun))
    took.sort()
    middle, longest = took[len(took) // 2], took[-1]
    told = f"{_KNOWN} known: median {middle:.0f} ms, longest {longest:.0f} ms of processor time"
    sys.stdout.write(f"{told}\n")


if __name__ == "__main__":
    main()
