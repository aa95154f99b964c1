"""What npm brings for a test: the versions in the package-lock.json of its folder, put into the build folder once."""
import hashlib
import os
import pathlib
import shutil
import subprocess

PATIENCE = 600


def packages(here, build, source):
    """The folder of node_modules; AssertionError where npm cannot bring them."""
    here = pathlib.Path(here)
    names = ('package.json', 'package-lock.json')
    stamp = hashlib.sha256(b''.join((here / name).read_bytes() for name in reversed(names))).hexdigest()
    folder = pathlib.Path(build) / f'{here.name}-test'
    done = folder / 'installed'
    if not done.exists() or done.read_text() != stamp:
        folder.mkdir(parents=True, exist_ok=True)
        done.unlink(missing_ok=True)
        for name in names:
            shutil.copy(here / name, folder / name)
        ran = subprocess.run([str(pathlib.Path(source) / 'tools/npm-ci'), str(folder)], env=dict(os.environ), stdin=subprocess.DEVNULL,
                             capture_output=True, text=True, timeout=PATIENCE)
        assert ran.returncode == 0, f'tools/npm-ci {here.name}: exit {ran.returncode}\n{ran.stdout}{ran.stderr}'
        done.write_text(stamp)
    return folder
