"""Named days whose date follows from the year alone.

Days whose date depends on a country, a sighting of the moon or a yearly decree (Independence Day, Eid, Diwali) are
left out on purpose, and so are names of a season as much as of a day (Christmas, Easter, New Year).
"""

from datetime import date

from dateutil.easter import EASTER_ORTHODOX, EASTER_WESTERN, easter  # type: ignore[import-untyped, unused-ignore]

from casualty_ner.dates.ranges import DAY

_FIXED = {  # normalized, as all that the lexicon reads
    "new year eve": (12, 31),
    "new years eve": (12, 31),
    "new year day": (1, 1),
    "new years day": (1, 1),
    "valentine day": (2, 14),
    "valentines day": (2, 14),
    "leap day": (2, 29),
    "international women day": (3, 8),
    "st patrick day": (3, 17),
    "st patricks day": (3, 17),
    "apr fool day": (4, 1),
    "apr fools day": (4, 1),
    "anzac day": (4, 25),
    "may day": (5, 1),
    "cinco de mayo": (5, 5),
    "juneteenth": (6, 19),
    "canada day": (7, 1),
    "bastille day": (7, 14),
    "halloween": (10, 31),
    "all saints day": (11, 1),
    "guy fawkes night": (11, 5),
    "bonfire night": (11, 5),
    "armistice day": (11, 11),
    "christmas eve": (12, 24),
    "christmas day": (12, 25),
    "boxing day": (12, 26),
    "st stephen day": (12, 26),
    "st stephens day": (12, 26),
}
_DAYS_AFTER_EASTER = {
    "mardi gras": -47,
    "shrove tue": -47,
    "ash wed": -46,
    "palm sun": -7,
    "maundy thu": -3,
    "holy thu": -3,
    "good fri": -2,
    "holy sat": -1,
    "easter sun": 0,
    "easter mon": 1,
    "ascension day": 39,
    "pentecost sun": 49,
    "whit sun": 49,
    "whit mon": 50,
}

NAMES = (*_FIXED, *_DAYS_AFTER_EASTER, *(f"orthodox {name}" for name in _DAYS_AFTER_EASTER))


def feast_in(name: str, year: int) -> date:
    """The day of that name in a year; Easter is the Western one unless the name begins with "orthodox"."""
    if name in _FIXED:
        return date(year, *_FIXED[name])
    orthodox = name.startswith("orthodox ")
    sunday: date = easter(year, EASTER_ORTHODOX) if orthodox else easter(year, EASTER_WESTERN)
    return sunday + _DAYS_AFTER_EASTER[name.removeprefix("orthodox ")] * DAY
