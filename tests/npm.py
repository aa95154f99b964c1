"""What npm brings for a test, of the versions in the lock of its folder; brought once for each build."""
import hashlib
import pathlib
import shutil
import subprocess


def packages(test, build, source):
    """The folder that holds node_modules for the package.json of the folder `test`."""
    names = ('package.json', 'package-lock.json')
    stamp = hashlib.sha256(b''.join((test / name).read_bytes() for name in names)).hexdigest()
    folder = build / f'{test.name}-test'
    done = folder / 'installed'
    if not done.exists() or done.read_text() != stamp:
        folder.mkdir(parents=True, exist_ok=True)
        done.unlink(missing_ok=True)
        for name in names:
            shutil.copy(test / name, folder / name)
        subprocess.run([source / 'tools/npm-ci', folder], check=True, stdin=subprocess.DEVNULL, timeout=600)
        done.write_text(stamp)
    return folder
