"""What runners share whose tests are functions: each is called with an empty folder of its own, and one that fails hides
no other."""
import os
import pathlib
import sys
import tempfile
import time
import traceback

MOST_SAID = 4000
KEPT = ('ASAN_OPTIONS', 'UBSAN_OPTIONS', 'LSAN_OPTIONS', 'LD_LIBRARY_PATH', 'PATH')


class Skipped(Exception):
    """What is needed for a test is not there."""


def environment(*more, locale='C'):
    """What a program may know of its surroundings."""
    return {name: os.environ[name] for name in (*KEPT, *more) if name in os.environ} | {'LC_ALL': locale, 'TERM': 'xterm'}


def one(test, folder, where):
    """Why a test fails, with the innermost line of its own file; None: it does not."""
    try:
        test(folder)
    except Skipped as why:
        print(f'{test.__name__}: {why}')
    except Exception as fault:
        lines = [frame.lineno for frame in traceback.extract_tb(fault.__traceback__) if frame.filename == where]
        return f'line {lines[-1] if lines else 0}: {type(fault).__name__}: {str(fault)[:MOST_SAID]}'
    return None


def main(runner, kind=pathlib.Path, unless=lambda name: None):
    """Calls the functions test_* of a runner, given as globals(), of those that are asked for by a word of their names; `kind`
    makes the folder what they take, and `unless` says why one is not called. Ends the process. ATL_TIMES=1 says how long
    each one takes."""
    wanted, faults, count = sys.argv[1:], 0, 0
    title = pathlib.Path(runner['__file__']).resolve().parent.name
    for name, test in sorted(runner.items()):
        if not name.startswith('test_') or (wanted and not any(word in name for word in wanted)):
            continue
        why = unless(name)
        if why:
            print(f'{name}: {why}')
            continue
        count += 1
        with tempfile.TemporaryDirectory(prefix=f'atlas-{title}-') as folder:
            begun = time.monotonic()
            fault = one(test, kind(folder), runner['__file__'])
            if fault:
                faults += 1
                print(f'{name}: {fault}')
            if 'ATL_TIMES' in os.environ:
                print(f'{name}: {time.monotonic() - begun:.1f} s')
    print(f'{title}: {count} tests, {faults} fail')
    sys.exit(1 if faults or not count else 0)
