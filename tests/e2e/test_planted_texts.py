"""The whole way from text to record with a model that finds planted words and nothing else.

What must come out is known for any text. So these tests are exact about windows, offsets, unusual characters and length.
"""

import re
import time
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_models import DECODE, PLANTED, planted_model, planted_tokenizer, wrap

from casualty_ner.articles import Article
from casualty_ner.linking.decoder import Thresholds
from casualty_ner.predict import Predictor
from casualty_ner.reading import Reader

_ENTITY = "zorvek zorvik"


def found(record):
    """The principal words of every toll with their place, in text order."""
    return sorted((toll.start, toll.end, toll.text) for event in record.events for toll in event.tolls)


def evidence(record):
    """Every span of a record."""
    for event in record.events:
        yield from (*event.places, *event.perpetrators, *event.causes, *([event.date] if event.date else []))
        for toll in event.tolls:
            yield toll
            yield from (*toll.mentions, *toll.victims, *toll.perpetrators, *toll.causes)
            yield from (*toll.places, *toll.dates, *toll.sources)


def read(reader, texts):
    """Spans of KILLED and INJURED tolls that a reader finds in texts."""
    for reading, _ in reader.read([Article(id=str(number), text=text) for number, text in enumerate(texts)]):
        yield sorted((span.start, span.end) for span in reading.article.spans)


@pytest.fixture(scope="module")
def model():
    return planted_model()


class TestWindowEdges:
    @pytest.mark.parametrize(("window", "overlap"), [(16, 0), (16, 5), (20, 8), (40, 3), (64, 16), (64, 30)])
    def test_an_entity_is_found_once_and_whole_at_every_place_of_a_long_text(self, model, window, overlap):
        reader = Reader(
            model, wrap(planted_tokenizer(), window=window, overlap=overlap), Thresholds(**DECODE.model_dump())
        )
        around = 150
        texts = ["town " * before + _ENTITY + " river" * (around - before) for before in range(around + 1)]
        expected = [[(5 * before, 5 * before + len(_ENTITY))] for before in range(around + 1)]
        assert list(read(reader, texts)) == expected

    def test_a_word_of_many_pieces_is_found_once_and_whole_at_every_place(self, model):
        # The first piece carries the tag; what follows may lie in the next window.
        reader = Reader(model, wrap(planted_tokenizer(), window=16, overlap=3), Thresholds(**DECODE.model_dump()))
        texts = ["a" * before + " zorvek-abcdefgh " + "b" * (60 - before) for before in range(61)]
        assert list(read(reader, texts)) == [[(before + 1, before + 7)] for before in range(61)]

    def test_every_entity_of_a_long_text_is_found_once(self, planted):
        text = "".join(
            f"{'report ' * (number % 7)}{_ENTITY} {'town ' * (number % 5)}injuvek. " for number in range(200)
        )
        expected = [(m.start(), m.end(), m.group()) for m in re.finditer(rf"{_ENTITY}|injuvek", text)]
        assert len(expected) == 400
        assert found(planted.predict(text)) == expected

    @given(st.integers(1, 400), st.integers(0, 400))
    @settings(max_examples=40)
    def test_text_before_or_after_changes_nothing_but_offsets(self, planted, before, after):
        alone = found(planted.predict(f"{_ENTITY} in placevek"))
        within = found(planted.predict("river " * before + f"{_ENTITY} in placevek" + " town" * after))
        assert within == [(start + 6 * before, end + 6 * before, text) for start, end, text in alone]


_PIECES = st.one_of(
    st.sampled_from([*PLANTED, "town", "12", ".", ",", "\n", "\r\n", "\t", "-"]),
    st.sampled_from(
        [
            "\ufeff", "\u200b", "\u200d", "\u00ad", "\u2060", "\u202e", "\u202c", "\u2067", "\x00", "\x07", "\x9f",
            "e\u0301", "\u0301", "\u00a0", "\u2009", "👩‍👩‍👧‍👦", "🇸🇾", "👍🏽", "💥", "قتل ١٢", "ß", "İ", "ﬁ", "²", "&nbsp;", "<b>",
            "\ud83d", "\udc00", "\u2028", "\x85",
        ]
    ),
    st.text(max_size=5),
)  # fmt: skip


class TestCharacters:
    @given(st.lists(st.tuples(_PIECES, st.sampled_from(["", " ", " "])), max_size=25))
    @settings(max_examples=300)
    def test_every_offset_slices_the_callers_text_and_the_record_survives_json(self, planted, pieces):
        text = "".join(piece + space for piece, space in pieces)
        shown = re.sub(r"[\ud800-\udfff]", "\ufffd", text)
        record = planted.predict(text)
        assert record.article.characters == len(text)
        for span in evidence(record):
            assert shown[span.start : span.end] == span.text
            assert span.text == span.text.strip()
            assert span.text
        assert type(record).model_validate_json(record.model_dump_json()) == record

    @pytest.mark.parametrize("where", range(1, 6))
    @pytest.mark.parametrize("unseen", ["\u200b", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u0301", "\x00", "\u202e"])
    def test_an_unseen_character_inside_a_word_is_part_of_its_span(self, planted, where, unseen):
        word = "zorvek"[:where] + unseen + "zorvek"[where:]
        assert found(planted.predict(f"12 {word} town")) == [(3, 10, word)]

    @pytest.mark.parametrize("mark", ["\u0301", "\u0323\u0301", "\ufe0f", "\u0308\u200b\u0301"])
    def test_a_span_keeps_the_combining_marks_of_its_last_letter(self, planted, mark):
        ((start, end, text),) = found(planted.predict(f"12 zorvek{mark} town"))
        assert start == 3
        assert text.startswith("zorvek")
        assert end == 9 + len(mark.split("\u200b")[0])

    @pytest.mark.parametrize(
        "before",
        [
            "",
            "\ufeff",
            "💥",
            "👩‍👩‍👧‍👦 ",
            "🇸🇾🇺🇦 ",
            "\x00\x01 ",
            "\r\n\r\n",
            "\n \t",
            "قتلى: ",
            "\u202e",
            "e\u0301\u0323 ",
            "\ud83d ",
            "ﷺ ",
            "²",
        ],
    )
    def test_offsets_count_code_points_whatever_stands_before(self, planted, before):
        text = before * 30 + " zorvek zorvik, injuvek"
        at = len(before) * 30 + 1
        assert found(planted.predict(text)) == [(at, at + 13, "zorvek zorvik"), (at + 15, at + 22, "injuvek")]

    @pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
    def test_line_ends_move_offsets_and_nothing_else(self, planted, ending):
        lines = ["report of zorvek zorvik", "", "in placevek", "injuvek town", ""]
        record = planted.predict(ending.join(lines))
        assert [text for *_, text in found(record)] == ["zorvek zorvik", "injuvek"]
        assert found(record)[1][0] == ending.join(lines).index("injuvek")

    def test_lone_surrogates_are_read_as_replacement_characters_and_noted(self, planted):
        record = planted.predict("zorvek \ud83d\ud83d injuvek")
        assert found(record) == [(0, 6, "zorvek"), (10, 17, "injuvek")]
        assert record.article.notes == ("2 lone surrogates were read as U+FFFD",)
        assert record.model_dump_json().encode("utf-8")

    def test_an_article_with_lone_surrogates_is_read_as_a_text_with_them(self, planted):
        (record,) = planted.predict_many([Article(id="a", text="\ud83d zorvek")])
        assert found(record) == [(2, 8, "zorvek")]
        assert record.article.notes

    def test_odd_texts_leave_the_rest_of_their_batch_untouched(self, planted):
        clean = "report of zorvek zorvik in placevek"
        odd = ["\ud800 zorvek", "", " \n ", "\x00" * 50, "\u202e12", "a" * 5000, "🙂" * 300]
        records = list(planted.predict_many([text for one in odd for text in (one, clean)]))
        alone = planted.predict(clean)
        assert all(record.events == alone.events for record in records[1::2])
        assert len(records) == 2 * len(odd)

    def test_bidirectional_controls_are_noted(self, planted):
        assert "bidirectional" in planted.predict("\u202ezorvek\u202c").article.notes[0]
        assert planted.predict("zorvek").article.notes == ()

    @pytest.mark.parametrize("text", ["", " ", "\n\n\t", "\u00a0\u2009", "\u200b", "x"])
    def test_a_text_with_nothing_in_it_gives_a_record_without_events(self, planted, text):
        record = planted.predict(text)
        assert record.events == ()
        assert record.article.characters == len(text)


class TestLength:
    def test_a_word_of_a_million_characters_hides_nothing_around_it(self, planted):
        text = f"zorvek {'a' * 1_000_000} injuvek"
        began = time.perf_counter()
        assert [word for *_, word in found(planted.predict(text))] == ["zorvek", "injuvek"]
        assert time.perf_counter() - began < 30

    @pytest.mark.parametrize(
        ("filler", "times"),
        [("a\n", 100_000), (" ", 500_000), ("7", 300_000), ("\u200b", 300_000), ("zorvek\n", 5_000)],
    )
    def test_monotonous_text_takes_no_more_than_its_length_warrants(self, planted, filler, times):
        text = "injuvek " + filler * times + " injuvek"
        began = time.perf_counter()
        words = [word for *_, word in found(planted.predict(text))]
        assert time.perf_counter() - began < 30
        assert (words[0], words[-1]) == ("injuvek", "injuvek")
        assert len(words) == 2 + text.count("zorvek")

    @pytest.mark.slow
    def test_a_megabyte_is_read_whole_in_linear_time_and_memory(self, planted_folder):
        predictor = Predictor.from_pretrained(planted_folder, device="cpu", dtype="float32")
        unit = "report town river " * 40 + _ENTITY + " in placevek. "

        def measure(units):
            tracemalloc.start()
            began = time.perf_counter()
            record = predictor.predict(unit * units)
            seconds, peak = time.perf_counter() - began, tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
            assert [start for start, *_ in found(record)] == [i * len(unit) + unit.index(_ENTITY) for i in range(units)]
            return seconds, peak

        small, large = measure(350), measure(1400)
        assert len(unit) * 1400 > 1_000_000
        assert large[0] < 12 * small[0], "time grows faster than the text"
        assert large[1] < 6 * small[1], "memory grows faster than the text"
        assert large[1] < 300 * len(unit) * 1400, "more than 300 bytes a character"
