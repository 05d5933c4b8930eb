import pytest
from evaluation_cases import annotate, record

from casualty_ner.evaluation.links import LinkKind, count_links, count_mention_clusters
from casualty_ner.evaluation.pairs import pair_documents
from casualty_ner.evaluation.tolls import align

TEXT = "[Nine|K1] died. [Six|K2] drowned, then [eight|K3]. [Nine|K4] in all."


def counts(gold, predicted, gold_text=TEXT, text=TEXT):
    article = annotate("a", gold_text, [("incident", "other", gold)])
    pair = pair_documents([article], [record("a", text, [("incident", "other", predicted)])])[0]
    return {**count_links(pair, align(pair)), **count_mention_clusters(pair)}


def triple(found, kind):
    return tuple(found[f"links.{kind}/{column}"] for column in ("hits", "predicted", "gold"))


PLAIN = {1: {"min": 9}, 2: {"min": 6}, 3: {"min": 8}, 4: {"min": 9}}


def with_fields(**fields):
    return {number: values | fields.get(f"t{number}", {}) for number, values in PLAIN.items()}


@pytest.mark.parametrize("relation", ["part_of", "updates"])
def test_relations_have_a_direction(relation):
    gold = with_fields(t2={relation: 1}, t3={relation: 2})
    found = counts(gold, with_fields(t2={relation: 1}, t3={relation: 4}))
    assert triple(found, relation) == (1, 2, 2)
    backwards = counts(gold, with_fields(t1={relation: 2}))
    assert triple(backwards, relation) == (0, 1, 2)


def test_a_link_of_a_spurious_toll_is_wrong():
    text = "[Nine|K1] died. Six drowned, then eight. [Nine|K4] in all."
    found = counts({1: {"min": 9}, 4: {"min": 9}}, with_fields(t2={"part_of": 1}), gold_text=text)
    assert triple(found, LinkKind.PART_OF) == (0, 1, 0)
    assert triple(found, LinkKind.SAME_EVENT) == (1, 6, 1)


def test_restatements_and_b_cubed():
    gold = "[Nine|K1] died. [Six|K2] drowned, then [eight|K2]. [Nine|K1] in all."
    found = counts(
        {1: {"min": 9}, 2: {"min": 6}},
        {1: {"min": 9}, 2: {"min": 6}},
        gold_text=gold,
        text="[Nine|K1] died. [Six|K1] drowned, then eight. [Nine|K1] in [all|K2].",
    )
    # Predicted {nine, six, nine}, {all}; gold {nine, nine}, {six, eight}.
    assert triple(found, LinkKind.RESTATEMENT) == (1, 3, 2)
    name = f"links.{LinkKind.MENTION_CLUSTERS}"
    assert found[f"{name}/hits"] == pytest.approx(2 / 3 + 2 / 3 + 1 / 3)
    assert found[f"{name}/recalled"] == pytest.approx(1 + 1 + 1 / 2)
    assert (found[f"{name}/predicted"], found[f"{name}/gold"]) == (4, 4)


def test_fillers_need_exact_offsets_and_the_right_toll():
    gold = "[Nine|K1] [men|V1] and [six|K2] [boys|V2] died in [Jos|L1,2]."
    predicted = "[Nine|K1] [men|V1,2] and [six|K2] boys died [in Jos|L1]."
    found = counts({1: {"min": 9}, 2: {"min": 6}}, {1: {"min": 9}, 2: {"min": 6}}, gold_text=gold, text=predicted)
    assert tuple(found[f"fillers.VICTIM/{column}"] for column in ("hits", "predicted", "gold")) == (1, 2, 2)
    assert tuple(found[f"fillers.PLACE/{column}"] for column in ("hits", "predicted", "gold")) == (0, 1, 2)
    assert triple(found, LinkKind.FILLER) == (1, 3, 4)
