"""The writing grid: the vocabulary in which an article's brief is stored, and the floors the corpus is held to."""

GENRES = (
    "agency_flash",
    "agency_story",
    "feature",
    "live_blog",
    "digest",
    "situation_report",
    "police_blotter",
    "local_paper",
    "broadcaster_web",
    "press_office",
    "communique",
    "eyewitness",
    "court_report",
    "anniversary",
    "profile",
    "fact_box",
    "editorial",
    "social_thread",
    "wire_update",
    "investigation",
)

ENGLISH = ("american", "british", "indian", "nigerian", "philippine", "kenyan", "south_african", "translated")

STRUCTURES = (
    "one_event",
    "several_events",
    "aggregate_breakdown",
    "background",
    "conflicting_sources",
    "update",
    "headline_body",
    "no_toll",
)

SURFACES = (
    "plain",
    "byline",
    "dateline",
    "also_read",
    "caption",
    "cookie_notice",
    "tweets",
    "all_caps",
    "lower_case",
    "smart_quotes",
    "missing_spaces",
    "ocr_slips",
    "table_lines",
)

HARD_CASES = (
    "coordinated_persons",
    "including",
    "full_breakdown",
    "the_rest",
    "restated",
    "second_source_same_figure",
    "toll_rose",
    "two_sources_two_figures",
    "cumulative_total",
    "older_event",
    "nobody_hurt",
    "denied",
    "figure_of_speech",
    "feared_dead",
    "survived_unhurt",
    "shot_but_survived",
    "injured_then_died",
    "attacker_dead",
    "distractor_numbers",
    "another_more_others",
    "names_listed",
    "single_victim_named",
    "pronoun",
    "unknown_number",
    "ill_or_treated",
    "trapped",
    "some_critically",
    "casualties_word",
    "there_were_casualties",
    "referred_patients",
    "bomber_blew_himself_up",
    "two_attacks_summed",
    "teaser",
    "natural_death",
    "animals_buildings",
    "reported_date",
    "bodies_found",
    "one_person_no_number",
    "people_one_by_one",
    "injured_by_treatment",
    "two_outcomes_one_noun",
)
"""Short names for the rows of the hard-case table of the annotation guide."""

WORDINGS = (
    "figure",
    "number_word",
    "a_dozen",
    "at_least",
    "more_than",
    "more_than_two_dozen",
    "at_most",
    "fewer_than",
    "about",
    "range",
    "couple",
    "several",
    "dozens",
    "hundreds",
    "bare_plural",
    "one_person",
    "no_one",
    "unknown_number",
    "not_people",
)
"""Short names for the rows of the table of numbers of the annotation guide."""

FLOORS = {"train": 20, "dev": 3, "test": 3}
"""How often each value of an axis, each hard case and each wording is to stand in a split."""

LEAST_COUNTRIES = 90
LEAST_WITHOUT_TOLL = 0.25
"""Share of the articles of a split."""
LEAST_RECENT = 0.8
"""Share of the articles of a split that were published after 1985."""
