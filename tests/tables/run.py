#!/usr/bin/env python3
"""Tables that tools/ generates hold what their source says: those of Unicode what the Unicode Character Database does (Debian:
unicode-data; skipped, 77, where that is not there, or is of another version). And what they say is what libunistring says of every
code point, where that is on the machine, but for what is listed here."""
import ctypes
import ctypes.util
import importlib.machinery
import importlib.util
import os
import pathlib
import re
import subprocess
import sys

SOURCE = pathlib.Path(os.environ.get('ATL_SOURCE', pathlib.Path(__file__).resolve().parents[2]))
UNICODE = pathlib.Path('/usr/share/unicode')
MAKE = SOURCE / 'tools/make-unicode'


def is_jamo(c):
    return 0xd7b0 <= c <= 0xd7fb


def compare(make, library):
    """Code points of which libunistring says something else, but for the reasons that we know."""
    categories = make.table(UNICODE / 'extracted/DerivedGeneralCategory.txt', 'Cn')
    combining = make.table(UNICODE / 'extracted/DerivedCombiningClass.txt', '0')
    ages = make.table(UNICODE / 'DerivedAge.txt', 'NA')
    holders = make.members(UNICODE / 'PropList.txt', 'Prepended_Concatenation_Mark')
    names = list(make.classes('ATL_GCB'))
    theirs = ['OTHER', 'CR', 'LF', 'CONTROL', 'EXTEND', 'PREPEND', 'SPACINGMARK', 'L', 'V', 'T', 'LV', 'LVT', 'REGIONAL_INDICATOR', 'ZWJ']
    of = ctypes.c_int.in_dll(library, '_libunistring_version').value
    known = (15, 0) if of >= 0x010100 else (14, 0)
    found = []
    for c, (gcb, _, cells, pictograph, _, _) in enumerate(make.properties(UNICODE)):
        if 0xd800 <= c <= 0xdfff or c == 0:
            continue
        category = categories[c]
        newer = ages[c][0].isdigit() and tuple(map(int, ages[c].split('.'))) > known
        if not newer and theirs[library.uc_graphemeclusterbreak_property(c)] != names[gcb]:
            found.append((c, 'cluster'))
        if not newer and library.uc_is_property_extended_pictographic(c) != pictograph:
            found.append((c, 'pictograph'))
        width = library.uc_width(c, b'UTF-8')
        if width == cells or newer or category == 'Cn':  # what is assigned to nothing is wide in blocks of CJK, there
            continue
        if width < 0 and category == 'Cc':             # not printable
            continue
        if c in holders or c == 0xad or is_jamo(c) or 0x1f1e6 <= c <= 0x1f1ff:
            continue
        if category in ('Mn', 'Me', 'Cf') and cells == 0:  # its list of marks is older than its other tables
            continue
        if category == 'Mc' and combining[c] != '0' and cells == 0:  # viramas and the like
            continue
        if category in ('Zl', 'Zp'):
            continue
        found.append((c, f'{width} cells, not {cells}'))
    return found


def main():
    if not (UNICODE / 'LineBreak.txt').exists():
        print('the Unicode Character Database is not there (unicode-data)')
        sys.exit(77)
    sys.dont_write_bytecode = True
    loader = importlib.machinery.SourceFileLoader('make_unicode', str(MAKE))
    make = importlib.util.module_from_spec(importlib.util.spec_from_loader('make_unicode', loader))
    loader.exec_module(make)
    made_of = re.search(r'Unicode ([0-9.]+[0-9])', (SOURCE / 'src/base/unicode.c').read_text())[1]
    here = make.version(UNICODE)
    if made_of != here:
        print(f'this machine has Unicode {here}, the table {made_of}')
        sys.exit(77)
    subprocess.run([sys.executable, MAKE, '--check', UNICODE], check=True)
    name = ctypes.util.find_library('unistring')
    if not name:
        print('libunistring is not there to compare with')
        return
    library = ctypes.CDLL(name)
    for function in ('uc_graphemeclusterbreak_property', 'uc_is_property_extended_pictographic'):
        getattr(library, function).argtypes = [ctypes.c_uint32]
    library.uc_is_property_extended_pictographic.restype = ctypes.c_bool
    library.uc_width.argtypes = [ctypes.c_uint32, ctypes.c_char_p]
    found = compare(make, library)
    for c, what in found[:40]:
        print(f'U+{c:04X}: {what}')
    if found:
        sys.exit(f'libunistring says something else of {len(found)} code points')


if __name__ == '__main__':
    main()
