"""Random numbers that depend on what they are for, not on the order in which they are drawn.

A client's patience is thus the same whether two managers work or three: two settings are compared on the same people.
`random.Random` seeded by a text gives the same numbers in every version of Python and on every machine; NumPy's
generators don't promise that.
"""

from __future__ import annotations

import random


def dice(*what: object) -> random.Random:
    """A source of random numbers for one purpose, for example ``dice(seed, "client", 17)``."""
    return random.Random("/".join(map(str, what)))  # noqa: S311 - a simulation, no secret
