"""Waiting for what other processes do."""

import time

import pytest


def wait_until(condition, patience=10.0, pause=0.02):
    """Poll until the condition holds; fail loudly when it does not."""
    deadline = time.monotonic() + patience
    while not (found := condition()):
        if time.monotonic() > deadline:
            pytest.fail("It did not happen in time.")
        time.sleep(pause)
    return found
