#!/usr/bin/env python3
"""The package for Python over libatlas.so: the same bytes as the program for every map of the project, in text, SVG and JSON.

Skips, saying so, where the build has no libatlas.so, as with sanitizers.
"""
import os
import pathlib
import subprocess
import sys
import threading

SOURCE = pathlib.Path(os.environ.get("ATL_SOURCE", pathlib.Path(__file__).resolve().parents[2]))
BUILD = pathlib.Path(os.environ.get("ATL_BUILD", SOURCE / "build/release"))
ATLASC = os.environ.get("ATLASC", str(BUILD / "atlasc"))
SKIPPED = 77


def test_same_bytes(atlasc):
    count = 0
    for path in sorted([*SOURCE.glob("maps/**/*.yaml"), *SOURCE.glob("examples/*.yaml")]):
        if path.name.endswith((".kinds.yaml", ".style.yaml")):
            continue
        for kind in ("text", "svg", "json"):
            said = subprocess.run([ATLASC, str(path), "-T", kind, "-o", "-"], capture_output=True,
                                  env={**os.environ, "LC_ALL": "C.UTF-8"})
            drawn = atlasc.draw(path.read_bytes(), type=kind, folder=str(path.parent))
            assert said.returncode == 0 and drawn.data == said.stdout, f"{path}, {kind}: not the same bytes"
            count += 1
    assert count > 60, count
    return f"{count} drawings"


def test_messages_have_places(atlasc):
    try:
        atlasc.draw("nodes:\n  b\u00e4: {lable: B}\n")
        raise AssertionError("no error")
    except atlasc.MapError as error:
        (one,) = error.messages
    assert (one.severity, one.code, one.line, one.column, one.end_column) == ("error", "unknown-key", 2, 8, 13), one
    assert str(one).startswith("2:8: error: "), str(one)
    try:
        atlasc.draw("nodes: {a: A}", root="x\u2028y")
        raise AssertionError("no error")
    except atlasc.MapError as error:
        assert len(error.messages) == 1, error
    assert any(m.severity == "warning" for m in atlasc.draw("nodes: {a: {kind: nosuch}}").messages)


def test_options_are_quoted(atlasc):
    try:
        atlasc.draw("nodes: {a: A}", root="it's \"this\" one")
        raise AssertionError("no error")
    except atlasc.MapError as error:
        assert "it's \"this\" one" in error.messages[0].text, error
    drawn = atlasc.draw("title: T\nnodes: {a: A}", type="svg", id_prefix="p-", title=True, legend=False, width=None).text
    assert "id=\"p-" in drawn and ">T</text>" in drawn, drawn


def test_threads(atlasc):
    text = (SOURCE / "maps/hub.yaml").read_bytes()
    wanted, wrong = atlasc.draw(text, type="svg").data, []

    def work():
        for _ in range(40):
            if atlasc.draw(text, type="svg").data != wanted:
                wrong.append(1)
    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong, f"{len(wrong)} drawings differ"


def main():
    library = BUILD / "libatlas.so"
    if not library.exists():
        print("python: this build has no libatlas.so: skipped")
        return SKIPPED
    os.environ["ATLASC_LIBRARY"] = str(library)
    sys.path.insert(0, str(SOURCE / "integrations/python"))
    sys.dont_write_bytecode = True
    import atlasc
    assert atlasc.version() in subprocess.run([ATLASC, "--version"], capture_output=True, text=True).stdout
    failed = 0
    for name, test in list(globals().items()):
        if name.startswith("test_"):
            try:
                print(f"{name}: {test(atlasc) or 'good'}")
            except AssertionError as fault:
                failed += 1
                print(f"{name}: FAILED: {fault}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
