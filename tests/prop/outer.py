"""The reader of box drawings that is kept outside of the project, where there is one: a second opinion.

It is found in ATL_SHARED, tools/boxread.py; its Drawing(text).result() has boxes, edges and faults.
"""
import functools
import importlib.util
import os
import pathlib
import sys


def boxread():
    """The module, or None where it is absent."""
    shared = os.environ.get("ATL_SHARED")
    path = pathlib.Path(shared or "", "tools", "boxread.py")
    if not shared or not path.exists():
        return None
    sys.dont_write_bytecode = True
    spec = importlib.util.spec_from_file_location("boxread", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.width = functools.cache(module.width)               # it is asked for each cell
    return module
