"""In a sweep over many rows, one row's mistake must not hold up the others."""

import logging
from collections.abc import Callable
from typing import TypeVar

logger = logging.getLogger(__name__)
Result = TypeVar("Result")


def alone(do: Callable[[], Result], *, otherwise: Result, what: str) -> Result:
    """What `do` returns; when it fails, that is logged under `what`, and `otherwise` is returned."""
    try:
        return do()
    except Exception:
        logger.exception("%s could not be done; the others go on.", what)
        return otherwise
