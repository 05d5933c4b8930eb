"""Training: a config to a finished, resumable run with its model, scores and history."""

from casualty_ner.training.run import train

__all__ = ["train"]
