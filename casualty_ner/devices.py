"""Devices and number formats: which there are, which are fast."""

import torch

from casualty_ner.errors import DeviceError


def pick_device(name: str) -> torch.device:
    """The device ``"auto"`` (a GPU where there is one), ``"cpu"``, ``"cuda"`` or ``"cuda:1"`` means.

    Raises:
        DeviceError: it is no such name, or is not there.
    """
    there = torch.cuda.device_count() if torch.cuda.is_available() else 0
    if name == "auto":
        return torch.device("cuda" if there else "cpu")
    try:
        device = torch.device(name)
    except RuntimeError:
        device = None
    if device is None or device.type not in ("cpu", "cuda"):
        raise DeviceError(f"device {name!r} is not known; allowed are 'auto', 'cpu', 'cuda' and 'cuda:0', 'cuda:1', …")
    if device.type == "cuda" and (device.index or 0) >= there:
        raise DeviceError(f"device {name!r} is not there: {there} GPUs are visible to torch; use 'auto' or 'cpu'")
    return device


def supports_bfloat16(device: str) -> bool:
    """Whether the device multiplies bfloat16 natively; elsewhere it is emulated and many times slower than float32."""
    if torch.device(device).type == "cuda":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    return bool(torch.cpu._is_amx_tile_supported())


def pick_dtype(name: str, device: torch.device) -> torch.dtype:
    """The number format ``"auto"`` (bfloat16 where it is native), ``"float32"`` or ``"bfloat16"`` means.

    Raises:
        DeviceError: it is another name.
    """
    formats = {"float32": torch.float32, "bfloat16": torch.bfloat16}
    if name == "auto":
        return torch.bfloat16 if supports_bfloat16(device.type) else torch.float32
    if name not in formats:
        raise DeviceError(f"dtype {name!r} is not known; allowed are 'auto', {', '.join(map(repr, formats))}")
    return formats[name]
