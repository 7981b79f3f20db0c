"""Puts a function in front of SQLite's writes: the default file system's tables are replaced by ones that call it.

SQLite lets a file system be wrapped for exactly this (https://www.sqlite.org/vfs.html); Python's module has no such
door, so the library beneath it is reached by ctypes.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from ctypes import CFUNCTYPE, POINTER, c_char_p, c_int, c_int64, c_void_p
from typing import Any

Before = Callable[[str], None]

_WRITE = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int, c_int64)
_TRUNCATE = CFUNCTYPE(c_int, c_void_p, c_int64)
_SYNC = CFUNCTYPE(c_int, c_void_p, c_int)
_OPEN = CFUNCTYPE(c_int, c_void_p, c_char_p, c_void_p, c_int, c_void_p)
_DELETE = CFUNCTYPE(c_int, c_void_p, c_char_p, c_int)
_OPEN_RAW = CFUNCTYPE(c_int, c_void_p, c_void_p, c_void_p, c_int, c_void_p)


class _Methods(ctypes.Structure):
    """`sqlite3_io_methods`; what is not replaced stays a plain pointer."""

    _fields_ = (
        ("version", c_int),
        ("close", c_void_p),
        ("read", c_void_p),
        ("write", c_void_p),
        ("truncate", c_void_p),
        ("sync", c_void_p),
        ("others", c_void_p * 13),
    )


class _File(ctypes.Structure):
    """`sqlite3_file`, as far as every file system has it."""

    _fields_ = (("methods", POINTER(_Methods)),)


class _Vfs(ctypes.Structure):
    """`sqlite3_vfs` up to the functions that are replaced."""

    _fields_ = (
        ("version", c_int),
        ("file_size", c_int),
        ("path_length", c_int),
        ("next", c_void_p),
        ("name", c_char_p),
        ("data", c_void_p),
        ("open", c_void_p),
        ("delete", c_void_p),
    )


_kept: list[Any] = []
"""Whatever C holds a pointer to."""


def reachable() -> bool:
    """Whether the library beneath Python's sqlite3 can be reached."""
    return _library() is not None


def _library() -> Any:
    import _sqlite3

    try:
        library = ctypes.CDLL(_sqlite3.__file__)
        library.sqlite3_vfs_find.restype = POINTER(_Vfs)
    except (AttributeError, OSError):
        return None
    return library


def instrument(before: Before) -> bool:
    """Call `before` with write, truncate, fsync or delete ahead of each; false where the library is out of reach."""
    library = _library()
    if library is None:
        return False
    vfs = library.sqlite3_vfs_find(None).contents
    tables: dict[int, Any] = {}
    open_file = _OPEN_RAW(vfs.open)
    delete_file = _DELETE(vfs.delete)

    def opened(this: Any, name: Any, file: Any, flags: int, out: Any) -> int:
        result = open_file(this, name, file, flags, out)
        found = ctypes.cast(file, POINTER(_File)).contents
        if result == 0 and found.methods:
            where = ctypes.addressof(found.methods.contents)
            if where not in tables:
                tables[where] = _watched(found.methods.contents, before)
            found.methods = ctypes.pointer(tables[where])
        return int(result)

    def deleted(this: Any, name: Any, sync: int) -> int:
        before("delete")
        return int(delete_file(this, name, sync))

    replaced = (_OPEN_RAW(opened), _DELETE(deleted))
    _kept.extend((tables, open_file, delete_file, *replaced))
    vfs.open, vfs.delete = (ctypes.cast(f, c_void_p).value for f in replaced)
    return True


def _watched(methods: _Methods, before: Before) -> _Methods:
    """Return a copy of a method table that calls `before`."""
    copy = _Methods.from_buffer_copy(methods)
    for field, label, form in (
        ("write", "write", _WRITE),
        ("truncate", "truncate", _TRUNCATE),
        ("sync", "fsync", _SYNC),
    ):
        function = _in_front(form(getattr(methods, field)), label, before)
        callback = form(function)
        _kept.append(callback)
        setattr(copy, field, ctypes.cast(callback, c_void_p).value)
    return copy


def _in_front(original: Callable[..., int], label: str, before: Before) -> Callable[..., int]:
    def function(*values: Any) -> int:
        before(label)
        return int(original(*values))

    _kept.append(original)
    return function
