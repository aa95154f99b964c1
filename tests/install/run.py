#!/usr/bin/env python3
"""Installs into an empty folder and uses what is there as a stranger would: the program, the library, pkg-config.

A program that names every function of the public header is compiled and linked with what pkg-config says, nothing else.
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

BUILD = pathlib.Path(os.environ['ATL_BUILD'])


def run(*command, **more):
    done = subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **more)
    if done.returncode:
        sys.exit(f'{" ".join(map(str, command))}: exit {done.returncode}\n{done.stdout}')
    return done.stdout


def cached(name):
    found = re.search(rf'^{name}:\w+=(.*)$', (BUILD / 'CMakeCache.txt').read_text(), re.M)
    return found.group(1) if found else ''


def use_shared(folder, libdir, functions, env):
    """Programs linked with libatlas.so by what pkg-config and CMake say draw; it shows the functions of the header alone."""
    library = folder / 'usr' / libdir / 'libatlas.so'
    shown = {line.split()[-1] for line in run('nm', '-D', '--defined-only', library).splitlines()}
    if shown != set(functions):
        sys.exit(f'libatlas.so shows {sorted(shown)}, the header {functions}')
    if 'SONAME' not in (dynamic := run('readelf', '-d', library)) or 'libatlas.so.0]' not in dynamic:
        sys.exit(f'libatlas.so has no versioned name\n{dynamic}')
    project = folder / 'project'
    project.mkdir()
    (project / 'draw.c').write_text(
        '#include <atlas.h>\n#include <stdio.h>\nint main(void) {\n  struct atlas_result result;\n'
        '  int status = atlas_draw("nodes: {a: {nodes: {b: B}}}", 27, "layout=list", &result);\n'
        '  fputs(result.data ? result.data : result.messages, stdout);\n  atlas_result_free(&result);\n  return status;\n}\n')
    (project / 'CMakeLists.txt').write_text(
        'cmake_minimum_required(VERSION 3.16)\nproject(user C)\nfind_package(atlas 0.1 REQUIRED)\n'
        'add_executable(by-cmake draw.c)\ntarget_link_libraries(by-cmake PRIVATE atlas::atlas)\n')
    run('cmake', '-S', project, '-B', project / 'build', f'-DCMAKE_PREFIX_PATH={folder}/usr')
    run('cmake', '--build', project / 'build')
    flags = run('pkg-config', '--cflags', '--libs', 'libatlas', env=env).split()
    run(cached('CMAKE_C_COMPILER'), project / 'draw.c', '-o', project / 'by-pkg-config', *flags)
    for program in (project / 'build/by-cmake', project / 'by-pkg-config'):
        said = run(program, env={**os.environ, 'LD_LIBRARY_PATH': str(library.parent)})
        if said != 'a\n└── B\n':
            sys.exit(f'{program.name} drew {said!r}')


def use_playground(folder):
    """`atlasc site --playground` finds the playground beside the program, wherever that was installed, and says where it would be."""
    program, there = folder / 'usr/bin/atlasc', folder / 'usr/share/atlasc/playground'
    (folder / 'maps').mkdir()
    (folder / 'maps/m.yaml').write_text('nodes: {a: A}\n')
    command = [program, 'site', folder / 'maps', '-o', folder / 'site']
    if subprocess.run([program, 'site', '/nonexistent'], capture_output=True).returncode == 2:
        return  # it makes no sites
    shutil.rmtree(there, ignore_errors=True)
    done = subprocess.run([*command, '--playground'], capture_output=True, text=True)
    if done.returncode != 4 or 'share/atlasc/playground' not in done.stderr or (folder / 'site').exists():
        sys.exit(f'without a playground: exit {done.returncode}, {done.stderr}')
    there.mkdir()
    for name in ('index.html', 'playground.css', 'playground.js', 'module.js', 'example.svg', 'licences.txt'):
        (there / name).write_text(name)
    run(*command, '--playground')
    if (folder / 'site/assets/playground/module.js').read_text() != 'module.js':
        sys.exit('the playground that is installed is not in the site')


def main():
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        run('cmake', '--install', BUILD, '--prefix', folder / 'usr')
        names = {path.relative_to(folder / 'usr').as_posix() for path in folder.rglob('*') if path.is_file()}
        libdir, include = cached('CMAKE_INSTALL_LIBDIR'), cached('CMAKE_INSTALL_INCLUDEDIR')
        wanted = {'bin/atlasc', f'{libdir}/libatlas.a', f'{libdir}/pkgconfig/libatlas.pc', f'{include}/atlas.h',
                  'share/man/man1/atlasc.1', 'share/man/man5/atlasc-map.5', 'share/atlasc/styles/atlas.yaml', 'share/atlasc/cmake/atlasc.cmake',
                  'share/bash-completion/completions/atlasc', 'share/zsh/site-functions/_atlasc',
                  'share/fish/vendor_completions.d/atlasc.fish', f'{cached("CMAKE_INSTALL_DOCDIR") or "share/doc/atlasc"}/LICENSE'}
        if wanted - names:
            sys.exit('not installed: ' + ' '.join(sorted(wanted - names)))

        said = run(folder / 'usr/bin/atlasc', '--version')
        use_playground(folder)
        env = {**os.environ, 'PKG_CONFIG_PATH': str(folder / 'usr' / libdir / 'pkgconfig')}
        described = folder / 'usr' / libdir / 'pkgconfig/libatlas.pc'  # says the prefix that was configured, not this one
        described.write_text(re.sub(r'^prefix=.*', f'prefix={folder}/usr', described.read_text(), flags=re.M))
        version = run('pkg-config', '--modversion', 'libatlas', env=env).strip()
        if version not in said:
            sys.exit(f'pkg-config says {version}, the program says {said}')

        header = (folder / 'usr' / include / 'atlas.h').read_text()
        code = re.sub(r'/\*.*?\*/|//[^\n]*|^\s*#[^\n]*', '', header, flags=re.S | re.M)
        functions = sorted(set(re.findall(r'\b(atl\w*)\s*\([^;{}]*\)\s*(?:__attribute__[^;]*)?;', code)))
        if not functions:
            sys.exit('atlas.h declares no function')
        user = folder / 'user.c'
        user.write_text('#include <atlas.h>\n' + 'typedef void (*function)(void);\nint main(void) {\n  function all[] = {' +
                        ', '.join(f'(function){name}' for name in functions) +
                        '};\n  volatile function seen = 0;\n  for (unsigned i = 0; i < sizeof all / sizeof *all; i++)\n' +
                        '    seen = all[i];\n  return !seen;\n}\n')
        # to compile needs no foreign package: nothing else is found where only ours is looked for
        alone = {**env, 'PKG_CONFIG_LIBDIR': env['PKG_CONFIG_PATH']}
        cflags = run('pkg-config', '--cflags', 'libatlas', env=alone).split()
        if cflags != [f'-I{folder}/usr/{include}']:
            sys.exit(f'pkg-config --cflags says {cflags}')
        run(cached('CMAKE_C_COMPILER'), '-std=c99', '-c', user, '-o', folder / 'user.o', *cflags)
        run('pkg-config', '--static', '--cflags', '--libs', 'libatlas', env=alone)
        flags = run('pkg-config', '--static', '--cflags', '--libs', 'libatlas', env=env).split()
        shared = folder / 'usr' / libdir / 'libatlas.so'
        if shared.exists():  # or it would be taken before the static one
            shared.rename(folder / 'libatlas.so')
        sanitize = [f'-fsanitize={cached("ATL_SANITIZE")}'] if cached('ATL_SANITIZE') else []
        for mode in ('c99', 'c17'):
            run(cached('CMAKE_C_COMPILER'), f'-std={mode}', '-Wall', '-Wextra', '-Werror', '-Wno-cast-function-type', user,
                '-o', folder / 'user', *flags, *sanitize)
            run(folder / 'user')
        if (folder / 'libatlas.so').is_symlink():
            (folder / 'libatlas.so').rename(shared)
            use_shared(folder, libdir, functions, env)
        print(f'{len(names)} files installed; {len(functions)} functions found by way of pkg-config')


if __name__ == '__main__':
    main()
