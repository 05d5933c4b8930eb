"""Output values: their JSON Schema, their round trip, what they count, and that hostile text stays text."""

import io
import json
import re
from datetime import date

import pytest
import small_corpus
from rich.console import Console

from casualty_ner.assembly import to_record
from casualty_ner.records import ArticleInfo, ArticleRecord, Bounds, EventRecord, Evidence, ModelInfo, TollRecord
from casualty_ner.schema import EventType, Outcome, Qualifier, Scope, Status, VictimClass


def faults(value, schema, root, place="$"):
    """Where a JSON value breaks a JSON Schema: the part of the standard that pydantic writes."""
    if "$ref" in schema:
        schema = root["$defs"][schema["$ref"].removeprefix("#/$defs/")]
    if "anyOf" in schema:
        if all(list(faults(value, option, root, place)) for option in schema["anyOf"]):
            yield f"{place}: none of {schema['anyOf']}"
        return
    types = {"object": dict, "array": list, "string": str, "integer": int, "number": (int, float), "null": type(None)}
    expected = schema.get("type")
    if expected and (not isinstance(value, types[expected]) or isinstance(value, bool)):
        yield f"{place}: {value!r} is no {expected}"
        return
    if "const" in schema and value != schema["const"]:
        yield f"{place}: {value!r} is not {schema['const']!r}"
    if "enum" in schema and value not in schema["enum"]:
        yield f"{place}: {value!r} is none of {schema['enum']}"
    if schema.get("format") == "date" and not re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        yield f"{place}: {value!r} is no date"
    if "maximum" in schema and not schema["minimum"] <= value <= schema["maximum"]:
        yield f"{place}: {value!r} is out of range"
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from faults(item, schema.get("items", {}), root, f"{place}[{index}]")
    if isinstance(value, dict):
        yield from (f"{place}: {key} is missing" for key in schema.get("required", ()) if key not in value)
        known, others = schema.get("properties", {}), schema.get("additionalProperties", {})
        for key, item in value.items():
            if key in known:
                yield from faults(item, known[key], root, f"{place}.{key}")
            elif others is False:
                yield f"{place}: {key} is unknown"
            elif isinstance(others, dict):
                yield from faults(item, others, root, f"{place}.{key}")


SCHEMA = ArticleRecord.model_json_schema(mode="serialization")
RECORDS = [to_record(article, model=ModelInfo(name="m", revision="r")) for article in small_corpus.articles()]


class TestJson:
    @pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.article.id)
    def test_a_record_dumps_by_its_own_schema_and_comes_back_equal(self, record):
        dumped = record.model_dump_json()
        assert list(faults(json.loads(dumped), SCHEMA, SCHEMA)) == []
        assert ArticleRecord.model_validate_json(dumped) == record
        assert ArticleRecord.model_validate(record.model_dump()) == record

    @pytest.mark.parametrize(
        "spoil",
        [
            lambda values: values.update(schema_version="2"),
            lambda values: values["article"].pop("id"),
            lambda values: values["article"].update(published="May"),
            lambda values: values["events"][0].update(scope="accident"),
            lambda values: values["events"][0]["tolls"][0].update(min="two"),
            lambda values: values["events"][0]["tolls"][0].update(confidence=1.5),
            lambda values: values["events"][0]["tolls"][0]["victims"][0].pop("start"),
            lambda values: values["events"][0]["totals"]["killed"].update(mean=1),
        ],
    )
    def test_what_is_no_record_breaks_both_the_schema_and_the_model(self, spoil):
        values = RECORDS[0].model_dump(mode="json")
        spoil(values)
        assert list(faults(values, SCHEMA, SCHEMA)) != []
        with pytest.raises(ValueError, match="validation error"):
            ArticleRecord.model_validate_json(json.dumps(values))

    def test_the_keys_of_dates_are_from_and_to(self):
        event = json.loads(RECORDS[0].model_dump_json())["events"][0]
        assert event["date"] == {
            "text": "Monday",
            "start": 67,
            "end": 73,
            "from": "2021-03-08",
            "to": "2021-03-08",
            "precision": "day",
        }

    def test_not_stated_and_none_of_them_stay_apart(self):
        record = next(record for record in RECORDS if record.article.id == "nobody")
        (toll,) = json.loads(record.model_dump_json())["events"][0]["tolls"]
        assert (toll["min"], toll["max"]) == (0, 0)
        (ferry,) = (record for record in RECORDS if record.article.id == "ferry")
        missing = next(toll for toll in ferry.events[0].tolls if toll.outcome is Outcome.MISSING)
        assert json.loads(missing.model_dump_json())["min"] is None
        assert (missing.min, missing.max) == (None, 40)

    def test_a_record_cannot_be_changed(self):
        with pytest.raises(ValueError, match="frozen"):
            RECORDS[0].events[0].tolls[0].min = 3


@pytest.mark.parametrize(
    ("low", "high", "shown"),
    [
        (None, None, "not stated"),
        (0, 0, "0"),
        (12, 12, "12"),
        (12, None, "12 or more"),
        (None, 12, "up to 12"),
        (8, 10, "8 to 10"),
        (1200, 1200, "1,200"),
        (0, None, "0 or more"),
        (None, 0, "up to 0"),
    ],
)
def test_bounds_are_shown_for_people(low, high, shown):
    assert str(Bounds(min=low, max=high)) == shown


def hostile(text):
    """A record whose every free text is ``text``."""
    words = Evidence(text=text, start=0, end=len(text))
    toll = TollRecord(
        text=text, start=0, end=len(text), id=text, outcome=Outcome.KILLED, min=1, max=1, qualifier=Qualifier.EXACT,
        victims=(words,), victim_class=VictimClass.UNKNOWN, perpetrators=(words,), causes=(words,), places=(words,),
        dates=(words,), sources=(words,), status=Status.ASSERTED, part_of=text, updates=None, mentions=(words,),
        confidence=1.0,
    )  # fmt: skip
    event = EventRecord(
        id=text, scope=Scope.INCIDENT, event_type=EventType.UNKNOWN, date=None, places=(words,), perpetrators=(words,),
        causes=(words,), tolls=(toll,), totals={Outcome.KILLED: Bounds(min=1, max=1)}, confidence=1.0,
    )  # fmt: skip
    info = ArticleInfo(id=text, published=date(2021, 3, 10), characters=9)
    return ArticleRecord(article=info, events=(event,), model=None)


def shown_on_a_terminal(record):
    output = io.StringIO()
    Console(file=output, width=2000, force_terminal=False, color_system=None).print(record)
    return output.getvalue()


class TestViews:
    def test_the_table_shows_what_was_read(self):
        for shown in (shown_on_a_terminal(RECORDS[1]), RECORDS[1]._repr_html_()):
            assert all(
                words in shown for words in ("18 or more", "At least 18", "market in Tal Amar", "t2 (part of t1)")
            )
            assert "e2 · background · shelling · killed 7" in shown

    def test_a_record_without_events_says_so(self):
        record = next(record for record in RECORDS if not record.events)
        assert "quiet: no casualties stated" in shown_on_a_terminal(record)
        assert record._repr_html_() == "<p>quiet: no casualties stated</p>"

    @pytest.mark.parametrize(
        "text", ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", '"><b>', "&lt;b&gt;"]
    )
    def test_markup_in_the_text_is_escaped_in_html(self, text):
        for record in (hostile(text), hostile(text).model_copy(update={"events": ()})):
            html = record._repr_html_()
            assert text not in html
            allowed = {"table", "caption", "tr", "th", "td", "p"}
            assert set(re.findall(r"</?([a-zA-Z]+)", html)) <= allowed

    @pytest.mark.parametrize("text", ["[red]blood[/red]", "[/]", "[link=http://x]y[/link]", ":skull:"])
    def test_the_terminals_own_markup_in_the_text_is_shown_and_not_obeyed(self, text):
        for record in (hostile(text), hostile(text).model_copy(update={"events": ()})):
            assert text in shown_on_a_terminal(record)

    @pytest.mark.parametrize(
        "text", ["a\x1b[2Jb", "a\x07b", "a\nb", "a\x00b", "a\u202eb", "a\x9b1mb", "a\u2028b", "a\ud800b"]
    )
    def test_control_characters_are_written_out(self, text):
        for record in (hostile(text), hostile(text).model_copy(update={"events": ()})):
            for shown in (shown_on_a_terminal(record), record._repr_html_()):
                assert text not in shown
                assert text[1] not in shown.replace("\n", "") or text[1] == "\n"
                assert text.encode("unicode_escape").decode() in shown
