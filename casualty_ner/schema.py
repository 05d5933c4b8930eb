"""The only home of slots, tags, outcomes and attributes: what is annotated, predicted and scored.

A **toll** is one statement that a number of people suffered one outcome; an **event** is what happened, once,
somewhere, and has one or more tolls; a **slot** is a role that a span of text fills for a toll, a **filler** is that
span. Offsets everywhere are half-open ``[start, end)``, count Unicode code points, and index the caller's own string.
"""

from enum import StrEnum
from typing import Final

SCHEMA_VERSION: Final = "1"


class Slot(StrEnum):
    """The ten span labels, in the order of the model's tags. The first four are toll spans, the rest fillers."""

    KILLED = "KILLED"
    INJURED = "INJURED"
    MISSING = "MISSING"
    CASUALTIES = "CASUALTIES"
    VICTIM = "VICTIM"
    PERPETRATOR = "PERPETRATOR"
    CAUSE = "CAUSE"
    PLACE = "PLACE"
    DATE = "DATE"
    SOURCE = "SOURCE"


class Outcome(StrEnum):
    """What a toll says befell the people; follows from the label of the toll span."""

    KILLED = "killed"
    INJURED = "injured"
    MISSING = "missing"
    CASUALTIES = "casualties"


TOLL_SLOTS = (Slot.KILLED, Slot.INJURED, Slot.MISSING, Slot.CASUALTIES)
FILLER_SLOTS = (Slot.VICTIM, Slot.PERPETRATOR, Slot.CAUSE, Slot.PLACE, Slot.DATE, Slot.SOURCE)
OUTCOME_OF_SLOT = {slot: Outcome(slot.value.lower()) for slot in TOLL_SLOTS}
SLOT_OF_OUTCOME = {outcome: slot for slot, outcome in OUTCOME_OF_SLOT.items()}

FILLER_FIELDS = {
    Slot.VICTIM: "victims",
    Slot.PERPETRATOR: "perpetrators",
    Slot.CAUSE: "causes",
    Slot.PLACE: "places",
    Slot.DATE: "dates",
    Slot.SOURCE: "sources",
}
"""The field of a toll that lists the fillers of a slot."""

TAGS = ("O", *(f"{prefix}-{slot.value}" for slot in Slot for prefix in "BI"))
"""The 21 IOB2 tags; a tag's position is its id in every model."""


class Qualifier(StrEnum):
    """How the text bounds a number."""

    EXACT = "exact"
    AT_LEAST = "at_least"
    MORE_THAN = "more_than"
    AT_MOST = "at_most"
    FEWER_THAN = "fewer_than"
    ABOUT = "about"
    RANGE = "range"
    VAGUE = "vague"
    PLURAL = "plural"
    IMPLICIT = "implicit"
    NONE = "none"


class VictimClass(StrEnum):
    """Who the people of a toll are, as far as the text says."""

    CIVILIANS = "civilians"
    STATE_FORCES = "state_forces"
    NON_STATE_ARMED = "non_state_armed"
    ATTACKERS = "attackers"
    MIXED = "mixed"
    UNKNOWN = "unknown"


class Status(StrEnum):
    """How firmly the text states a toll."""

    ASSERTED = "asserted"
    ALLEGED = "alleged"
    DENIED = "denied"
    PROJECTED = "projected"


class Scope(StrEnum):
    """Whether an event is the reported harm, a sum over several, or older harm told as context."""

    INCIDENT = "incident"
    AGGREGATE = "aggregate"
    BACKGROUND = "background"


class EventType(StrEnum):
    """What kind of event did the harm."""

    AIRSTRIKE = "airstrike"
    SHELLING = "shelling"
    BOMBING = "bombing"
    SUICIDE_ATTACK = "suicide_attack"
    SHOOTING = "shooting"
    ARMED_CLASH = "armed_clash"
    EXECUTION = "execution"
    ASSAULT = "assault"
    CHEMICAL_ATTACK = "chemical_attack"
    DRONE_STRIKE = "drone_strike"
    LANDMINE = "landmine"
    RIOT = "riot"
    POLICE_FORCE = "police_force"
    ROAD_ACCIDENT = "road_accident"
    RAIL_ACCIDENT = "rail_accident"
    AIR_ACCIDENT = "air_accident"
    MARITIME_ACCIDENT = "maritime_accident"
    INDUSTRIAL_ACCIDENT = "industrial_accident"
    FIRE = "fire"
    STRUCTURE_COLLAPSE = "structure_collapse"
    CROWD_CRUSH = "crowd_crush"
    EARTHQUAKE = "earthquake"
    FLOOD = "flood"
    STORM = "storm"
    LANDSLIDE = "landslide"
    WILDFIRE = "wildfire"
    VOLCANO = "volcano"
    EXTREME_TEMPERATURE = "extreme_temperature"
    DISEASE = "disease"
    POISONING = "poisoning"
    OTHER = "other"
    UNKNOWN = "unknown"


class DatePrecision(StrEnum):
    """The granularity at which the text states a date."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    UNKNOWN = "unknown"
