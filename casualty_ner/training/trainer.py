"""The ``Trainer`` of this project: its optimizer groups, and an evaluation of whole documents instead of losses."""

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any, cast

import torch
from torch import nn
from torch.optim import AdamW
from transformers import Trainer

from casualty_ner.config import TrainConfig
from casualty_ner.errors import TrainingError
from casualty_ner.model.casualty_model import CasualtyModel

BEST = "eval_selection"
"""The dev score by which the best epoch is chosen."""


class WholeDocumentTrainer(Trainer):
    """Trains on whole articles, and evaluates by reading the dev articles as a user's would be read."""

    def __init__(self, *, settings: TrainConfig, read_dev: Callable[[], dict[str, float]], **arguments: Any) -> None:
        """``read_dev`` gives dev scores by name, ``selection`` among them."""
        super().__init__(**arguments)
        self.settings, self.read_dev = settings, read_dev

    def create_optimizer(self, *_: Any, **__: Any) -> torch.optim.Optimizer:
        """AdamW with one rate for the heads and rates that fall from the encoder's last layer to its first."""
        if self.optimizer is None:
            groups = list(parameter_groups(cast(CasualtyModel, self.model), self.settings))
            self.optimizer = AdamW(groups, lr=self.settings.encoder_rate, betas=(0.9, 0.98), eps=1e-6, fused=True)
        return self.optimizer

    def training_step(self, *arguments: Any, **named: Any) -> torch.Tensor:
        """One step's loss, which must be a number: the weights are not touched by one that is not.

        Raises:
            TrainingError: it is not.
        """
        loss: torch.Tensor = super().training_step(*arguments, **named)
        if not torch.isfinite(loss):
            raise self._not_finite(f"the loss became {loss.item()}")
        return loss

    def evaluate(self, *_: Any, **__: Any) -> dict[str, float]:
        """Dev scores of the present weights, logged under ``eval_``; a checkpoint of these weights follows.

        Raises:
            TrainingError: a weight is not a number.
        """
        for name, weight in cast(nn.Module, self.model).named_parameters():
            if not torch.isfinite(weight).all():
                raise self._not_finite(f"weight {name} has values that are not finite")
        metrics = {f"eval_{name}": value for name, value in self.read_dev().items()}
        self.log(metrics)
        self.control = self.callback_handler.on_evaluate(self.args, self.state, self.control, metrics)
        return metrics

    def _not_finite(self, what: str) -> TrainingError:
        return TrainingError(
            f"{what} after step {self.state.global_step}; lower train.encoder_rate or train.heads_rate and train into "
            "another output.folder; what was saved until then is good"
        )


def parameter_groups(model: CasualtyModel, settings: TrainConfig) -> Iterator[dict[str, Any]]:
    """Optimizer groups: no decay for vectors (biases, norms), and a rate by depth.

    A frozen parameter is in no group.
    """
    depth = int(getattr(model.token_classifier.config, "num_hidden_layers", 1))
    groups: dict[tuple[float, float], list[nn.Parameter]] = {}
    for name, parameter in model.named_parameters():
        if parameter.requires_grad:
            decay = settings.weight_decay if parameter.ndim > 1 else 0.0
            groups.setdefault((_rate(name, depth, settings), decay), []).append(parameter)
    for (rate, decay), parameters in groups.items():
        yield {"params": parameters, "lr": rate, "weight_decay": decay}


def _rate(name: str, depth: int, settings: TrainConfig) -> float:
    if (
        not name.startswith("token_classifier.")
        or ".classifier." in name
        or name.startswith("token_classifier.classifier")
    ):
        return settings.heads_rate
    layer = layer_number(name)
    below_top = depth - 1 - layer if layer is not None else (depth if "embed" in name else 0)
    return settings.encoder_rate * settings.layer_decay**below_top


def layer_number(name: str) -> int | None:
    """The number of the encoder layer a parameter belongs to; None outside the layers."""
    parts = name.split(".")
    for before, part in pairwise(parts):
        if before in ("layer", "layers") and part.isdecimal():
            return int(part)
    return None


def freeze_layers(model: CasualtyModel, layers: int) -> None:
    """Hold the embeddings and the first ``layers`` encoder layers fixed; 0 freezes nothing."""
    for name, parameter in model.token_classifier.named_parameters():
        number = layer_number(name)
        if layers and ((number is not None and number < layers) or (number is None and "embed" in name)):
            parameter.requires_grad = False
