"""What holds for the whole suite: no network, few threads, and small models that are built once."""

import os

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["TOKENIZERS_PARALLELISM"] = "false"
os.environ.setdefault("OMP_NUM_THREADS", "1")

import ipaddress
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import small_corpus

_connect, _connect_ex, _getaddrinfo = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo


_asked: list[str] = []
"""What the test that runs asked of the network, for the case that the code under test swallows the error."""


class NetworkUsedError(AssertionError):
    """Something in the suite asked for the network. No ``OSError``: nothing that retries may take it for a fault."""


def _refuse(what: str) -> None:
    _asked.append(what)
    raise NetworkUsedError(what)


def _is_local(host: object) -> bool:
    if host in (None, "", "localhost"):
        return True
    try:
        return ipaddress.ip_address(str(host)).is_loopback
    except ValueError:
        return False


def _require_local(family: int, address: Any) -> None:
    if family in (socket.AF_INET, socket.AF_INET6) and not _is_local(address[0]):
        _refuse(f"a test connects to {address!r}")


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Any:
    """Blocks every connection and every look-up of a name but those of this machine."""

    def connect(self: socket.socket, address: Any) -> Any:
        _require_local(self.family, address)
        return _connect(self, address)

    def connect_ex(self: socket.socket, address: Any) -> Any:
        _require_local(self.family, address)
        return _connect_ex(self, address)

    def getaddrinfo(host: Any, *arguments: Any, **named: Any) -> Any:
        if not _is_local(host):
            _refuse(f"a test looks up {host!r}")
        return _getaddrinfo(host, *arguments, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", connect)
        patch.setattr(socket.socket, "connect_ex", connect_ex)
        patch.setattr(socket, "getaddrinfo", getaddrinfo)
        yield


@pytest.fixture(autouse=True)
def nothing_asked_of_the_network() -> Any:
    """Fails the test whose code asked for the network and kept silent about it."""
    _asked.clear()
    yield
    assert not _asked


@pytest.fixture(scope="session", autouse=True)
def one_thread() -> None:
    """One thread for torch, so that timings and low bits do not depend on the machine."""
    import torch

    torch.set_num_threads(1)


@pytest.fixture(scope="session")
def texts() -> list[str]:
    """The texts of the small corpus."""
    return [article.text for article in small_corpus.articles()]


@pytest.fixture(scope="session")
def tiny_tokenizer(texts: list[str]) -> Callable[[str], Any]:
    """Gives the tokenizer of an architecture, built once."""
    import tiny_models

    built: dict[str, Any] = {}

    def build(architecture: str) -> Any:
        if architecture not in built:
            built[architecture] = tiny_models.tiny_tokenizer(architecture, texts)
        return built[architecture]

    return build


@pytest.fixture(scope="session")
def tiny_folder(texts: list[str], tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Gives a model folder with random weights of an architecture, built once; not to be changed."""
    import tiny_models

    built: dict[str, Path] = {}

    def build(architecture: str) -> Path:
        if architecture not in built:
            folder = tmp_path_factory.mktemp("models") / architecture
            built[architecture] = tiny_models.save_tiny_model(architecture, folder, texts)
        return built[architecture]

    return build


@pytest.fixture(scope="session")
def planted_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model folder with the planted model; not to be changed."""
    import tiny_models

    return tiny_models.save_planted_model(tmp_path_factory.mktemp("models") / "planted")


@pytest.fixture(scope="session")
def planted(planted_folder: Path) -> Any:
    """A predictor of the planted model on the CPU."""
    from casualty_ner.predict import Predictor

    return Predictor.from_pretrained(planted_folder, device="cpu", dtype="float32")


@pytest.fixture(scope="session")
def tiny(tiny_folder: Callable[[str], Path]) -> Any:
    """A predictor with a random BERT on the CPU."""
    from casualty_ner.predict import Predictor

    return Predictor.from_pretrained(tiny_folder("bert"), device="cpu", dtype="float32")
