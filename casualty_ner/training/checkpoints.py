"""Checkpoints that can be trusted: each gets a manifest of its files' SHA-256, written last.

``Trainer`` writes straight into ``checkpoint-N`` and resumes from the highest number unread, also from one that a kill
left incomplete. Here a checkpoint without a matching manifest is passed over for the one before.
"""

import json
from pathlib import Path

from transformers import TrainerCallback, TrainerControl, TrainerState, TrainingArguments

from casualty_ner.digests import file_sha256

COMPLETE = "complete.json"


class SealCheckpoints(TrainerCallback):
    """Seals every checkpoint once all its files are written, and finds the best one again where a run was moved."""

    def on_train_begin(
        self,
        args: TrainingArguments,
        state: TrainerState,
        control: TrainerControl,  # noqa: ARG002
        **_: object,
    ) -> None:
        """Called by ``Trainer`` with the state that it resumes from."""
        if state.best_global_step:
            state.best_model_checkpoint = str(Path(str(args.output_dir)) / f"checkpoint-{state.best_global_step}")

    def on_save(
        self,
        args: TrainingArguments,
        state: TrainerState,
        control: TrainerControl,  # noqa: ARG002
        **_: object,
    ) -> None:
        """Called by ``Trainer`` after it wrote a checkpoint."""
        seal(Path(str(args.output_dir)) / f"checkpoint-{state.global_step}")


def seal(checkpoint: Path) -> None:
    """Write the manifest of a finished checkpoint, whole or not at all."""
    digests = {path.name: file_sha256(path) for path in sorted(checkpoint.iterdir()) if path.name != COMPLETE}
    staged = checkpoint / f"{COMPLETE}.part"
    staged.write_text(json.dumps(digests, indent=2), encoding="utf-8")
    staged.replace(checkpoint / COMPLETE)


def fault(checkpoint: Path) -> str | None:
    """Why a checkpoint cannot be resumed from; None when it is whole."""
    manifest = checkpoint / COMPLETE
    if not manifest.is_file():
        return f"it has no {COMPLETE}: saving was cut short"
    try:
        digests = dict(json.loads(manifest.read_bytes()))
    except (ValueError, TypeError):
        return f"its {COMPLETE} is damaged"
    for name, digest in digests.items():
        path = checkpoint / name
        if not path.is_file():
            return f"{name} is missing"
        if file_sha256(path) != digest:
            return f"{name} changed after it was saved"
    return None


def last_whole(folder: Path) -> tuple[Path | None, list[str]]:
    """The newest whole checkpoint of a run, and why newer ones were passed over."""
    passed: list[str] = []
    steps = sorted(
        (int(path.name.removeprefix("checkpoint-")), path)
        for path in folder.glob("checkpoint-*")
        if path.is_dir() and path.name.removeprefix("checkpoint-").isdecimal()
    )
    for _, path in reversed(steps):
        reason = fault(path)
        if reason is None:
            return path, passed
        passed.append(f"{path.name}: {reason}")
    return None, passed
