"""The npm package as tests have it: built once by the preset `wasm`, by whichever test comes first."""
import fcntl
import os
import pathlib
import shutil
import subprocess

OLDEST_NODE = 18


def lacking():
    """What the machine has not, of what the package is built and run with; '' where all is there."""
    for name in ('clang', 'wasm-ld', 'cmake', 'ninja', 'apt-get', 'node'):
        if not shutil.which(name):
            return name
    if not any(pathlib.Path(p).exists() for p in ('/usr/include/wasm32-wasi/stdio.h', '/usr/include/wasi/stdio.h')):
        return 'wasi-libc'
    resources = subprocess.run(['clang', '-print-resource-dir'], capture_output=True, text=True, check=True).stdout.strip()
    if not list(pathlib.Path(resources).glob('lib/*/libclang_rt.builtins*wasm32*')):
        return 'libclang-rt-dev-wasm32'
    version = subprocess.run(['node', '-p', 'process.versions.node'], capture_output=True, text=True, check=True).stdout
    return '' if int(version.split('.')[0]) >= OLDEST_NODE else f'node {OLDEST_NODE}'


def package(*targets):
    """The folder of the package, and more targets beside it; AssertionError where one cannot be built."""
    source = pathlib.Path(os.environ['ATL_SOURCE'])
    (source / 'build').mkdir(exist_ok=True)
    with open(source / 'build/wasm.lock', 'w', encoding='utf-8') as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for command in (['cmake', '--preset', 'wasm', '--log-level=WARNING'], ['cmake', '--build', '--preset', 'wasm', '--target', 'package_npm', *targets]):
            ran = subprocess.run(command, cwd=source, stdin=subprocess.DEVNULL, capture_output=True, text=True)
            assert ran.returncode == 0, f'{" ".join(command)}: exit {ran.returncode}\n{ran.stdout[-3000:]}{ran.stderr[-3000:]}'
    return source / 'build/wasm/npm'
