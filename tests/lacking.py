"""What programs that are built without some library cannot do: for comparisons of them with the whole one."""
import pathlib
import re


def names_icons(path):
    """Whether a map has icons from files, which are left out without expat."""
    return re.search(rb'icon: *[^ ,}]+\.svg', pathlib.Path(path).read_bytes()) is not None
