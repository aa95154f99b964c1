#!/usr/bin/env python3
"""Pictures without a page: what is not drawn is seen through, and all else is as with one.

The maps of examples/ are drawn as PNG by a sheet that says `page: none`, light and dark, and by one whose page has the
colour that is behind; laid over white, the first is the second but for what the merging of colours may change. Its
corner has no alpha, and the SVG has no ground, neither as an element nor in its dark rules.

    ATLASC=build/release/atlasc ATL_SOURCE=. tests/clear/run.py
"""
import os
import pathlib
import subprocess
import sys
import tempfile

SOURCE = pathlib.Path(os.environ.get('ATL_SOURCE', pathlib.Path(__file__).resolve().parents[2])).absolute()
ATLASC = pathlib.Path(os.environ['ATLASC']).absolute()
sys.path.insert(0, str(SOURCE / 'tests/prop'))
sys.dont_write_bytecode = True
import picture                                                 # noqa: E402

MERGED = 3 * 16                                                # of 255: twice the last tolerance of png_file.c, for a colour and
                                                               # its alpha, and once for the picture it is held against
FEW = 1e-4                                                     # of the pixels: those that are more than one tolerance off
SHEETS = {'none': 'page: none', 'white': 'page: ["#ffffff", "#ffffff"]'}


def draw(folder, the_map, sheet, *args):
    done = subprocess.run([ATLASC, the_map, '--style', f'./{sheet}.yaml', *args], cwd=folder, capture_output=True, timeout=100)
    if done.returncode and b'png-unavailable' in done.stderr + b' ' and b'PNG needs' in done.stderr:
        print('PNG cannot be drawn here')
        sys.exit(77)
    return done.stdout


def main():
    failed = 0
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for sheet, page in SHEETS.items():
            (folder / f'{sheet}.yaml').write_text(f'extends: atlas\n{page}\n', encoding='utf-8')
        maps = sorted((SOURCE / 'examples').glob('*.yaml'))
        for the_map in maps:
            faults = []
            drawn = {sheet: draw(folder, the_map, sheet, '-T', 'png') for sheet in SHEETS}
            if b'tRNS' not in drawn['none'] or b'tRNS' in drawn['white']:
                faults.append('alpha is not where it should be')
            one, two = (picture.decode(drawn[sheet]) for sheet in SHEETS)
            if (one.width, one.height) != (two.width, two.height):
                faults.append('the sizes differ')
            off = [abs(a - b) for x, y in zip(one.grey, two.grey) if x != y for a, b in zip(x, y)]
            far = sum(by > MERGED // 3 for by in off) / (one.width * one.height)
            if max(off, default=0) > MERGED or far > FEW:
                faults.append(f'over white, a pixel is {max(off)} off, and {far:.2%} of them far')
            svg = draw(folder, the_map, 'none', '-T', 'svg').decode()
            if 'atl-page' in svg or 'width="100%"' in svg:
                faults.append('the SVG has a ground')
            failed += bool(faults)
            for fault in faults:
                print(f'{the_map.name}: {fault}')
    print(f'clear: {len(maps)} maps, {failed} fail')
    sys.exit(1 if failed else 0)


if __name__ == '__main__':
    main()
