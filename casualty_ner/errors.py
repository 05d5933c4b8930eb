"""Every error that casualty_ner raises on purpose.

::

    CasualtyNerError
    ├── InputError          a text, date or option handed to the package cannot be used
    ├── MarkupError         an article in inline markup does not compile (line and column)
    ├── FormatError         a file of another annotation format cannot be read
    ├── CorpusError         stored articles are malformed or contradict the schema
    ├── ConfigError         a YAML config is unreadable, or has unknown or wrong keys
    ├── EncoderError        an encoder cannot be found, or is not the file it claims to be
    ├── ModelFolderError    a saved model is incomplete, damaged, or of another schema
    ├── RunFolderError      a run folder holds another run, or nothing that can be resumed
    ├── TrainingError       training cannot go on (a loss that is not a number)
    └── DeviceError         the device asked for is not there

A message says where, what is wrong (the value), what is allowed, and what to do.
"""

from pathlib import Path


class CasualtyNerError(Exception):
    """Base of all errors raised by the package; catch this to catch them all."""


class InputError(CasualtyNerError):
    """A text, date or option handed to the package cannot be used."""


class MarkupError(CasualtyNerError):
    """An article in inline markup does not compile.

    Attributes:
        file: the file, or None when the markup did not come from one.
        line: 1-based line of the fault.
        column: 1-based column of the fault, in code points.
    """

    def __init__(self, message: str, *, line: int, column: int, file: Path | None = None) -> None:
        self.file, self.line, self.column, self.reason = file, line, column, message
        super().__init__(f"{file or '<markup>'}:{line}:{column}: {message}")


class FormatError(CasualtyNerError):
    """A file of another annotation format cannot be read."""


class CorpusError(CasualtyNerError):
    """Stored articles are malformed or contradict the schema.

    Attributes:
        line: 1-based line of the fault where a whole file cannot be read, else None.
    """

    def __init__(self, message: str, *, line: int | None = None) -> None:
        self.line = line
        super().__init__(message)


class ConfigError(CasualtyNerError):
    """A YAML config is unreadable, or has unknown or wrong keys."""


class EncoderError(CasualtyNerError):
    """An encoder cannot be found, or is not the file it claims to be."""


class ModelFolderError(CasualtyNerError):
    """A saved model is incomplete, damaged, or of another schema."""


class RunFolderError(CasualtyNerError):
    """A run folder holds another run, or nothing that can be resumed."""


class TrainingError(CasualtyNerError):
    """Training cannot go on, for instance because the loss is not a number."""


class DeviceError(CasualtyNerError):
    """The device asked for is not there."""
