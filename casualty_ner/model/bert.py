"""BERT for token classification in plain torch: reads what transformers wrote, without the seconds its import takes.

Only prediction uses it, so there is no dropout and no training. Names of modules and weights are those of
``transformers.BertForTokenClassification``, whose files it loads; a test holds the two to the same numbers.
"""

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

_FIXED = {
    "model_type": "bert",
    "hidden_act": "gelu",
    "is_decoder": False,
    "add_cross_attention": False,
    "position_embedding_type": "absolute",
}
"""What a configuration may say, where it says it, for this module to compute the same as transformers."""


def is_plain_bert(config: dict[str, Any]) -> bool:
    """Whether a ``config.json`` describes a model that this module computes."""
    return config.get("model_type") == "bert" and all(
        config.get(key, value) in (value, None) for key, value in _FIXED.items()
    )


@dataclass(frozen=True, slots=True)
class BertConfig:
    """The sizes of a BERT; ``labels`` are the classes of its token classifier."""

    vocab_size: int
    hidden_size: int
    num_hidden_layers: int
    num_attention_heads: int
    intermediate_size: int
    max_position_embeddings: int
    type_vocab_size: int
    layer_norm_eps: float
    labels: int

    @classmethod
    def of(cls, config: dict[str, Any]) -> "BertConfig":
        """Take the sizes from a ``config.json``.

        Raises:
            KeyError: a size is missing.
        """
        sizes = {name: config[name] for name in cls.__dataclass_fields__ if name != "labels"}
        return cls(**sizes, labels=len(config["id2label"]))


@dataclass(frozen=True, slots=True)
class BertOutput:
    """Shape: logits ``[windows, width, labels]``; hidden_states: the last layer's, ``[windows, width, hidden]``."""

    logits: Tensor
    hidden_states: tuple[Tensor]


class BertTokenClassifier(nn.Module):
    """Encoder and linear layer to the labels."""

    def __init__(self, config: BertConfig) -> None:
        super().__init__()
        self.config = config
        self.bert = nn.ModuleDict({"embeddings": _Embeddings(config), "encoder": _Encoder(config)})
        self.classifier = nn.Linear(config.hidden_size, config.labels)

    def forward(self, input_ids: Tensor, attention_mask: Tensor, *, output_hidden_states: bool = True) -> BertOutput:
        """Logits and last hidden layer. Shape: ids and mask (1 is read, 0 is padding) ``[windows, width]``.

        ``output_hidden_states`` is transformers' flag; the last layer is given with and without it.
        """
        del output_hidden_states
        hidden = self.bert["encoder"](self.bert["embeddings"](input_ids), attention_mask[:, None, None, :].bool())
        return BertOutput(self.classifier(hidden), (hidden,))


class _Embeddings(nn.Module):
    def __init__(self, config: BertConfig) -> None:
        super().__init__()
        self.word_embeddings = nn.Embedding(config.vocab_size, config.hidden_size)
        self.position_embeddings = nn.Embedding(config.max_position_embeddings, config.hidden_size)
        self.token_type_embeddings = nn.Embedding(config.type_vocab_size, config.hidden_size)
        self.LayerNorm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)

    def forward(self, ids: Tensor) -> Tensor:
        positions = self.position_embeddings.weight[: ids.shape[1]]
        joined = self.word_embeddings(ids) + self.token_type_embeddings.weight[0] + positions
        normed: Tensor = self.LayerNorm(joined)
        return normed


class _Encoder(nn.Module):
    def __init__(self, config: BertConfig) -> None:
        super().__init__()
        self.layer = nn.ModuleList(_Layer(config) for _ in range(config.num_hidden_layers))

    def forward(self, hidden: Tensor, mask: Tensor) -> Tensor:
        for layer in self.layer:
            hidden = layer(hidden, mask)
        return hidden


class _Layer(nn.Module):
    def __init__(self, config: BertConfig) -> None:
        super().__init__()
        size = config.hidden_size
        self.attention = nn.ModuleDict(
            {"self": _Attention(config), "output": _AddAndNorm(size, size, config.layer_norm_eps)}
        )
        self.intermediate = nn.ModuleDict({"dense": nn.Linear(size, config.intermediate_size)})
        self.output = _AddAndNorm(config.intermediate_size, size, config.layer_norm_eps)

    def forward(self, hidden: Tensor, mask: Tensor) -> Tensor:
        attended = self.attention["output"](self.attention["self"](hidden, mask), hidden)
        result: Tensor = self.output(functional.gelu(self.intermediate["dense"](attended)), attended)
        return result


class _Attention(nn.Module):
    def __init__(self, config: BertConfig) -> None:
        super().__init__()
        self.heads = config.num_attention_heads
        self.query = nn.Linear(config.hidden_size, config.hidden_size)
        self.key = nn.Linear(config.hidden_size, config.hidden_size)
        self.value = nn.Linear(config.hidden_size, config.hidden_size)

    def forward(self, hidden: Tensor, mask: Tensor) -> Tensor:
        query, key, value = (self._split(layer(hidden)) for layer in (self.query, self.key, self.value))
        context = functional.scaled_dot_product_attention(query, key, value, attn_mask=mask)
        return context.transpose(1, 2).flatten(2)

    def _split(self, projected: Tensor) -> Tensor:
        split = projected.view(*projected.shape[:-1], self.heads, -1)
        return split.transpose(1, 2)


class _AddAndNorm(nn.Module):
    def __init__(self, inputs: int, size: int, eps: float) -> None:
        super().__init__()
        self.dense = nn.Linear(inputs, size)
        self.LayerNorm = nn.LayerNorm(size, eps=eps)

    def forward(self, hidden: Tensor, residual: Tensor) -> Tensor:
        normed: Tensor = self.LayerNorm(self.dense(hidden) + residual)
        return normed


def empty_bert(config: BertConfig) -> BertTokenClassifier:
    """A model without weights yet, for ``load_state_dict(..., assign=True)``."""
    with torch.device("meta"):
        return BertTokenClassifier(config)
