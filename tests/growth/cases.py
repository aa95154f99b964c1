"""What a map, a sheet or a folder can repeat, n times each: one function a key, which gives the text of map.yaml, or all
files of a folder; and the commands that read it.

A key that has a limit is repeated up to it, and no further. `n` is a size, not a count: where one thing takes much more
work than others (a whole map of a folder), fewer of it are made.
"""

LAYOUTS = ("tree", "layered", "nested", "grid", "chain", "radial", "list")


def lines(count, text):
    return "".join(text.replace("%", str(i)) for i in range(count))


def nodes(count, more=""):
    return "nodes:\n" + lines(count, "  n%: x\n") + more


def one(inside):
    return "nodes:\n  a:\n    label: x\n" + inside


def listed(count, text):
    return ", ".join(text.replace("%", str(i)) for i in range(count))


# -- what is nested, and beside each other ------------------------------------------------------------------------------

def top(n):
    return nodes(n)


def siblings(n):
    return "nodes:\n  r:\n    nodes:\n" + lines(n, "      n%: x\n")


def binary(n):
    """Each node has two, down to the last level: written from paths, without recursion."""
    out, open_ = ["nodes:\n"], [(1, 0)]
    while open_:
        v, depth = open_.pop()
        out.append(f"{'  ' * (2 * depth + 1)}n{v}:{'' if 2 * v <= n else ' x'}\n")
        if 2 * v <= n:
            out.append(f"{'  ' * (2 * depth + 2)}nodes:\n")
            open_ += [(w, depth + 1) for w in (2 * v + 1, 2 * v) if w <= n]
    return "".join(out)


def deep(n):
    """Levels that nest, each with a second node; the YAML in blocks, since libyaml looks at all brackets that are open."""
    level = lambda d: f"{'  ' * d} b: x\n{'  ' * d} a:\n{'  ' * d}  nodes:\n"
    return "nodes:\n" + "".join(f" t{i}:\n  nodes:\n" + "".join(level(d) for d in range(1, 20)) + " " * 42 + "c: x\n"
                               for i in range(n // 10 + 1))  # from the first more than nine: a lint looks at rows of these


def groups(n):
    return "nodes:\n" + lines(n // 8 + 1, "  g%:\n    nodes: {a: x, b: y, c: {items: [p, q, r]}}\n")


def cards(n):
    return "nodes:\n" + lines(n // 4 + 1, "  n%: {label: A node, items: [one, {label: two, id: t}, three: why]}\n")


def items(n):
    return one("    items:\n" + lines(n, "      - one of many\n"))


def noted(n):
    return one("    items:\n" + lines(n, "      - name: and its note\n"))


# -- texts --------------------------------------------------------------------------------------------------------------

def by_bytes(n, word):
    """Labels of as many bytes as one has at most, and what is left over of n in a last one."""
    sizes = [3900] * (n // 3900) + [n % 3900] * (n % 3900 >= len(word))
    return "nodes:\n" + "".join(f"  n{i}: {word * (size // len(word))}\n" for i, size in enumerate(sizes))


def words(n):
    return by_bytes(n, "some words ")


def long_word(n):
    return by_bytes(n, "x")


def label_lines(n):
    return 'nodes:\n  a: "' + "x\\n" * min(n, 1900) + '"\n'


def many_labels(n):
    return "nodes:\n" + lines(n // 4 + 1, "  n%: {label: Several words that may be broken, note: and a longer note of some words}\n")


def wide_letters(n):
    return "nodes:\n" + lines(n // 4 + 1, "  n%: 東京 e\u0301 👩‍👩‍👧 กำ שלום %\n")


def prose(n):
    return ("title: " + "word " * (min(n, 3900) // 5) + "\nabout: " + "word " * (min(n, 99000) // 5) + "\n"
            + one("    about: " + "word " * (min(n, 99000) // 5) + "\n"))


def abouts(n):
    return "nodes:\n" + lines(n // 4 + 1, "  n%: {about: some words of it, note: a note, since: 2020, status: beta, url: 'https://example.org/%'}\n")


# -- what nodes carry ---------------------------------------------------------------------------------------------------

def facts(n):
    return one("    facts:\n" + lines(n, "      f%: text\n"))


def facts_each(n):
    return "nodes:\n" + lines(n // 4 + 1, "  n%: {facts: {a: b, c: d}}\n")


def long_fact(n):
    return one("    facts:\n      a: " + "word " * (min(n, 99000) // 5) + "\n")


def tags(n):
    return one("    tags: [" + listed(n, "t%") + "]\n")


def tags_each(n):
    return "nodes:\n" + lines(n // 4 + 1, "  n%: {tags: [a%, b]}\n") + "views:\n  v: {only: b}\n"


def see(n):
    return "nodes:\n  a: {see: [" + listed(n // 2 + 1, "n%") + "]}\n" + lines(n // 2 + 1, "  n%: x\n")


def see_each(n):
    return "nodes:\n" + lines(n // 2 + 1, "  n%: {see: n0}\n")


def unknown_kinds(n):
    return "nodes:\n" + lines(n // 2 + 1, "  n%: {kind: k%}\n")


def unknown_kind(n):
    return "nodes:\n" + lines(n // 2 + 1, "  n%: {kind: nobody}\n")


def known_kinds(n):
    return "nodes:\n" + lines(n // 2 + 1, "  n%: {kind: model}\n")


def urls(n):
    return "nodes:\n" + lines(n // 2 + 1, "  n%: {url: 'https://example.org/%'}\n")


def same_ids(n):
    return "nodes:\n" + lines(n // 4 + 1, "  n%: {nodes: {same: x}}\n") + "links:\n  - n0.same -> n1.same\n"


def ids_of_items(n):
    return one("    items:\n" + lines(n // 2 + 1, "      - {id: i%, label: x}\n"))


# -- links --------------------------------------------------------------------------------------------------------------

def path(n):
    return nodes(n // 2 + 1) + "links:\n" + "".join(f"  - n{i} -> n{i + 1}\n" for i in range(n // 2))


def pairs(n):
    count = n // 3 + 1
    return "nodes:\n" + lines(count, "  a%: x\n  b%: y\n") + "links:\n" + lines(count, "  - a% -> b%\n")


def parallel(n):
    return "nodes: {a: x, b: y}\nlinks:\n" + lines(n, "  - a -> b\n")


def parallel_labels(n):
    return "nodes: {a: x, b: y}\nlinks:\n" + lines(n, "  - a -> b: l%\n")


def parallel_both(n):
    return "nodes: {a: x, b: y}\nlinks:\n" + lines(n, "  - a <-> b\n")


def loops(n):
    return "nodes: {a: x}\nlinks:\n" + lines(n, "  - a -> a\n")


def loops_each(n):
    return nodes(n // 2 + 1) + "links:\n" + lines(n // 2 + 1, "  - n% -> n%\n")


def fan_out(n):
    return nodes(n // 2 + 1) + "links:\n" + lines(n // 2 + 1, "  - n0 -> n%\n")


def fan_in(n):
    return nodes(n // 2 + 1) + "links:\n" + lines(n // 2 + 1, "  - n% -> n0\n")


def random_links(n):
    count, out, seed = n // 2 + 2, [], 1
    for _ in range(count):
        seed = (seed * 1103515245 + 12345) % 2 ** 31
        out.append(f"  - n{seed // 7 % count} -> n{seed // 70000 % count}\n")
    return nodes(count) + "links:\n" + "".join(out)


def link_kinds(n):
    return nodes(n // 2 + 1) + "links:\n" + lines(n // 2 + 1, "  - {from: n%, to: n0, kind: k%}\n")


def outside(n):
    return nodes(n // 2 + 1) + "links:\n" + lines(n // 2 + 1, "  - n% -> other/x%\n")


def unknown_ends(n):
    return nodes(4) + "links:\n" + lines(n, "  - n1 -> nobody%\n")


# -- views, terms -------------------------------------------------------------------------------------------------------

def views(n):
    return nodes(4) + "views:\n" + lines(n, "  v%: {root: n1, title: x}\n")


def views_of_words(n):
    return "nodes:\n" + lines(n // 2 + 1, "  n%: {tags: t%}\n") + "views:\n" + lines(n // 2 + 1, "  v%: {only: t%}\n")


def view_words(n):
    return ("nodes:\n" + lines(n // 2 + 1, "  n%: {tags: [t%, all]}\n") + "views:\n  v: {only: [" + listed(n // 2 + 1, "t%")
            + "]}\n  w: {without: [" + listed(n // 2, "t%") + "]}\n")


def terms(n):
    return nodes(4) + "glossary:\n" + lines(n, "  term %: what it means\n")


def terms_used(n):
    count = n // 4 + 1
    return ("nodes:\n" + lines(count, "  n%: {about: here term % is used}\n") + "glossary:\n"
            + lines(count, "  term %: what it means\n"))


def one_term_used(n):
    return "nodes:\n" + lines(n // 4 + 1, "  n%: {about: here Term is used by Term}\n") + "glossary:\n  Term: what it means\n"


def aka(n):
    return nodes(4) + "glossary:\n  term: {text: what it means, aka: [" + listed(n, "name %") + "]}\n"


def term_see(n):
    return (nodes(n // 3 + 1) + "glossary:\n" + lines(n // 3 + 1, "  t%: {text: x, see: [n%, t0]}\n"))


# -- YAML ---------------------------------------------------------------------------------------------------------------

def comments(n):
    return lines(n, "# a line of comment\n") + nodes(3)


def flow(n):
    return "nodes: {" + listed(n, "n%: x") + "}\n"


def aliases(n):
    return "nodes:\n  a: {items: [" + listed(n // 2 + 1, "&a% x") + "]}\n  b: {items: [" + listed(n // 2 + 1, "*a%") + "]}\n"


def one_alias(n):
    return "nodes:\n  a: &a {label: x, note: y}\n" + lines(n // 2 + 1, "  n%: *a\n")


def merges(n):
    return "nodes:\n  a: &a {label: x, note: y}\n" + lines(n // 2 + 1, "  n%: {<<: *a, note: z}\n")


def escaped(n):
    # A long word would make all siblings as wide: n boxes n columns wide.
    return 'nodes:\n' + lines(n // 40 + 1, '  a%: "' + "\\u00e9 " * 20 + '"\n') + lines(n // 4 + 1, '  n%: "\\u00e9 \\x41"\n')


# -- mistakes -----------------------------------------------------------------------------------------------------------

def unknown_keys(n):
    return "nodes:\n" + lines(n // 2 + 1, "  n%: {lable: x}\n")


def same_keys(n):
    return "nodes:\n" + lines(n, "  a: x\n")


def bad_links(n):
    return nodes(2) + "links:\n" + lines(n, "  - n0 => n1\n")


def bad_terms(n):
    return nodes(2) + "glossary:\n" + lines(n // 2 + 1, "  t: x\n  T: y\n")


def bad_urls(n):
    return "nodes:\n" + lines(n // 2 + 1, "  n%: {url: 'javascript:x'}\n")


def not_yaml(n):
    return lines(n, "x: [y, z]\n") + "a: b: c\n"


# -- sheets -------------------------------------------------------------------------------------------------------------

def sheet_roles(n):
    count = n // 4 + 1
    return {"map.yaml": "style: s.yaml\nnodes:\n" + lines(count, "  n%: {kind: k%}\n"),
            "s.yaml": "extends: atlas\nroles:\n" + lines(count, '  r%: {fill: "#123"}\n') + "kinds:\n" + lines(count, "  k%: r%\n")}


def sheet_kinds(n):
    count = n // 2 + 1
    return {"map.yaml": "style: s.yaml\nnodes:\n" + lines(count, "  n%: {kind: k%}\n"),
            "s.yaml": 'extends: atlas\nroles:\n  r: {fill: "#123"}\nkinds:\n' + lines(count, "  k%: r\n")}


def sheet_faults(n):
    return {"map.yaml": "style: s.yaml\nnodes: {a: x}\n",
            "s.yaml": "extends: atlas\nroles:\n" + lines(n // 4 + 1, '  r%: {fill: red, lien: "#123"}\n') + "kinds:\n"
                      + lines(n // 4 + 1, "  k%: nobody%\n")}


# -- folders ------------------------------------------------------------------------------------------------------------

def maps(n):
    count = n // 16 + 2
    return {f"m{i}.yaml": f"title: Map {i}\nabout: of a folder\nnodes:\n  a{i}: {{label: x, see: [m{(i + 1) % count}/b], map: "
                          f"m{(i + 1) % count}.yaml}}\n  b: y\nlinks:\n  - b -> m{i // 2}/b\n" for i in range(count)}


def maps_of_one(n):
    """All refer to one, whose node has one id in all of them."""
    count = n // 16 + 2
    return {f"m{i}.yaml": f"title: Map\nnodes:\n  same: {{label: Same, see: m0/same}}\n" for i in range(count)}


def maps_of_terms(n):
    count = n // 16 + 2
    return {f"m{i}.yaml": f"nodes:\n  a: {{label: x, about: this is Term {i} and Word, see: Word}}\nglossary:\n  Term {i}: text\n"
                          + ("  Word: text\n" if not i else "") for i in range(count)}


def maps_of_faults(n):
    return {f"m{i}.yaml": f"nodes:\n  a: {{label: x, see: [nobody, m{i}/none], map: none.yaml, kind: k{i}}}\nlinks:\n  - a -> b\n"
            for i in range(n // 16 + 2)}


# -- documents and drawings in them --------------------------------------------------------------------------------------

def document_blocks(n):
    return {"tea.yaml": one(""), "document.md": lines(n // 4 + 1, "x\n\n<!-- atlasc: tea.yaml --root a -->\nold %\n<!-- /atlasc -->\n\n")}


def document_fences(n):
    return {"document.md": lines(n // 4 + 1, "```atlasc\nnodes: {a: x%}\n```\n\n```\ncode\n```\n\n")}


def document_comments(n):
    return {"document.py": lines(n, "# atlasc % draws\nx = 1  # |\n")}


def document_drawings(n):
    return {"document.txt": lines(n // 8 + 1, "┌───┐   ┌───┐\n│ a  │──▶│ b │\n└───┘   └───┘\n\n")}


def drawing_rows(n):
    return {"document.txt": "┌───┐\n" + lines(n, "│ % |\n│ a  │\n│ a │\n") + "└───┘\n"}


def drawing_columns(n):
    count = min(n, 600)  # ATL_BOXES_WIDEST, and as many strokes as are matched beside their columns
    return {"document.txt": "┌───┐ " * count + "\n" + "│ a  │" * count + "\n" + "│ b │ " * count + "\n" + "└───┘ " * count + "\n"}


# -- commands -----------------------------------------------------------------------------------------------------------

# A picture that comes out wider than a page is arranged again: a step in the costs, wherever it lies.
ROOM = ["--width", "100000"]


def commands(key, everything):
    """The commands that are counted with this key, each a list of words. Links over a tree, a chain and frames have a
    limit of their own (ATL_SEARCH_WORK), under which they may take what they like; in a list they are words."""
    made = key(8)
    document = [name for name in made if name.startswith("document.")] if isinstance(made, dict) else []
    if document:
        return [["embed", "-q", "-n", *document], ["boxes", *document]] + ([["boxes", "--fix", *document]] if everything else [])
    if isinstance(made, dict) and "map.yaml" not in made:
        return FOLDER if everything else FOLDER[:3]
    links = isinstance(made, str) and "links:" in made
    layouts = ("list",) if links else LAYOUTS
    drawn = [["map.yaml", "-T", "svg", "-l", layout, *ROOM] for layout in layouts]
    written = [["map.yaml", "-T", format, "-l", "list"] for format in ("text", "json", "dot")]
    read = [["check", "map.yaml"], ["views", "map.yaml"]]
    asked = [["check", "."], ["query", "find", "x", "-m", "."], ["query", "stats", "-m", "."],
             ["query", "orphans", "-m", "."], ["query", "names", "-m", "."], ["site", ".", "-o", "site"],
             ["site", ".", "-o", "pages", "--markdown"]]
    if not links:
        written += [["map.yaml", "-T", "text", "-l", layout] for layout in LAYOUTS if layout not in ("radial", "list")]
        read += [["map.yaml", "-T", "svg", "--depth", "1"], ["measure", "map.yaml"]]
    if key.__name__.startswith("view"):
        read += [["map.yaml", "-T", "json", "-l", "list", "--only", "t1,all"]]
    if everything:
        return drawn + written + read + asked
    if key in LOOKED_AT:
        return drawn + [["map.yaml", "-T", "text"]] + [["map.yaml", "-T", format, "-l", "list"] for format in ("text", "json")] + read
    return [["map.yaml", "-T", "svg", "-l", "list"], ["check", "."]] + ([] if links else [["map.yaml", "-T", "text"]])


FOLDER = [["check", "."], ["query", "stats", "-m", "."], ["build", ".", "-q", "-j", "1", "-T", "svg", "-n"],
          ["query", "find", "x", "-m", "."], ["query", "uses", "m0/b", "-m", "."], ["query", "orphans", "-m", "."],
          ["build", ".", "-q", "-j", "1", "-T", "svg"], ["site", ".", "-o", "site"], ["site", ".", "-o", "pages", "--markdown"]]
LOOKED_AT = (siblings, binary, groups, cards, items)  # in each layout in every run, all others in bench/growth
KEYS = [top, siblings, binary, deep, groups, cards, items, noted, words, long_word, label_lines, many_labels, wide_letters,
        prose, abouts, facts, facts_each, long_fact, tags, tags_each, see, see_each, unknown_kinds, unknown_kind, known_kinds,
        urls, same_ids, ids_of_items, path, pairs, parallel, parallel_labels, parallel_both, loops, loops_each, fan_out,
        fan_in, random_links, link_kinds, outside, unknown_ends, views, views_of_words, view_words, terms, terms_used,
        one_term_used, aka, term_see, comments, flow, aliases, one_alias, merges, escaped, unknown_keys, same_keys, bad_links,
        bad_terms, bad_urls, not_yaml, sheet_roles, sheet_kinds, sheet_faults, maps, maps_of_one, maps_of_terms,
        maps_of_faults, document_blocks, document_fences, document_comments, document_drawings, drawing_rows, drawing_columns]
