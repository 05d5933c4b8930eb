import hashlib
import json
from pathlib import Path

import pytest
from corpus_cases import DEV, write_corpus

from casualty_ner.corpus.data_card import BEGIN, CARD, END, MANIFEST, rendered, update_card
from casualty_ner.errors import CorpusError
from casualty_ner.schema import SCHEMA_VERSION

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture
def folder(tmp_path):
    data = write_corpus(tmp_path)
    (data / CARD).write_text(f"# By hand\n\n{BEGIN}\nold counts\n{END}\n\nby hand too\n", encoding="utf-8")
    return data


def test_the_card_and_the_manifest_in_the_repository_are_current():
    wanted = {path: content.encode("utf-8") for path, content in rendered(DATA).items()}
    stale = [path.name for path, content in wanted.items() if not path.is_file() or path.read_bytes() != content]
    assert not stale, f"run: python scripts/data_card.py, and commit {stale}"


def test_only_the_part_between_the_markers_is_replaced(folder):
    update_card(folder)
    card = (folder / CARD).read_text(encoding="utf-8")
    assert card.startswith(f"# By hand\n\n{BEGIN}\n")
    assert card.endswith(f"{END}\n\nby hand too\n")
    assert "old counts" not in card
    assert "| articles | 2 | 1 | 1 |" in card
    assert "Ids used twice: 0. Families in more than one split: 0." in card


def test_a_second_run_changes_nothing(folder):
    assert [path.name for path in update_card(folder)] == [CARD, MANIFEST]
    assert update_card(folder) == []


def test_the_manifest_has_checksums_and_counts(folder):
    update_card(folder)
    manifest = json.loads((folder / MANIFEST).read_bytes())
    content = (folder / "dev.jsonl").read_bytes()
    assert manifest["schema_version"] == SCHEMA_VERSION
    assert list(manifest["files"]) == ["train.jsonl", "dev.jsonl", "test.jsonl"]
    assert manifest["files"]["dev.jsonl"] == {
        "sha256": hashlib.sha256(content).hexdigest(),
        "bytes": len(content),
        "articles": 1,
        "families": 1,
        "articles_without_any_toll": 0,
        "events": 1,
        "tolls": 1,
        "spans": 5,
        "words": len(DEV.split("\n\n")[1].split("\n---")[0].split()),
    }


@pytest.mark.parametrize("card", ["", f"{BEGIN}\n", f"{END}\n{BEGIN}\n"])
def test_a_card_without_its_markers_is_refused(folder, card):
    (folder / CARD).write_text(card, encoding="utf-8")
    with pytest.raises(CorpusError, match=r"README\.md lacks the lines .* write them where the counts are to stand"):
        update_card(folder)
