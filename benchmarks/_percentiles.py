"""What of a hundred waits longer than most."""

from collections.abc import Sequence


def p95(times: Sequence[float]) -> float:
    """Return the 95th percentile."""
    return sorted(times)[int(len(times) * 0.95)]
