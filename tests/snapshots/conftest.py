"""The same conversation as in tests/bots, here to be read whole."""

from tests.bots.conftest import talk

__all__ = ["talk"]
