"""Draws maps in pages of MkDocs (1.4 or later): fences with the word atlasc.

    hooks: [atlasc_hook.py]             # mkdocs.yml

    ```atlasc                           ```atlasc maps/hub.yaml --view models
    nodes: {a: A, b: B}                 ```
    ```

Behind the word stand the name of a map, from the folder of the page, and options of drawing. The SVG is put into the page, so
it follows the reader's light or dark scheme, and its links are links of the page. The program is `atlasc` on the PATH, or what
ATLASC says.
"""
import logging
import os
import re
import shlex
import subprocess

FENCE = re.compile(r'^(?P<fence>`{3,}|~{3,})[ \t]*atlasc(?P<words>[ \t][^\n`]*)?\n(?P<map>.*?)^(?P=fence)[`~]*[ \t]*$', re.M | re.S)
log = logging.getLogger('mkdocs.hooks.atlasc')


def draw(words, text, folder, prefix):
    args = shlex.split(words or '')
    named = any(not word.startswith('-') for word in args[:1])
    command = [os.environ.get('ATLASC', 'atlasc'), '-T', 'svg', f'--id-prefix={prefix}', *args, *([] if named else ['-'])]
    return subprocess.run(command, input=text.encode(), capture_output=True, cwd=folder)


def on_page_markdown(markdown, page, **_):
    folder, count = os.path.dirname(page.file.abs_src_path), 0

    def drawn(match):
        nonlocal count
        count += 1
        done = draw(match['words'], match['map'], folder, f'atlas-{count}-')
        if done.returncode:
            log.error('%s: %s', page.file.src_path, done.stderr.decode('utf-8', 'replace'))
            return match[0]
        lines = [line for line in done.stdout.decode().split('\n') if line.strip()]  # a blank line would end the block
        return '<div class="atlasc">\n' + '\n'.join(lines) + '\n</div>'
    return FENCE.sub(drawn, markdown)
