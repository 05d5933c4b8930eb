"""A tiny random encoder with a tokenizer built on the spot: for smoke runs, which show that every step works."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import BertConfig, BertForTokenClassification, PreTrainedModel, PreTrainedTokenizerFast

from casualty_ner.schema import TAGS

_SPECIAL = {
    "pad_token": "[PAD]",
    "unk_token": "[UNK]",
    "cls_token": "[CLS]",
    "sep_token": "[SEP]",
    "mask_token": "[MASK]",
}

_NORMALIZER, _PRE_TOKENIZER = normalizers.BertNormalizer(lowercase=True), pre_tokenizers.BertPreTokenizer()
_WORDS = 1000


def build_tiny_encoder(texts: Sequence[str]) -> tuple[PreTrainedModel, Any]:
    """A two-layer BERT of width 32 with random weights, and a WordPiece tokenizer of the words of ``texts``."""
    backend = Tokenizer(models.WordPiece(_vocabulary(texts), unk_token=_SPECIAL["unk_token"]))
    backend.normalizer, backend.pre_tokenizer = _NORMALIZER, _PRE_TOKENIZER
    backend.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        special_tokens=[(token, backend.token_to_id(token)) for token in ("[CLS]", "[SEP]")],
    )
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=backend, **_SPECIAL)
    config = BertConfig(
        vocab_size=backend.get_vocab_size(),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=512,
        attention_probs_dropout_prob=0.0,
        id2label=dict(enumerate(TAGS)),
        label2id={tag: index for index, tag in enumerate(TAGS)},
    )
    return BertForTokenClassification(config), tokenizer


def _vocabulary(texts: Sequence[str]) -> dict[str, int]:
    """Every character, alone and within a word, and the commonest words.

    Not by the library's trainer: it numbers pieces differently from run to run, and a run could not be resumed.
    """
    normal = (_NORMALIZER.normalize_str(text) for text in texts)
    counts = Counter(word for text in normal for word, _ in _PRE_TOKENIZER.pre_tokenize_str(text))
    characters = sorted({character for word in counts for character in word})
    common = sorted(counts, key=lambda word: (-counts[word], word))[:_WORDS]
    pieces = [*_SPECIAL.values(), *characters, *(f"##{character}" for character in characters), *common]
    return {piece: number for number, piece in enumerate(dict.fromkeys(pieces))}
