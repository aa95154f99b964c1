#!/usr/bin/env python3
"""tools/needs waits for whoever holds the locks of apt and dpkg, and installs then; other faults it does not wait for.

The script is read by a shell as tools/run and tools/test read it; apt-get is a stand-in that fails as the real one does.
"""
import os
import pathlib
import subprocess
import sys
import tempfile

SOURCE = pathlib.Path(os.environ.get('ATL_SOURCE') or pathlib.Path(__file__).resolve().parents[2])
LISTS = 'E: Could not get lock /var/lib/apt/lists/lock. It is held by process 7 (apt-get)\nE: Unable to lock directory /var/lib/apt/lists/'
DPKG = 'E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 7 (dpkg)\nE: Unable to acquire the dpkg frontend lock'
BROKEN = 'E: Unable to locate package libx-dev'
CALL = '''cd "$1" || exit 9
. "$2/tools/needs"
lock_patience=$3
manager() { echo apt-get; }
missing() { [ -e installed ] || echo 'libx-dev|letters'; }
id() { echo 0; }
sleep() { :; }
need build'''
APT = '''#!/bin/sh
echo "$@" >>calls
count=$(grep -c "$(echo "$@" | grep -Eo 'update|install')" calls)
case "$*" in
*update*) [ "$count" -gt {lists} ] || {{ echo '{lists_says}' >&2; exit 100; }} ;;
*install*) [ "$count" -gt {dpkg} ] || {{ echo '{dpkg_says}' >&2; exit 100; }}; touch installed ;;
esac
'''


def need(lists=0, dpkg=0, lists_says=LISTS, dpkg_says=DPKG, patience=60):
    """Status, output and calls where the first `lists` updates and `dpkg` installations fail."""
    with tempfile.TemporaryDirectory(prefix='atlas-needs-') as folder:
        folder = pathlib.Path(folder)
        (folder / 'bin').mkdir()
        fake = folder / 'bin/apt-get'
        fake.write_text(APT.format(lists=lists, dpkg=dpkg, lists_says=lists_says, dpkg_says=dpkg_says))
        fake.chmod(0o755)
        env = {**os.environ, 'PATH': f'{folder}/bin:{os.environ["PATH"]}'}
        done = subprocess.run(['sh', '-c', CALL, 'sh', str(folder), str(SOURCE), str(patience)], env=env, capture_output=True, text=True,
                              stdin=subprocess.DEVNULL, timeout=100)
        calls = (folder / 'calls').read_text().splitlines()
        return done.returncode, done.stdout + done.stderr, calls


def main():
    faults = []

    def check(what, good, seen):
        if not good:
            faults.append(f'{what}: {seen}')

    got = need()
    check('nothing is locked', got[0] == 0 and len(got[2]) == 2 and 'waiting' not in got[1], got)
    check('dpkg is asked to wait', all('-o DPkg::Lock::Timeout=' in call for call in got[2]), got)
    got = need(lists=3)
    check('the lists are locked for a while', got[0] == 0 and len(got[2]) == 5 and got[1].count('waiting for another apt') == 1, got)
    got = need(dpkg=2)
    check('dpkg is locked for a while', got[0] == 0 and len(got[2]) == 4, got)
    got = need(lists=99, patience=0)
    check('it is locked for too long', got[0] != 0 and 'Could not get lock' in got[1] and 'The command was' in got[1], got)
    got = need(dpkg=99, dpkg_says=BROKEN)
    check('something else is wrong', got[0] != 0 and len(got[2]) == 2 and BROKEN in got[1], got)
    for fault in faults:
        print(f'needs: {fault}')
    print(f'needs: 6 cases, {len(faults)} fail')
    return 1 if faults else 0


if __name__ == '__main__':
    sys.exit(main())
