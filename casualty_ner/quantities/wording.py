"""How the word lists of this package are written down, and found in a text."""

from collections.abc import Iterator, Mapping
from typing import Generic, TypeVar

from casualty_ner.quantities.tokens import Token

Meaning = TypeVar("Meaning")


def words(listed: str) -> frozenset[str]:
    """The words of a list parted by white space."""
    return frozenset(listed.split())


class _Node(Generic[Meaning]):
    """A token of a phrase: those that may follow it, and what the phrases mean that end with it, one or none."""

    def __init__(self) -> None:
        self.following: dict[str, _Node[Meaning]] = {}
        self.meanings: list[Meaning] = []


class PhraseTable(Generic[Meaning]):
    """Phrases with what each means, found at a place in a text by the lower case of its tokens, the longest first."""

    def __init__(self, *tables: Mapping[Meaning, str]) -> None:
        """Takes phrases parted by " | ", and the tokens of a phrase by a space, under what they mean."""
        self._root: _Node[Meaning] = _Node()
        for meaning, listed in (item for table in tables for item in table.items()):
            for phrase in listed.split(" | "):
                node = self._root
                for word in phrase.split():
                    node = node.following.setdefault(word, _Node())
                node.meanings = [meaning]

    def at(self, tokens: list[Token], index: int) -> tuple[Meaning, int] | None:
        """What the longest phrase at token ``index`` means, and the token before which it ends."""
        node, found = self._root, None
        for place in range(index, len(tokens)):
            following = node.following.get(tokens[place].lower)
            if following is None:
                break
            node = following
            if node.meanings:
                found = node.meanings[0], place + 1
        return found

    def vocabulary(self) -> frozenset[str]:
        """Every token of every phrase."""
        return frozenset(self._words(self._root))

    def _words(self, node: _Node[Meaning]) -> Iterator[str]:
        for word, following in node.following.items():
            yield word
            yield from self._words(following)
