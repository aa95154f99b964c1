#!/usr/bin/env python3
"""atlasc in the programs that make documents: each example is made by the real program, and what comes out has the drawing.

Where a program is not there its line says "skipped", and nothing is claimed. docs/hosts.md has a table of the hosts that are
tried here; a host that is in one of them alone, or whose word there is not what was found, is a fault.

    ATLASC=build/release/atlasc ATL_SOURCE=. tests/hosts/run.py [HOST ...]
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile

SOURCE = pathlib.Path(os.environ.get('ATL_SOURCE', pathlib.Path(__file__).resolve().parents[2])).absolute()
ATLASC = str(pathlib.Path(os.environ.get('ATLASC', SOURCE / 'build/release/atlasc')).absolute())
HOSTS = SOURCE / 'integrations'
PATIENCE = 120
MAP = 'title: Team\nnodes:\n  shop: {label: The Shop, nodes: {web: {label: Web Part}, api: API}}\nlinks: [web -> api]\n'
FENCE = '```atlasc\n' + MAP + '```\n'


class Skipped(Exception):
    pass


def need(*programs):
    for program in programs:
        if not shutil.which(program):
            raise Skipped(f'{program} is not there')


def run(folder, *command, status=0, **env):
    done = subprocess.run([str(word) for word in command], cwd=folder, capture_output=True, text=True, timeout=PATIENCE, errors='replace',
                          env={**os.environ, 'ATLASC': ATLASC, 'PATH': f'{pathlib.Path(ATLASC).parent}:{os.environ["PATH"]}', **env})
    assert done.returncode == status, f'{command}: exit {done.returncode}: {(done.stdout + done.stderr)[-600:]}'
    return done


def has(text, *words):
    for word in words:
        assert word in text, f'"{word}" is not in it: {text[-600:]}'


def has_dark(svg):
    has(svg, '<svg', 'The Shop', 'prefers-color-scheme:dark')


def document(folder, name='doc.md', text=f'# A\n\n{FENCE}\nThe end.\n'):
    (folder / 'team.yaml').write_text(MAP)
    (folder / name).write_text(text)


def pandoc(folder, to, *more):
    need('pandoc')
    document(folder)
    return run(folder, 'pandoc', '--lua-filter', HOSTS / 'pandoc/atlasc.lua', 'doc.md', '-o', f'out.{to}', *more)


def members(path):
    with zipfile.ZipFile(path) as file:
        return {name: file.read(name) for name in file.namelist()}


def pandoc_html(folder):
    pandoc(folder, 'html')
    text = (folder / 'out.html').read_text()
    has_dark(text)
    has(text, 'id="atlas-1-', 'The end.')
    (folder / 'doc.md').write_text('```{.atlasc map="team.yaml" layout=list root=web}\n```\n')
    run(folder, 'pandoc', '--lua-filter', HOSTS / 'pandoc/atlasc.lua', 'doc.md', '-o', 'out.html')
    assert 'Web Part' in (folder / 'out.html').read_text() and 'The Shop' not in (folder / 'out.html').read_text()
    (folder / 'doc.md').write_text('```atlasc\nnodes: [\n```\n')
    assert 'error' in run(folder, 'pandoc', '--lua-filter', HOSTS / 'pandoc/atlasc.lua', 'doc.md', status=1).stderr


def pandoc_plain(folder):
    pandoc(folder, 'txt', '-t', 'plain')
    has((folder / 'out.txt').read_text(), '│ The Shop  │')


def pandoc_docx(folder):
    pandoc(folder, 'docx')
    assert any(name.endswith('.png') and data.startswith(b'\x89PNG') for name, data in members(folder / 'out.docx').items())


def pandoc_odt(folder):
    pandoc(folder, 'odt')
    assert any(name.endswith('.png') and data.startswith(b'\x89PNG') for name, data in members(folder / 'out.odt').items())


def pandoc_latex(folder):
    pandoc(folder, 'tex', '--extract-media=media')
    has((folder / 'out.tex').read_text(), r'\includegraphics')
    assert next(folder.glob('media/*.pdf')).read_bytes().startswith(b'%PDF')


def sphinx(folder, builder, index, name='index.rst', extensions="'atlasc_sphinx'"):
    need('sphinx-build')
    (folder / 'maps').mkdir()
    (folder / 'maps/team.yaml').write_text(MAP)
    (folder / 'conf.py').write_text(f"import sys\nsys.path.insert(0, {str(HOSTS / 'sphinx')!r})\nproject = 'x'\n"
                                    f"extensions = [{extensions}]\natlasc_program = {ATLASC!r}\n")
    (folder / name).write_text(index)
    return run(folder, 'sphinx-build', '-q', '-b', builder, '.', 'out')


RST = 'A\n=\n\n.. atlas:: maps/team.yaml\n   :alt: The team\n\n.. atlas::\n\n   nodes: {a: Inside}\n\nThe end.\n'


def sphinx_html(folder):
    sphinx(folder, 'html', RST)
    page = (folder / 'out/index.html').read_text()
    has(page, 'alt="The team"', 'The end.')
    pictures = [(folder / 'out' / name).read_text() for name in re.findall(r'src="(_images/atlas-[^"]*\.svg)"', page)]
    assert len(pictures) == 2 and 'Inside' in pictures[1], page[-900:]
    has_dark(pictures[0])


def sphinx_text(folder):
    sphinx(folder, 'text', RST)
    has((folder / 'out/index.txt').read_text(), '│ The Shop  │', '│ Inside  │')


def sphinx_latex(folder):
    sphinx(folder, 'latex', RST)
    name = re.search(r'\\sphinxincludegraphics\{(atlas-\w+\.pdf)\}', next((folder / 'out').glob('*.tex')).read_text())[1]
    assert (folder / 'out' / name).read_bytes().startswith(b'%PDF')


def sphinx_man(folder):
    sphinx(folder, 'man', RST)  # without man_pages there is one of the whole
    has(next((folder / 'out').glob('*.1')).read_text(), '\\&│ Inside  │')


def myst(folder):
    need('sphinx-build')
    where = run(folder, 'head', '-n', '1', shutil.which('sphinx-build')).stdout.strip().removeprefix('#!').split()
    if subprocess.run([*where, '-c', 'import myst_parser'], capture_output=True).returncode:
        raise Skipped('myst-parser is not there')
    sphinx(folder, 'html', '# A\n\n```{atlas} maps/team.yaml\n:alt: The team\n```\n', 'index.md', "'atlasc_sphinx', 'myst_parser'")
    has((folder / 'out/index.html').read_text(), 'alt="The team"', 'src="_images/atlas-')


def mkdocs(folder):
    need('mkdocs')
    (folder / 'docs/sub').mkdir(parents=True)
    (folder / 'mkdocs.yml').write_text(f'site_name: x\nhooks: [{HOSTS / "mkdocs/atlasc_hook.py"}]\n')
    (folder / 'docs/index.md').write_text('# A\n')
    document(folder / 'docs/sub', 'page.md', '# A\n\n```atlasc team.yaml\n```\n\n```atlasc\nnodes: {a: Inside}\n```\n\nThe *end*.\n')
    document(folder / 'docs/sub', 'kept.md', '# B\n\n<!-- atlasc: team.yaml as=svg alt=Team -->\n<!-- /atlasc -->\n')
    run(folder, ATLASC, 'embed', 'docs/sub/kept.md')
    run(folder, 'mkdocs', 'build', '-q')
    page = (folder / 'site/sub/page/index.html').read_text()
    has_dark(page)
    has(page, 'Inside', '<em>end</em>', 'id="atlas-2-')
    picture = re.search(r'<img alt="Team" src="([^"]*)"', (folder / 'site/sub/kept/index.html').read_text())[1]
    has_dark((folder / 'site/sub/kept' / picture).read_text())


def asciidoctor(folder):
    need('asciidoctor')
    document(folder, 'doc.adoc', '= A\n\n// atlasc: team.yaml as=svg\n// /atlasc\n\n// atlasc: team.yaml --width 60\n// /atlasc\n\nThe *end*.\n')
    run(folder, ATLASC, 'embed', 'doc.adoc')
    run(folder, 'asciidoctor', 'doc.adoc')
    page = (folder / 'doc.html').read_text()
    has(page, '│ The Shop  │', '<strong>end</strong>')
    has_dark((folder / re.search(r'<img src="([^"]*team\.svg)"', page)[1]).read_text())


def libreoffice(folder):
    """Takes seconds to begin: when it is asked for."""
    if os.environ.get('ATL_HOSTS_OFFICE') != 'yes':
        raise Skipped('ATL_HOSTS_OFFICE=yes asks for it')
    need('soffice')
    document(folder)
    run(folder, ATLASC, 'team.yaml', '-o', 'team.svg')
    run(folder, 'soffice', f'-env:UserInstallation=file://{folder}/profile', '--headless', '--convert-to', 'png', 'team.svg')
    assert (folder / 'team.png').stat().st_size > 1000


def git_recipes(verb):
    """What docs/hosts.md says to give to a command of git: the word, and what stands in quotes behind it."""
    found = re.findall(rf"^    git {verb} (\S+) '([^']+)'$", (SOURCE / 'docs/hosts.md').read_text(encoding='utf-8'), re.M)
    assert found, f'docs/hosts.md has no recipe for git {verb}'
    return found


def git_diffs(folder):
    """The recipes of docs/hosts.md, on a map with a style sheet beside it, of which git hands over copies elsewhere."""
    need('git')
    git = lambda *args, **more: run(folder, 'git', '-c', 'user.name=a', '-c', 'user.email=a@example.org', *args, **more)
    document(folder)
    git('init', '-q')
    (folder / '.gitattributes').write_text('*.yaml diff=atlasc\n')
    for key, value in git_recipes('config'):
        git('config', key, value)
    (folder / 'sheet.yaml').write_text('extends: atlas\nborder: round\n')
    (folder / 'team.yaml').write_text('style: sheet.yaml\n' + MAP)
    git('add', '.'), git('commit', '-qm', 'one')
    (folder / 'team.yaml').write_text('style: sheet.yaml\n' + MAP.replace('Web Part', 'Storefront'))
    has(git('diff').stdout, 'Web Part [', '+  Storefront [')
    for revisions in [], ['HEAD']:  # the version of the index, and that of a commit, with the file
        for option, value in git_recipes('difftool'):
            done = git('difftool', '-y', option, value, *revisions)
            has(done.stdout, '~ Storefront', 'was Web Part', '\u256d')
            assert 'sheet.yaml' not in done.stderr, done.stderr
    git('commit', '-qam', 'two')
    (folder / 'team.yaml').write_text('nodes: [\n')
    git('commit', '-qam', 'three')
    log = git('log', '-p', '--', 'team.yaml').stdout
    has(log, '-  Web Part [', '+  Storefront [', '+nodes: [')
    assert log.count('commit ') == 3, log


def gofmt(folder):
    """What `--prefix` and `embed` write stays as it is; embed finds it up to date. More of it is in tests/embed."""
    need('gofmt')
    document(folder)
    text = run(folder, ATLASC, 'team.yaml', '--prefix', '//\t').stdout
    source = f'package x\n\n// F does it.\n//\n{text}func F() {{}}\n'
    (folder / 'x.go').write_text(source)
    assert run(folder, 'gofmt', 'x.go').stdout == source
    (folder / 'y.go').write_text('package x\n\n// F does it.\n// atlasc: team.yaml -l list\n// /atlasc\nfunc F() {}\n')
    run(folder, ATLASC, 'embed', 'y.go')
    source = (folder / 'y.go').read_text()
    has(source, '//\n//\tThe Shop\n//\t├── Web Part')
    run(folder, 'gofmt', '-w', 'y.go')
    assert (folder / 'y.go').read_text() == source
    run(folder, ATLASC, 'embed', '--check', 'y.go')


def clang_format(folder):
    need('clang-format')
    document(folder)
    drawn = run(folder, ATLASC, 'team.yaml', '--prefix', '// ').stdout
    source = f'// clang-format off\n{drawn}// clang-format on\nint x;\n'
    (folder / 'x.c').write_text(source)
    assert run(folder, 'clang-format', '--style=LLVM', 'x.c').stdout == source


STALE = '# A\n\n<!-- atlasc: maps/team.yaml -->\n<!-- /atlasc -->\n'
CROOKED = '\n```\n+------+\n| a   |\n+------+\n```\n'


def parsed(path):
    try:
        import yaml
    except ImportError:
        raise Skipped('PyYAML is not there')
    return yaml.safe_load((SOURCE / path).read_text(encoding='utf-8'))


def repository(folder, *files):
    """Committed by git, for those who look only at what is."""
    for name, text in files:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    for words in ('init', '-q'), ('add', '-A'), ('-c', 'user.name=a', '-c', 'user.email=a@example.org', 'commit', '-qm', 'one'):
        run(folder, 'git', *words)


def github_action(folder):
    """The shell of each step, as GitHub calls it, with inputs put in."""
    action = parsed('integrations/github/action.yml')
    assert action['runs']['using'] == 'composite' and all(step['shell'] == 'bash' for step in action['runs']['steps']), action
    (folder / 'maps').mkdir()
    (folder / 'docs').mkdir()
    (folder / 'maps/team.yaml').write_text('about: Who sells what.\n' + MAP)

    def step(status, **given):
        inputs = {**{name: entry['default'] for name, entry in action['inputs'].items()}, **given}
        said = ''
        for number, one in enumerate(action['runs']['steps']):
            text = lambda value: re.sub(r'\$\{\{ inputs\.(\w+) \}\}', lambda m: inputs[m[1]], value)
            script = folder / f'step-{number}.sh'
            script.write_text(text(one['run']))
            done = run(folder, 'bash', '--noprofile', '--norc', '-eo', 'pipefail', script, status=status,
                       **{key: text(value) for key, value in one['env'].items()})
            said += done.stdout + done.stderr
        return re.findall(r'^::\w+ (?:file=([^,]*),line=(\d+),col=\d+,)?title=([^:,]+)::', said, re.M)

    readme = folder / 'README.md'
    readme.write_text(STALE)
    found = step(1, maps='maps')
    assert found == [('README.md', '3', 'stale')], found
    run(folder, ATLASC, 'embed', 'README.md')
    assert step(0, maps='maps') == []
    (folder / 'docs/deep').mkdir()
    (folder / 'docs/deep/a.md').write_text(CROOKED)
    (folder / 'docs/b.md').write_text('Nothing.\n')
    found = step(1, documents='README.md docs/**/*.md')
    assert found == [('docs/deep/a.md', '4', 'misaligned')], found
    assert step(0, documents='README.md docs/*.md') == []
    assert step(1, documents='dogs/*.md') == [('', '', 'no-documents')]
    assert step(0, documents='') == []
    (folder / 'maps/bad.yaml').write_text('nodes: [\n')
    found = step(1, maps='maps')
    assert found and {file for file, _, _ in found} == {'maps/bad.yaml'}, found


def pre_commit(folder):
    """The hooks, from a repository that has them, on one that uses them."""
    need('git', 'bash')
    hooks = parsed('.pre-commit-hooks.yaml')
    good = {'atlasc-check': 'maps/team.yaml', 'atlasc-embed': 'README.md', 'atlasc-boxes': 'README.md'}
    bad = {'atlasc-check': ('maps/bad.yaml', 'nodes: [\n'), 'atlasc-boxes': ('crooked.md', CROOKED)}
    assert [hook['id'] for hook in hooks] == list(good), hooks
    user = folder / 'user'
    user.mkdir()
    (folder / 'hooks').mkdir()
    repository(user, ('maps/team.yaml', MAP), ('README.md', STALE))
    for hook in hooks:  # the entries alone
        assert re.search(hook.get('files', ''), good[hook['id']]), hook
        run(user, *hook['entry'].split(), good[hook['id']])
        if hook['id'] in bad:
            name, text = bad[hook['id']]
            (user / name).write_text(text)
            run(user, *hook['entry'].split(), name, status=1)
            (user / name).unlink()
    has((user / 'README.md').read_text(), '│ The Shop  │')
    need('pre-commit')
    run(user, 'git', 'checkout', '-q', '.')
    repository(folder / 'hooks', ('.pre-commit-hooks.yaml', (SOURCE / '.pre-commit-hooks.yaml').read_text()))
    call = lambda status: run(user, 'pre-commit', 'try-repo', folder / 'hooks', '--all-files', '--color', 'never', status=status,
                              PRE_COMMIT_HOME=str(folder / 'home')).stdout
    states = lambda said: re.findall(r'^([\w ]+?)\.{3,}(?:\(.*\))?(\w+)$', said, re.M)
    names = {hook['id']: hook['name'] for hook in hooks}
    want = {name: 'Passed' for name in names.values()}
    found = dict(states(call(1)))
    assert found == {**want, names['atlasc-embed']: 'Failed'}, found
    has((user / 'README.md').read_text(), '│ The Shop  │')
    run(user, 'git', 'add', '-A')
    found = dict(states(call(0)))
    assert found == want, found
    for name, text in bad.values():
        (user / name).write_text(text)
    run(user, 'git', 'add', '-A')
    found = dict(states(call(1)))
    assert found == {**want, names['atlasc-check']: 'Failed', names['atlasc-boxes']: 'Failed'}, found


TRIED = {
    'GitHub Action': github_action, 'pre-commit': pre_commit,
    'pandoc, HTML': pandoc_html, 'pandoc, plain text': pandoc_plain, 'pandoc, docx': pandoc_docx, 'pandoc, odt': pandoc_odt,
    'pandoc, LaTeX': pandoc_latex, 'Sphinx, HTML': sphinx_html, 'Sphinx, text': sphinx_text, 'Sphinx, LaTeX': sphinx_latex,
    'Sphinx, man': sphinx_man, 'MyST': myst, 'MkDocs': mkdocs, 'asciidoctor': asciidoctor, 'LibreOffice': libreoffice,
    'git': git_diffs, 'gofmt': gofmt, 'clang-format': clang_format,
}


def main():
    faults, words = 0, sys.argv[1:]
    page = (SOURCE / 'docs/hosts.md').read_text(encoding='utf-8')
    claimed = dict(re.findall(r'^\| ([^|]+?) \| (works|broken)', page, re.M))
    for name, make in TRIED.items():
        if words and not any(word in name for word in words):
            continue
        with tempfile.TemporaryDirectory(prefix='atlas-hosts-') as folder:
            try:
                make(pathlib.Path(folder))
                found = 'works'
            except Skipped as why:
                found = f'skipped: {why}'
            except (AssertionError, OSError, StopIteration, TypeError, subprocess.TimeoutExpired) as why:
                found = 'broken'
                print(f'{name}: {type(why).__name__}: {why}')
        print(f'{name}: {found}')
        if name not in claimed or (not found.startswith('skipped') and claimed[name] != found):
            print(f'{name}: docs/hosts.md says {claimed.get(name, "nothing")}')
            faults += 1
    for name in set(claimed) - set(TRIED):
        print(f'{name}: docs/hosts.md claims it, and it is not tried')
        faults += 1
    print(f'{faults} faults')
    return 1 if faults else 0


if __name__ == '__main__':
    sys.exit(main())
