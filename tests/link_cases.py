"""Gold articles laid out for the link decoder, and scores that say exactly what gold says."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from casualty_ner.articles import AnnotatedArticle, Article
from casualty_ner.linking.decoder import LinkScores, Reading, Thresholds, decode_reading
from casualty_ner.linking.targets import (
    EVENT_TYPES,
    SCOPES,
    STATUSES,
    VICTIM_CLASSES,
    LinkTargets,
    gold_spans,
    link_targets,
)
from casualty_ner.model.batches import Candidates
from casualty_ner.schema import FILLER_SLOTS
from casualty_ner.windows import ArticleTokenizer, TokenizedArticle

RELATIONS = ("same_event", "restates", "part_of", "updates")
CLASSES = {
    "stated": 1,
    "status": len(STATUSES),
    "victim_class": len(VICTIM_CLASSES),
    "scope": len(SCOPES),
    "event_type": len(EVENT_TYPES),
}
AT = Thresholds(filler=0.5, same_event=0.5, toll=0.3)


@dataclass(frozen=True)
class Laid:
    """A gold article with its candidates and what the heads should say of them."""

    article: AnnotatedArticle
    tokenized: TokenizedArticle
    candidates: Candidates
    targets: LinkTargets

    @classmethod
    def out(cls, article: AnnotatedArticle, tokenizer: ArticleTokenizer) -> "Laid":
        """Lay out an article by its gold spans."""
        tokenized = tokenizer.tokenize(article.text)
        gold = gold_spans(article, tokenized)
        candidates = Candidates.of(tokenized, gold, article.published)
        targets = link_targets(article, gold, candidates.table, candidates.fillers, candidates.tolls)
        return cls(article, tokenized, candidates, targets)

    def perfect(self) -> LinkScores:
        """Scores that are sure of gold."""
        attributes = {
            name: np.where(self.targets.attributes[:, [column]] == np.arange(size), 10, -10).astype(np.float32)
            for column, (name, size) in enumerate(CLASSES.items())
        }
        attributes["stated"] = np.where(self.targets.attributes[:, :1] == 1, 10, -10).astype(np.float32)
        return LinkScores(
            spans=np.ones(len(self.candidates.table), dtype=np.float32),
            filler=(self.targets.filler == 1).astype(np.float32),
            relations={
                name: np.where(getattr(self.targets, name) == 1, 10, -10).astype(np.float32) for name in RELATIONS
            },
            attributes=attributes,
        )

    def decode(self, scores: LinkScores, at: Thresholds = AT) -> Reading:
        """What the decoder makes of scores."""
        bare = Article(id=self.article.id, text=self.article.text, published=self.article.published)
        pairs = (self.candidates.fillers, self.candidates.tolls)
        return decode_reading(bare, self.tokenized, self.candidates.table, pairs=pairs, scores=scores, at=at)


def structure(article: AnnotatedArticle) -> dict[tuple[tuple[int, int], ...], dict[str, Any]]:
    """An article's tolls by the places of their mentions: what they are linked to, and what they and their events are.

    Bounds are left out: they follow from the principal mention's words alone.
    """
    places = {span.id: (span.start, span.end) for span in article.spans}
    key = {toll.id: tuple(sorted(places[mention] for mention in toll.mentions)) for toll in article.tolls}
    found = {}
    for toll in article.tolls:
        event = article.event_of_toll[toll.id]
        found[key[toll.id]] = {
            "outcome": toll.outcome,
            "victim_class": toll.victim_class,
            "status": toll.status,
            "part_of": key.get(toll.part_of or ""),
            "updates": key.get(toll.updates or ""),
            "fillers": {slot: sorted(places[span] for span in toll.fillers(slot)) for slot in FILLER_SLOTS},
            "scope": event.scope,
            "event_type": event.event_type,
            "event": sorted(key[identifier] for identifier in event.tolls),
        }
    return found
