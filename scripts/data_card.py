"""Regenerate the counts in ``data/README.md`` and ``data/manifest.json``: ``python scripts/data_card.py [FOLDER]``."""

import sys
from pathlib import Path

from casualty_ner.corpus.data_card import update_card
from casualty_ner.errors import CasualtyNerError

if __name__ == "__main__":
    try:
        changed = update_card(Path(sys.argv[1] if len(sys.argv) > 1 else "data"))
    except CasualtyNerError as error:
        sys.exit(f"error: {error}")
    print("\n".join(f"written: {path}" for path in changed) or "nothing to change")
