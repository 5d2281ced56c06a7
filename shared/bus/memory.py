"""The garbage collector of a process that handles events by thousands: what start-up made is left alone."""

import gc

_YOUNG_OBJECTS = 200_000


def settle() -> None:
    """Freeze what lives for ever, and collect less often.

    A batch makes some 30,000 objects that reference counting frees; with Python's default thresholds, looking for
    cycles among them took a third of a worker's time (see benchmarks/).
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG_OBJECTS, 20, 50)
