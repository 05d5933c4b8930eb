"""Ten short annotated articles for the tests of model, training and prediction, and files made from them."""

from pathlib import Path

from casualty_ner.articles import AnnotatedArticle
from casualty_ner.corpus.jsonl import write_jsonl
from casualty_ner.corpus.markup import compile_markup

_HEAD = """published: 2021-03-10
genre: agency_story
author: tests
"""

_BODIES = {
    "mine": """[Two|K1] [miners|V1] died and [three|I2] were hurt when a [roof|C1,2] fell at [Oldbury|L1,2] on [Monday|D1,2], \
[police|S1,2] said.
---
e1 incident industrial_accident
  1 civilians
  2 civilians""",
    "market": """Blast at market kills [18|K1]

[At least 18|K1*] [people|V1] were killed, [four|K2] of them [children|V2], when a [car bomb|C1,2,3] went off in a \
[market in Tal Amar|L1,2,3] on [Tuesday|D1,2,3]. [Dozens|I3] were wounded, a [doctor|S3] said.

In [May|D4] a [mortar shell|C4] killed [seven|K4] [traders|V4] at the same place.
---
e1 incident bombing
  1 unknown
  2 civilians part_of=1
  3 unknown
e2 background shelling
  4 civilians""",
    "quake": """The toll of the [earthquake|C1,2,3] in [Carava|L1,2,3] rose to [21|K2] on Wednesday from [nine|K1], the \
[ministry|S2] said. [Six|M3] [residents|V3] are missing.
---
e1 incident earthquake
  1 civilians
  2 civilians updates=1
  3 civilians""",
    "two-sources": """[Police|S1] said [12|K1] [passengers|V1,2] died in the [bus crash|C1,2] near [Salgo|L1,2]; the \
[Red Cross|S2] counted [15|K2].
---
e1 incident road_accident
  1 civilians
  2 civilians""",
    "nobody": """[No one|I1] was hurt in the [fire|C1] at a [warehouse in Ploen|L1] [overnight|D1].
---
e1 incident fire
  1 civilians""",
    "quiet": """The council met on Thursday to talk about the new bridge. It will cost 12 million and take 40 months.
---""",
    "man": """[A man|K1] was shot dead in [Harlan|L1] [on Friday night|D1]. [John Smith, 34,|K1] was found by a neighbour.
---
e1 incident shooting
  1 civilians""",
    "denied": """[Rebels|S1] said [50|K1] [soldiers|V1] were killed in [fighting|C1,2] for [Basam|L1,2]. The army denied it and said \
[30|K2] [rebels|V2] fell.
---
e1 incident armed_clash
  1 state_forces alleged
  2 non_state_armed""",
    "ferry": """[Nine|K1] [people|V1] drowned when a [ferry|C1,2] sank off [Orfos|L1,2] on [Sunday|D1,2]. [Up to 40|M2] are missing.

The [ferry|C3] [Aurora|C4] sank off [Lund|L4] in [2009|D4] with [more than 100|K4] dead. This year [60|K3] have drowned.
---
e1 incident maritime_accident
  1 civilians
  2 civilians
e2 background maritime_accident
  4 civilians
e3 aggregate maritime_accident
  3 civilians""",
    "raid": """Gunmen on motorbikes killed [three|K1] [herders|V1] and a [teacher|K2] in [Zuru|L1,2] at dawn, [residents|S1,2] said. \
[Two|K3] of the [attackers|V3] died.
---
e1 incident shooting
  1 civilians
  2 civilians
  3 attackers""",
}


def article(name: str) -> AnnotatedArticle:
    """One of the articles, by name."""
    return compile_markup(f"=== {name}\nfamily: {name}\n{_HEAD}\n{_BODIES[name]}\n")[0]


def articles() -> list[AnnotatedArticle]:
    """All articles, each a family of its own."""
    return [article(name) for name in _BODIES]


def write_splits(folder: Path, *, dev: int = 3) -> tuple[Path, Path]:
    """Train and dev files of the articles, the last ``dev`` of them dev."""
    everything = articles()
    paths = folder / "train.jsonl", folder / "dev.jsonl"
    folder.mkdir(parents=True, exist_ok=True)
    write_jsonl(everything[:-dev], paths[0])
    write_jsonl(everything[-dev:], paths[1])
    return paths
