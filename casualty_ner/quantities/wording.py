"""How the word lists of this package are written down."""

Phrase = tuple[str, ...]


def words(listed: str) -> frozenset[str]:
    """The words of a list parted by white space."""
    return frozenset(listed.split())


def phrases(listed: str) -> frozenset[Phrase]:
    """The phrases of a list parted by " | ", each as the lower-case tokens that it is matched by."""
    return frozenset(tuple(phrase.split()) for phrase in listed.split(" | "))
