"""Words and figures into ``min``, ``max`` and qualifier: rules, exhaustively tested; never learned, never guessed."""

from casualty_ner.quantities.finding import find_quantities
from casualty_ner.quantities.quantity import UNREAD, Quantity
from casualty_ner.quantities.reading import read_quantity

__all__ = ["UNREAD", "Quantity", "find_quantities", "read_quantity"]
