"""Raw text to event records.

>>> from casualty_ner.predict import Predictor
>>> predictor = Predictor.from_pretrained()                        # doctest: +SKIP
>>> record = predictor.predict(text, published="2013-07-26")       # doctest: +SKIP
"""

import re
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Self

from casualty_ner.articles import Article
from casualty_ner.assembly import to_record
from casualty_ner.errors import CasualtyNerError, InputError, ModelFolderError
from casualty_ner.records import ArticleRecord, ModelInfo

if TYPE_CHECKING:
    from casualty_ner.model.folder import Manifest
    from casualty_ner.reading import Reader

LAST_RUN = Path("runs/base")
_SURROGATES = re.compile(r"[\ud800-\udfff]")
SHIPPED = Path(__file__).parent / "pretrained"

Readable = str | Article | Mapping[str, object]
"""What ``predict_many`` reads: a text, an ``Article``, or a mapping with ``text``, perhaps ``id`` and ``published``."""


class Predictor:
    """Reads articles of any length with a trained model.

    The same text gives the same record whatever else is in its batch. A text without casualties gives a record
    without events; a text that cannot be read raises.
    """

    def __init__(self, reader: "Reader", manifest: "Manifest") -> None:
        """Wrap a loaded reader; use :meth:`from_pretrained` instead."""
        self._reader = reader
        self.manifest = manifest
        self.model = ModelInfo(name=manifest.name, revision=manifest.revision)

    @classmethod
    def from_pretrained(cls, model: str | Path | None = None, *, device: str = "auto", dtype: str = "auto") -> Self:
        """Load a model.

        Args:
            model: a folder, or a hub id; nothing means the last run of ``configs/base.yaml`` below the working
                directory, else the model shipped with the package.
            device: ``"auto"``, ``"cpu"``, ``"cuda"`` or ``"cuda:N"``.
            dtype: ``"auto"`` (bfloat16 where the device multiplies it natively), ``"float32"`` or ``"bfloat16"``.

        Raises:
            ModelFolderError: there is no such model, or it is damaged or of another schema.
            DeviceError: the device or dtype is not known or not there.
        """
        from casualty_ner.devices import pick_device, pick_dtype
        from casualty_ner.linking.decoder import Thresholds
        from casualty_ner.model.folder import load_model
        from casualty_ner.reading import Reader

        where = pick_device(device)
        numbers = pick_dtype(dtype, where)
        loaded = load_model(_find_model(model), dtype=numbers)
        placed = loaded.model.to(where)
        return cls(Reader(placed, loaded.tokenizer, Thresholds(**loaded.manifest.decode.model_dump())), loaded.manifest)

    def predict(self, text: str, *, published: str | date | None = None, id: str = "a1") -> ArticleRecord:
        """Read one text.

        Args:
            text: any length; offsets of the record index it, unchanged, in code points.
            published: the day of publication, a ``date`` or ``"YYYY-MM-DD"``; without it "Monday" stays unresolved.
            id: the record's ``article.id``.

        Raises:
            InputError: the text is no string, or the date none.
        """
        return next(self.predict_many([{"id": id, "text": text, "published": published}]))

    def predict_many(self, articles: Iterable[Readable]) -> Iterator[ArticleRecord]:
        """Read a stream of any length, in input order, holding a bounded number of articles in memory.

        Texts without an id are numbered ``a1``, ``a2``, …

        Raises:
            InputError: an item is neither text, article nor mapping with a text; raised when that item is reached,
                after the records of those before it.
        """
        if isinstance(articles, str | bytes | Mapping):
            raise InputError(f"predict_many reads many articles, this is one {type(articles).__name__}; use predict")
        replaced: deque[tuple[str, ...]] = deque()

        def named() -> Iterator[Article]:
            for number, item in enumerate(articles, start=1):
                article, notes = _article(item, f"a{number}")
                replaced.append(notes)
                yield article

        for reading, notes in self._reader.read_stream(named()):
            every_note = (*replaced.popleft(), *notes)
            yield to_record(reading.article, confidence=reading.confidence, model=self.model, notes=every_note)


def _find_model(model: str | Path | None) -> Path:
    if model is None:
        for folder in (LAST_RUN, SHIPPED):
            if folder.is_dir():
                return folder
        raise ModelFolderError(
            f"no model to load: neither {LAST_RUN} nor a shipped model exists; run 'make train' (or "
            "'python scripts/train.py configs/base.yaml'), or name a model folder"
        )
    if Path(model).is_dir():
        return Path(model)
    return _from_hub(str(model))


def _from_hub(model: str) -> Path:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(model, allow_patterns=["*.json", "*.safetensors"]))
    except (HFValidationError, HfHubHTTPError, LocalEntryNotFoundError, OSError) as error:
        reason = str(error).splitlines()[0]
        raise ModelFolderError(f"model {model!r} is no folder here, and the hub does not give it ({reason})") from error


def _article(item: Readable, default_id: str) -> tuple[Article, tuple[str, ...]]:
    """An item of the stream as an article, and notes on what was replaced in its text."""
    if isinstance(item, Article):
        item = {"id": item.id, "text": item.text, "published": item.published}
    elif not isinstance(item, Mapping):
        item = {"text": item}
    if "text" not in item:
        raise InputError(f"article {default_id}: the mapping has keys {sorted(map(str, item))}, but no 'text'")
    given = item.get("id")
    name = default_id if given is None else _SURROGATES.sub("\ufffd", str(given))
    text, notes = _text(item["text"], name)
    return Article(id=name, text=text, published=_day(item.get("published"), name)), notes


def _text(value: object, name: str) -> tuple[str, tuple[str, ...]]:
    """A text, with lone surrogates, which are no characters, replaced one for one so that offsets stay."""
    if not isinstance(value, str):
        hint = "; decode bytes first, as UTF-8 for instance" if isinstance(value, bytes) else ""
        raise InputError(f"article {name}: the text is {type(value).__name__}, not str{hint}")
    text, count = _SURROGATES.subn("\ufffd", value)
    return text, (f"{count} lone surrogates were read as U+FFFD",) if count else ()


def _day(value: object, name: str) -> date | None:
    if value is None or type(value) is date:
        return value
    try:
        return date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else _no_day(value, name)
    except ValueError:
        return _no_day(value, name)


def _no_day(value: object, name: str) -> date:
    raise InputError(f"article {name}: published is {value!r}; give a date, or a string such as '2013-07-26'")


def main(arguments: list[str]) -> int:
    """``python -m casualty_ner.predict FILE``: print the record of a UTF-8 text file as JSON; exit code 2 on error."""
    if len(arguments) != 1 or arguments[0].startswith("-"):
        print(
            "usage: python -m casualty_ner.predict FILE   (more options: casualty-ner predict --help)", file=sys.stderr
        )
        return 2
    try:
        record = Predictor.from_pretrained().predict(read_text(Path(arguments[0])), id=Path(arguments[0]).stem)
    except CasualtyNerError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    print(record.model_dump_json(indent=2))
    return 0


def read_text(path: Path) -> str:
    """A text file as it is: UTF-8, line ends kept, a byte order mark at its start left out.

    Raises:
        InputError: the file cannot be read, or is not UTF-8.
    """
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise InputError(
            f"{path} is not UTF-8: byte {error.start} is {error.object[error.start]:#04x}; convert it to UTF-8 first"
        ) from error


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
