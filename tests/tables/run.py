#!/usr/bin/env python3
"""Tables that tools/ generates hold what their source says. The source here is Python's copy of the Unicode tables, so
this is skipped (77) where that is of another version than the table."""
import os
import pathlib
import re
import subprocess
import sys
import unicodedata

SOURCE = pathlib.Path(os.environ.get('ATL_SOURCE', pathlib.Path(__file__).resolve().parents[2]))

made_of = re.search(r'Unicode ([0-9]+[.][0-9]+[.][0-9]+)', (SOURCE / 'src/text/ambiguous.c').read_text())[1]
if made_of != unicodedata.unidata_version:
    print(f'this Python has Unicode {unicodedata.unidata_version}, the table {made_of}')
    sys.exit(77)
sys.exit(subprocess.run([sys.executable, SOURCE / 'tools/make-ambiguous', '--check']).returncode)
