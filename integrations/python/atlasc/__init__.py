"""Maps, written in YAML, to text, SVG, PNG and more, by libatlas.

    drawing = atlasc.draw("nodes: {a: {nodes: {b: B}}}", type="svg", width=700)
    drawing.data, drawing.text, drawing.messages
"""
from __future__ import annotations

import ctypes
import ctypes.util
import json
import os
import pathlib
from dataclasses import dataclass
from typing import Optional, Sequence, Union

__all__ = ["Drawing", "MapError", "Message", "draw", "version"]

Value = Union[str, int, float, bool, None]


@dataclass(frozen=True)
class Message:
    """An error, a warning or a note. Lines and columns (code points) count from 1; None where it is of no place."""
    severity: str
    code: str
    text: str
    line: Optional[int] = None
    column: Optional[int] = None
    end_line: Optional[int] = None
    end_column: Optional[int] = None

    def __str__(self) -> str:
        where = f"{self.line}:{self.column}: " if self.line else ""
        return f"{where}{self.severity}: {self.text} [{self.code}]"


@dataclass(frozen=True)
class Drawing:
    """What was drawn, and what there was to say of it: warnings, notes, links for which there was no room."""
    data: bytes
    messages: Sequence[Message] = ()

    @property
    def text(self) -> str:
        return self.data.decode("utf-8")


class MapError(ValueError):
    """The map, or an option, is wrong: nothing was drawn."""

    def __init__(self, messages: Sequence[Message]):
        self.messages = tuple(messages)
        super().__init__("\n".join(map(str, self.messages)))


class _Result(ctypes.Structure):
    _fields_ = [("data", ctypes.c_void_p), ("size", ctypes.c_size_t), ("messages", ctypes.c_char_p)]


def _load() -> ctypes.CDLL:
    beside = pathlib.Path(__file__).with_name("libatlas.so.0")
    name = os.environ.get("ATLASC_LIBRARY") or (str(beside) if beside.exists() else "libatlas.so.0")
    library = ctypes.CDLL(name)
    library.atlas_draw.argtypes = [ctypes.c_char_p, ctypes.c_size_t, ctypes.c_char_p, ctypes.POINTER(_Result)]
    library.atlas_draw.restype = ctypes.c_int
    library.atlas_result_free.argtypes = [ctypes.POINTER(_Result)]
    library.atlas_result_free.restype = None
    library.atlas_version.restype = ctypes.c_char_p
    return library


_library: Optional[ctypes.CDLL] = None


def _atlas() -> ctypes.CDLL:
    global _library
    if _library is None:
        _library = _load()
    return _library


def version() -> str:
    """Of the library that is loaded."""
    return _atlas().atlas_version().decode()


def _word(name: str, value: Value) -> str:
    name = name.replace("_", "-")
    if value is None or value is False:
        return ""
    if value is True:
        return name
    text = str(value)
    if "\0" in text:
        raise ValueError(f"the option {name!r} has a NUL in it")
    return name + "=" + "".join("'\"'" if c == '"' else f'"{c}"' if c == "'" or c.isspace() else c for c in text)


def _messages(lines: bytes) -> list[Message]:
    found = []
    for line in filter(None, lines.decode("utf-8").split("\n")):  # and at no other breaks, which may stand in a text
        one = json.loads(line)
        found.append(Message(one["severity"], one["code"], one["message"], one.get("line"), one.get("column"),
                             one.get("endLine"), one.get("endColumn")))
    return found


def draw(map: Union[str, bytes], **options: Value) -> Drawing:  # noqa: A002 - the field's own word
    """Draws one map. Options are those of the command line, `_` for `-`; None and False are not given.

    Raises MapError where the map or an option is wrong, and MemoryError."""
    text = map.encode("utf-8") if isinstance(map, str) else bytes(map)
    words = " ".join(filter(None, [*(_word(name, value) for name, value in options.items()), "format=json"]))
    result, library = _Result(), _atlas()
    status = library.atlas_draw(text, len(text), words.encode("utf-8"), ctypes.byref(result))
    try:
        messages = _messages(result.messages or b"")
        data = ctypes.string_at(result.data, result.size) if result.data else None
    finally:
        library.atlas_result_free(ctypes.byref(result))
    if status == 4:
        raise MemoryError("libatlas is out of memory")
    if data is None:
        raise MapError(messages)
    return Drawing(data, tuple(messages))
