"""Checkpoints are whole, or passed over."""

import json
import shutil

import pytest

from casualty_ner.training.checkpoints import COMPLETE, fault, last_whole, seal


@pytest.fixture
def run(tmp_path):
    """A run with three sealed checkpoints, steps 5, 10 and 100."""
    for step in (5, 10, 100):
        checkpoint = tmp_path / f"checkpoint-{step}"
        checkpoint.mkdir()
        (checkpoint / "model.safetensors").write_bytes(bytes([step]) * 100)
        (checkpoint / "optimizer.pt").write_bytes(b"state")
        seal(checkpoint)
    return tmp_path


def test_the_newest_by_its_step_is_taken(run):
    assert last_whole(run) == (run / "checkpoint-100", [])


def test_a_sealed_checkpoint_lists_every_file(run):
    listed = json.loads((run / "checkpoint-5" / COMPLETE).read_bytes())
    assert set(listed) == {"model.safetensors", "optimizer.pt"}
    assert fault(run / "checkpoint-5") is None


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda path: (path / COMPLETE).unlink(), "saving was cut short"),
        (lambda path: (path / "optimizer.pt").unlink(), "optimizer.pt is missing"),
        (lambda path: (path / "optimizer.pt").write_bytes(b"stat"), "optimizer.pt changed after it was saved"),
        (lambda path: (path / "model.safetensors").write_bytes(b""), "model.safetensors changed after it was saved"),
        (lambda path: (path / COMPLETE).write_bytes(b'{"model'), "is damaged"),
        (lambda path: (path / COMPLETE).write_bytes(b""), "is damaged"),
        (lambda path: (path / COMPLETE).write_bytes(b"[1]"), "is damaged"),
    ],
)
def test_a_damaged_one_is_passed_over_for_the_one_before(run, spoil, told):
    spoil(run / "checkpoint-100")
    found, passed = last_whole(run)
    assert found == run / "checkpoint-10"
    assert len(passed) == 1
    assert passed[0].startswith("checkpoint-100: ")
    assert told in passed[0]


def test_where_none_is_whole_all_are_named_newest_first(run):
    for path in run.iterdir():
        (path / COMPLETE).unlink()
    found, passed = last_whole(run)
    assert found is None
    assert [reason.split(":")[0] for reason in passed] == ["checkpoint-100", "checkpoint-10", "checkpoint-5"]


def test_what_is_no_checkpoint_is_left_alone(run):
    (run / "checkpoint-notes").mkdir()
    (run / "checkpoint-7").write_text("a file", encoding="utf-8")
    (run / "runs").mkdir()
    assert last_whole(run)[0] == run / "checkpoint-100"
    assert last_whole(run / "nosuch") == (None, [])


def test_sealing_again_takes_in_what_changed(run):
    checkpoint = run / "checkpoint-10"
    shutil.copy(run / "checkpoint-5" / "model.safetensors", checkpoint / "model.safetensors")
    assert fault(checkpoint) is not None
    seal(checkpoint)
    assert fault(checkpoint) is None
    assert not list(checkpoint.glob("*.part"))
