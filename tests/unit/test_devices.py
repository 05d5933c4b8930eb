"""Devices and number formats by name."""

import pytest
import torch

from casualty_ner.devices import pick_device, pick_dtype, supports_bfloat16
from casualty_ner.errors import DeviceError


@pytest.fixture
def gpus(monkeypatch):
    """Lets torch see so many GPUs."""

    def show(count: int) -> None:
        monkeypatch.setattr(torch.cuda, "is_available", lambda: count > 0)
        monkeypatch.setattr(torch.cuda, "device_count", lambda: count)

    return show


def test_auto_is_a_gpu_where_there_is_one(gpus):
    gpus(0)
    assert pick_device("auto") == torch.device("cpu")
    gpus(2)
    assert pick_device("auto").type == "cuda"


def test_named_devices_that_are_there_are_given(gpus):
    gpus(2)
    assert pick_device("cpu") == torch.device("cpu")
    assert pick_device("cuda:1") == torch.device("cuda", 1)


@pytest.mark.parametrize(("count", "name"), [(0, "cuda"), (0, "cuda:0"), (2, "cuda:2")])
def test_a_gpu_that_is_not_there_is_told_with_how_many_are(gpus, count, name):
    gpus(count)
    with pytest.raises(DeviceError, match=rf"'{name}' is not there: {count} GPUs are visible to torch; use 'auto' or"):
        pick_device(name)


@pytest.mark.parametrize("name", ["gpu", "", "tpu", "cuda:x", "meta", "mps", "cuda:-1"])
def test_an_unknown_device_is_told_with_what_is_known(gpus, name):
    gpus(0)
    with pytest.raises(DeviceError, match="is not known; allowed are 'auto', 'cpu', 'cuda' and 'cuda:0'"):
        pick_device(name)


def test_auto_takes_bfloat16_only_where_it_is_native(monkeypatch):
    cpu = torch.device("cpu")
    for native, expected in ((True, torch.bfloat16), (False, torch.float32)):
        monkeypatch.setattr(torch.cpu, "_is_amx_tile_supported", lambda native=native: native)
        assert supports_bfloat16("cpu") is native
        assert pick_dtype("auto", cpu) == expected
        assert pick_dtype("float32", cpu) == torch.float32
        assert pick_dtype("bfloat16", cpu) == torch.bfloat16


@pytest.mark.parametrize("name", ["float16", "half", "", "fp32", "torch.float32"])
def test_an_unknown_dtype_is_told_with_what_is_known(name):
    with pytest.raises(DeviceError, match="allowed are 'auto', 'float32', 'bfloat16'"):
        pick_dtype(name, torch.device("cpu"))
