"""How far the state machine tests walk: a little in the suite, `PALIER_MACHINE_STEPS=5000 bin/test tests/listings -k …` further."""

import os

STEPS = int(os.environ.get("PALIER_MACHINE_STEPS", "0"))


def walks(usual: int, *, steps: int) -> int:
    """Return how many walks of at least so many steps to take."""
    return max(usual, -(-STEPS // steps))
