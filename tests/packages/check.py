#!/usr/bin/env python3
"""Packages as those get them who have no compiler: tests/packages/check.py FOLDER (tools/release runs it; ctest does not).

The folder has what cpack made of the presets deb, rpm, static and static-png. In an empty Debian (debootstrap, as root, with
the network) the static programs draw, the one with pictures without any font; then the .deb of each part is installed by
apt-get, used, and removed. Of .rpm and archives it is looked at what they say and hold. What is not in the folder, or cannot
be tried on this machine, is said and left out.
"""
import hashlib
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile

SOURCE = pathlib.Path(__file__).resolve().parents[2]
PATIENCE = 1200
SMALL, LARGE = 1_258_291, 5 * 1024 * 1024  # bytes of a static program: 1.2 and 5 MB
SIGNATURE = b'\x89PNG\r\n\x1a\n'
MAP = 'title: T\nnodes: {a: {label: One, nodes: {b: Two, c: Three}}}\n'
faults = []


def check(what, good, seen=''):
    print(f'packages: {what}: {"good" if good else "FAILED"}')
    if not good:
        faults.append(what)
        print(str(seen)[-1500:])


def run(*command, **more):
    return subprocess.run([str(word) for word in command], capture_output=True, text=True, errors='replace', timeout=PATIENCE, **more)


def sums(folder):
    for said in sorted(folder.glob('*.sha256')):
        file = said.with_suffix('')
        check(f'checksum of {file.name}', said.read_text().split()[0] == hashlib.sha256(file.read_bytes()).hexdigest())


def archives(folder, into):
    """{name: program} of those in the folder."""
    programs = {}
    for archive in sorted(folder.glob('*-static*.tar.gz')):
        with tarfile.open(archive) as tar:
            names = [name.partition('/')[2] for name in tar.getnames()]
            tar.extractall(into, filter='data') if hasattr(tarfile, 'data_filter') else tar.extractall(into)
        wanted = {'bin/atlasc', 'share/man/man1/atlasc.1.gz', 'share/man/man5/atlasc-map.5.gz', 'share/doc/atlasc/LICENSE',
                  'share/doc/atlasc/NOTICE', 'share/doc/atlasc/licences/musl.txt'}
        check(f'{archive.name} holds all', wanted <= set(names), wanted - set(names))
        notice = next(into.glob(f'{archive.name[:-7]}/share/doc/atlasc/NOTICE')).read_text()
        check(f'{archive.name} names versions', '@' not in notice and 'libyaml 0.' in notice, notice)
        program = into / archive.name[:-7] / 'bin/atlasc'
        pictures = '-png' in archive.name
        size = program.stat().st_size
        check(f'{archive.name}: {size} bytes', size <= (LARGE if pictures else SMALL))
        check(f'{archive.name} needs no library', 'statically linked' in run('file', program).stdout or 'not a dynamic' in run('ldd', program).stderr)
        programs['static-png' if pictures else 'static'] = program
    return programs


def rpms(folder):
    files = sorted(folder.glob('*.rpm'))
    if not files or not shutil.which('rpm'):
        print('packages: no .rpm, or no rpm here: left out')
        return
    for file in files:
        about = run('rpm', '-qp', '--info', '--requires', file)
        names = run('rpm', '-qp', '-l', file).stdout.split()
        check(f'{file.name} says whose it is', re.search(r'^License +: MIT$', about.stdout, re.M) and re.search(r'^Vendor +: \S', about.stdout, re.M),
              about.stdout + about.stderr)
        check(f'{file.name} has a copyright', any(name.endswith('/copyright') for name in names), names)
        check(f'{file.name} is whole', run('rpm', '-K', '--nosignature', file).returncode == 0)
        needs = set(run('rpm', '-qp', '--requires', file).stdout.split('\n'))
        scripts = run('rpm', '-qp', '--scripts', file).stdout
        part = 'program' if file.name.startswith('atlasc-') else 'headers' if '-devel-' in file.name else 'library'
        libraries = {need.partition('.so')[0] for need in needs if '.so' in need}
        check(f'{file.name} needs what it is linked with', libraries <= {'libc', 'libm', 'libyaml-0', 'libjansson', 'libatlas', 'ld-linux-x86-64', 'ld-linux-aarch64'} and
              ('libyaml-0' in libraries) == (part != 'headers'), needs)
        check(f'{file.name} has no script but ldconfig', ('ldconfig' in scripts) == (part == 'library') and 'rm ' not in scripts, scripts)
        check(f'{file.name} has nothing outside of /usr', all(name.startswith('/usr/') for name in names), names)
        owners = set(run('rpm', '-qp', '--queryformat', '[%{FILEUSERNAME}:%{FILEGROUPNAME}\\n]', file).stdout.split())
        check(f'{file.name} is of root', owners == {'root:root'}, owners)
        if part == 'program':
            check(f'{file.name} has its manuals packed', {'/usr/share/man/man1/atlasc.1.gz', '/usr/share/man/man5/atlasc-map.5.gz'} <= set(names), names)
        else:
            check(f'{file.name} is in lib64', any(name.startswith('/usr/lib64/') for name in names), names)


def draws(where, root, program, pictures):
    """A program in the system below root."""
    def atlasc(*words):
        # chroot itself stands in /usr/sbin, and is looked for by this PATH
        return run('chroot', root, program, *words, env={'PATH': '/usr/bin:/bin:/usr/sbin', 'LC_ALL': 'C.UTF-8'})

    (root / 'tmp/m.yaml').write_text(MAP)
    done = atlasc('/tmp/m.yaml')
    check(f'{where}: text', done.returncode == 0 and '│  One  │' in done.stdout or '│ One │' in done.stdout, done)
    done = atlasc('/tmp/m.yaml', '-o', '/tmp/m.svg', '-o', '/tmp/m.json')
    check(f'{where}: SVG and JSON', done.returncode == 0 and '<svg' in (root / 'tmp/m.svg').read_text(), done)
    (root / 'tmp/maps').mkdir(exist_ok=True)
    (root / 'tmp/maps/m.yaml').write_text(MAP)
    done = atlasc('site', '/tmp/maps', '-o', '/tmp/site')
    check(f'{where}: a site', done.returncode == 0 and (root / 'tmp/site/index.html').exists(), done)
    if (root / 'usr/share/atlasc/playground').exists():
        done = atlasc('site', '/tmp/maps', '-o', '/tmp/site', '--playground')
        check(f'{where}: a site with a playground', done.returncode == 0 and (root / 'tmp/site/assets/playground/module.js').exists(), done)
    shutil.rmtree(root / 'tmp/site', ignore_errors=True)
    done = atlasc('/tmp/m.yaml', '-o', '/tmp/m.png')
    if pictures:
        check(f'{where}: PNG', done.returncode == 0 and (root / 'tmp/m.png').read_bytes().startswith(SIGNATURE), done)
        (root / 'tmp/m.png').unlink(missing_ok=True)
    else:
        check(f'{where}: says what PNG needs', done.returncode == 1 and 'error:' in done.stderr and not (root / 'tmp/m.png').exists(), done)


def installed(folder, root):
    debs = sorted(folder.glob('*.deb'))
    parts = {}
    for deb in debs:
        fields = run('dpkg-deb', '-f', deb).stdout
        check(f'{deb.name} says whose it is', re.search(r'^Maintainer: [^<\n]+( <.+@.+>)?$', fields, re.M) and 'invalid' not in fields and re.search(r'^Section: ', fields, re.M), fields)
        parts[re.search(r'^Package: (.*)$', fields, re.M).group(1)] = deb.name
        shutil.copy(deb, root / 'tmp')
    if len(debs) != 3:
        print(f'packages: {len(debs)} .deb, not 3: left out')
        return
    env = {**os.environ, 'DEBIAN_FRONTEND': 'noninteractive', 'PATH': '/usr/sbin:/usr/bin:/sbin:/bin', 'LC_ALL': 'C.UTF-8'}
    done = run('chroot', root, 'apt-get', 'install', '-y', '--no-install-recommends', f'/tmp/{parts["atlasc"]}', env=env)
    check('the program is installed', done.returncode == 0, done.stdout + done.stderr)
    draws('installed', root, 'atlasc', pictures=False)
    wanted = ('usr/share/man/man1/atlasc.1.gz', 'usr/share/man/man5/atlasc-map.5.gz', 'usr/share/doc/atlasc/copyright')
    listed = run('dpkg-deb', '-c', folder / parts['atlasc']).stdout  # an empty Debian unpacks no manuals
    check('manuals and copyright', all(name in listed for name in wanted), listed)
    done = run('chroot', root, 'dpkg', '--verify', 'atlasc', env=env)
    check('what is installed is what was packed', 'missing     /usr/bin' not in done.stdout, done.stdout)
    done = run('chroot', root, 'apt-get', 'install', '-y', '--no-install-recommends', *(f'/tmp/{name}' for name in parts.values()), env=env)
    check('the library and its headers are installed', done.returncode == 0, done.stdout + done.stderr)
    done = run('chroot', root, '/sbin/ldconfig', '-p', env=env)
    check('the loader finds the library', 'libatlas.so.0' in done.stdout, done.stdout)
    done = run('chroot', root, 'apt-get', 'remove', '-y', *parts, env=env)
    check('all is removed', done.returncode == 0 and not (root / 'usr/bin/atlasc').exists(), done.stdout + done.stderr)


def main():
    if len(sys.argv) != 2:
        sys.exit('usage: tests/packages/check.py FOLDER')
    folder = pathlib.Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory(prefix='atlas-packages-') as own:
        own = pathlib.Path(own)
        sums(folder)
        programs = archives(folder, own)
        rpms(folder)
        if os.geteuid() or not shutil.which('debootstrap'):
            print('packages: debootstrap, as root, is not to be had: nothing is installed')
        else:
            root = own / 'debian'
            done = run('debootstrap', '--variant=minbase', 'bookworm', root)
            check('an empty Debian', done.returncode == 0, done.stdout + done.stderr)
            for name, program in programs.items():
                shutil.copy(program, root / 'usr/local/bin' / name)
                draws(f'{name}, without fonts', root, name, pictures='png' in name)
            installed(folder, root)
    print(f'packages: {len(faults)} faults')
    return 1 if faults else 0


if __name__ == '__main__':
    sys.exit(main())
