"""BERT in plain torch against transformers' own, on random models of several shapes."""

import json

import pytest
import torch
from transformers import BertConfig as TransformersConfig
from transformers import BertForTokenClassification

from casualty_ner.model.bert import BertConfig, empty_bert, is_plain_bert

SHAPES = [
    {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 48},
    {
        "hidden_size": 48,
        "num_hidden_layers": 3,
        "num_attention_heads": 2,
        "intermediate_size": 96,
        "layer_norm_eps": 1e-5,
    },
    {
        "hidden_size": 16,
        "num_hidden_layers": 1,
        "num_attention_heads": 1,
        "intermediate_size": 16,
        "type_vocab_size": 1,
    },
]


def both(tmp_path, shape):
    torch.manual_seed(5)
    settings = TransformersConfig(vocab_size=101, max_position_embeddings=40, num_labels=7, **shape)
    theirs = BertForTokenClassification(settings).eval()
    theirs.save_pretrained(tmp_path)
    written = json.loads((tmp_path / "config.json").read_bytes())
    assert is_plain_bert(written)
    ours = empty_bert(BertConfig.of(written))
    ours.load_state_dict(theirs.state_dict(), assign=True)
    return theirs, ours.eval()


@pytest.mark.parametrize("shape", SHAPES)
def test_it_computes_what_transformers_does(tmp_path, shape):
    theirs, ours = both(tmp_path, shape)
    ids = torch.randint(0, 101, (5, 33))
    mask = (torch.arange(33)[None, :] < torch.tensor([33, 1, 12, 32, 20])[:, None]).long()
    with torch.inference_mode():
        expected = theirs(input_ids=ids, attention_mask=mask, output_hidden_states=True)
        found = ours(input_ids=ids, attention_mask=mask)
    read = mask.bool()
    torch.testing.assert_close(found.logits[read], expected.logits[read], rtol=1e-5, atol=1e-6)
    torch.testing.assert_close(
        found.hidden_states[-1][read], expected.hidden_states[-1][read], rtol=1e-5, atol=1e-6
    )  # fmt: skip


def test_its_weights_have_the_names_of_transformers(tmp_path):
    theirs, ours = both(tmp_path, SHAPES[0])
    assert set(ours.state_dict()) == set(theirs.state_dict())


@pytest.mark.parametrize(
    "other",
    [
        {"model_type": "roberta"},
        {"hidden_act": "relu"},
        {"is_decoder": True},
        {"position_embedding_type": "relative_key"},
        {},
    ],
)
def test_what_it_does_not_compute_is_not_taken(other):
    config = {"model_type": "bert", "hidden_act": "gelu"} if other else {}
    assert not is_plain_bert(config | other)
