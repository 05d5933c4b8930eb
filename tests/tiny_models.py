"""Tiny encoders and their tokenizers, one of each architecture, and a planted model, all built on the spot.

The tokenizers are of the very classes that the real encoders use, with a vocabulary made from a few texts. The planted
model's logits depend on nothing but a row's first piece: exactly the words of ``PLANTED`` are tagged, so that what must
come out of any text is known from a look at its words.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import (
    AutoModelForTokenClassification,
    BertConfig,
    BertForTokenClassification,
    BertTokenizer,
    DebertaV2Config,
    DebertaV2Tokenizer,
    ModernBertConfig,
    PreTrainedConfig,
    PreTrainedModel,
    PreTrainedTokenizerFast,
    XLMRobertaConfig,
    XLMRobertaTokenizer,
)

from casualty_ner.config import DecodeConfig, HeadsConfig, WindowConfig
from casualty_ner.model.casualty_model import CasualtyModel
from casualty_ner.model.folder import save_model
from casualty_ner.schema import TAGS
from casualty_ner.tagging import TAG_ID
from casualty_ner.training.tiny import build_tiny_encoder
from casualty_ner.windows import ArticleTokenizer

ARCHITECTURES = ("bert", "modernbert", "deberta-v2", "deberta-v3", "xlm-roberta")

HEADS = HeadsConfig(
    width=16,
    dropout=0.1,
    slot_loss=1.0,
    link_loss=1.0,
    relation_loss=1.0,
    attribute_loss=1.0,
    predicted_spans=0.5,
)
WINDOWS = WindowConfig(size=64, overlap=16)
DECODE = DecodeConfig(filler=0.5, same_event=0.5, toll=0.3)

PLANTED = {
    "zorvek": "B-KILLED",
    "zorvik": "I-KILLED",
    "injuvek": "B-INJURED",
    "injuvik": "I-INJURED",
    "placevek": "B-PLACE",
    "placevik": "I-PLACE",
}
"""Planted words and their tags. "zorvek zorvik" is one KILLED span of two words; either alone is an odd number."""

COMMON = ("report", "town", "river")
"""Words of the planted vocabulary that are not tagged; every other word is read by its characters."""

_SIZES = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 48}


def tiny_tokenizer(architecture: str, texts: Sequence[str]) -> Any:
    """A tokenizer such as the real encoder's, its vocabulary made from ``texts``."""
    if architecture == "bert":
        return BertTokenizer(vocab=build_tiny_encoder(texts)[1].get_vocab())
    if architecture == "modernbert":
        return _byte_level(texts)
    if architecture.startswith("deberta"):
        special = ("[PAD]", "[CLS]", "[SEP]", "[UNK]")
        return DebertaV2Tokenizer(vocab=[*((token, 0.0) for token in special), *_unigram(texts), ("[MASK]", 0.0)])
    special = ("<s>", "<pad>", "</s>", "<unk>")
    return XLMRobertaTokenizer(vocab=[*((token, 0.0) for token in special), *_unigram(texts), ("<mask>", 0.0)])


def _byte_level(texts: Sequence[str]) -> PreTrainedTokenizerFast:
    """As ModernBERT's: byte-level BPE whose offsets take in the space before a word."""
    backend = Tokenizer(models.BPE())
    backend.normalizer = normalizers.NFC()
    backend.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    backend.decoder = decoders.ByteLevel()
    special = {
        "unk_token": "[UNK]",
        "cls_token": "[CLS]",
        "sep_token": "[SEP]",
        "pad_token": "[PAD]",
        "mask_token": "[MASK]",
    }
    trainer = trainers.BpeTrainer(
        vocab_size=900,
        special_tokens=list(special.values()),
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    backend.train_from_iterator(texts, trainer)
    backend.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        special_tokens=[(token, backend.token_to_id(token)) for token in ("[CLS]", "[SEP]")],
    )
    return PreTrainedTokenizerFast(tokenizer_object=backend, **special)


def _unigram(texts: Sequence[str]) -> list[tuple[str, float]]:
    """Pieces such as SentencePiece makes, in which letters, digits and punctuation do not mix; no special tokens."""
    backend = Tokenizer(models.Unigram())
    backend.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Metaspace(), pre_tokenizers.Punctuation("contiguous"), pre_tokenizers.Digits()]
    )
    backend.train_from_iterator(texts, trainers.UnigramTrainer(vocab_size=500, show_progress=False))
    pieces = backend.get_vocab()
    return [(piece, -float(1 + number)) for number, piece in enumerate(sorted(pieces, key=lambda p: (-len(p), p)))]


def tiny_config(architecture: str, tokenizer: Any) -> PreTrainedConfig:
    """The configuration of a two-layer encoder of an architecture."""
    common = {**_SIZES, "vocab_size": len(tokenizer), "pad_token_id": tokenizer.pad_token_id}
    if architecture == "bert":
        return BertConfig(**common, max_position_embeddings=128)
    if architecture == "modernbert":
        return ModernBertConfig(
            **common,
            max_position_embeddings=256,
            local_attention=32,
            global_attn_every_n_layers=2,
            bos_token_id=tokenizer.cls_token_id,
            eos_token_id=tokenizer.sep_token_id,
            cls_token_id=tokenizer.cls_token_id,
            sep_token_id=tokenizer.sep_token_id,
        )
    if architecture.startswith("deberta"):
        special = {"conv_kernel_size": 3} if architecture == "deberta-v2" else {}
        return DebertaV2Config(
            **common,
            **special,
            max_position_embeddings=128,
            relative_attention=True,
            position_buckets=32,
            norm_rel_ebd="layer_norm",
            share_att_key=True,
            pos_att_type=["p2c", "c2p"],
            position_biased_input=False,
            type_vocab_size=0,
            pooler_hidden_size=32,
        )
    # Two positions more than pieces: those of this architecture are numbered from the padding id on.
    return XLMRobertaConfig(**common, max_position_embeddings=130, type_vocab_size=1)


def save_tiny_encoder(architecture: str, folder: Path, texts: Sequence[str], *, seed: int = 0) -> Path:
    """A folder such as ``encoder.name`` may name: a random encoder without the project's heads, and its tokenizer."""
    tokenizer = tiny_tokenizer(architecture, texts)
    torch.manual_seed(seed)
    classifier = AutoModelForTokenClassification.from_config(tiny_config(architecture, tokenizer))
    classifier.base_model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def classifier_of(config: PreTrainedConfig, *, seed: int = 0) -> PreTrainedModel:
    """A random token classifier with the project's tags."""
    config.id2label = dict(enumerate(TAGS))
    config.label2id = {tag: index for index, tag in enumerate(TAGS)}
    torch.manual_seed(seed)
    return AutoModelForTokenClassification.from_config(config).eval()


def tiny_casualty_model(architecture: str, tokenizer: Any, *, seed: int = 0, spread: float = 3.0) -> CasualtyModel:
    """A random model. ``spread`` widens the range of its tag scores, so that it finds spans of every kind."""
    classifier = classifier_of(tiny_config(architecture, tokenizer), seed=seed)
    model = CasualtyModel(classifier, HEADS).eval()
    with torch.no_grad():
        torch.nn.init.normal_(classifier.classifier.weight, std=spread / 32**0.5)
    return model


def save_tiny_model(architecture: str, folder: Path, texts: Sequence[str], *, seed: int = 0) -> Path:
    """A model folder with random weights."""
    tokenizer = tiny_tokenizer(architecture, texts)
    model = tiny_casualty_model(architecture, tokenizer, seed=seed)
    save_model(folder, model, tokenizer, name="tiny", encoder=architecture, windows=WINDOWS, decode=DECODE)
    return folder


def wrap(tokenizer: Any, *, window: int = WINDOWS.size, overlap: int = WINDOWS.overlap) -> ArticleTokenizer:
    """A transformers tokenizer as the project uses it."""
    return ArticleTokenizer.wrap(
        tokenizer.backend_tokenizer, pad=int(tokenizer.pad_token_id), window=window, overlap=overlap
    )


def planted_tokenizer() -> Any:
    """Whole words for those of ``PLANTED``; anything else by its characters."""
    characters = [chr(code) for code in range(33, 127) if not chr(code).isupper()]
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *characters, *(f"##{c}" for c in characters), *PLANTED]
    pieces += COMMON
    return BertTokenizer(vocab={piece: number for number, piece in enumerate(pieces)})


def planted_model(*, linked: bool = False, together: bool = False) -> CasualtyModel:
    """A model that tags the planted words, every toll stated, and restates, updates and part_of never.

    ``linked`` links every filler to every toll near it, ``together`` puts all tolls into one event.
    """
    tokenizer = planted_tokenizer()
    classifier = BertForTokenClassification(
        BertConfig(
            vocab_size=len(tokenizer),
            hidden_size=32,
            num_hidden_layers=1,
            num_attention_heads=1,
            intermediate_size=8,
            max_position_embeddings=512,
            id2label=dict(enumerate(TAGS)),
            label2id={tag: index for index, tag in enumerate(TAGS)},
        )
    )
    model = CasualtyModel(classifier, HEADS)
    with torch.no_grad():
        for parameter in (parameter for name, parameter in model.named_parameters() if "LayerNorm" not in name):
            parameter.zero_()
        words = classifier.bert.embeddings.word_embeddings.weight
        words[:, TAG_ID["O"]] = 10.0
        for word, tag in PLANTED.items():
            words[tokenizer.convert_tokens_to_ids(word)] = (
                torch.nn.functional.one_hot(torch.tensor(TAG_ID[tag]), 32) * 10.0
            )
        classifier.classifier.weight[:, : len(TAGS)] = 3.0 * torch.eye(len(TAGS))
        model.heads.filler.score[-1].bias.fill_(5.0 if linked else -5.0)
        model.heads.toll.score[-1].bias.copy_(torch.tensor([5.0 if together else -5.0, -5.0, -5.0, -5.0]))
        model.heads.outputs["stated"].bias.fill_(5.0)
    return model.eval()


def save_planted_model(folder: Path, *, linked: bool = False, together: bool = False) -> Path:
    """A model folder with the planted model."""
    model = planted_model(linked=linked, together=together)
    save_model(folder, model, planted_tokenizer(), name="planted", encoder="planted", windows=WINDOWS, decode=DECODE)
    return folder
