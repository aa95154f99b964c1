"""Small faults that could be in C code: for each token of a file, what it may become.

A mutant is one change of one place: a comparison, an operator, a constant, a condition, what is returned, a statement that
is left out. The lexer knows comments, strings and lines of the preprocessor, and no grammar: what does not compile is no
mutant, and whoever builds them finds that out.
"""
import re
from collections import namedtuple

Token = namedtuple("Token", "kind text at line")
# `was` are the bytes from `at` on that become `now`; both have the same number of lines.
Mutant = namedtuple("Mutant", "file line kind at was now")

LEXER = re.compile(r"""(?P<skip>\s+|/\*.*?\*/|//[^\n]*|\\\n)
    |(?P<cpp>(?:(?<=\n)|\A)[ ]*\#(?:\\\n|/\*.*?\*/|[^\n])*)
    |(?P<string>(?:u8|[LuU])?"(?:\\.|[^"\\])*")
    |(?P<char>(?:[LuU])?'(?:\\.|[^'\\])*')
    |(?P<number>\.?\d(?:[eEpP][+-]|[\w.])*)
    |(?P<word>[A-Za-z_]\w*)
    |(?P<mark><<=|>>=|\.\.\.|->|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&|^]=|.)""", re.X | re.S)

RELATION = {"<": "<= >", "<=": "< >", ">": ">= <", ">=": "> <", "==": "!=", "!=": "=="}
LOGIC = {"&&": "||", "||": "&&"}
ARITHMETIC = {"+": "-", "-": "+", "*": "/", "/": "*", "%": "*", "<<": ">>", ">>": "<<", "&": "|", "|": "&", "+=": "-=",
              "-=": "+=", "*=": "=", "|=": "=", "&=": "=", "++": "--", "--": "++"}
UNARY_TOO = {"+", "-", "*", "&"}
WORDS = {"true": "false", "false": "true"}
# A statement that begins with one of these is no expression: it is left whole.
KEYWORDS = set("""if else for while do switch case default return goto sizeof struct union enum static const unsigned
    signed int char short long float double void bool typedef extern register volatile inline""".split())
TYPES = re.compile(r"\w+_t|FILE|json_t|va_list")


def tokens(text):
    """The tokens of a file, without comments and lines of the preprocessor."""
    line, found = 1, []
    for match in LEXER.finditer(text):
        if match.lastgroup not in ("skip", "cpp"):
            found.append(Token(match.lastgroup, match.group(), match.start(), line))
        line += match.group().count("\n")
    return found


def closing(toks, at):
    """The token that closes the bracket at `at`; None if there is none."""
    pairs = {"(": ")", "[": "]", "{": "}"}
    opened, depth = toks[at].text, 0
    for k in range(at, len(toks)):
        if toks[k].kind == "mark":
            depth += (toks[k].text == opened) - (toks[k].text == pairs[opened])
            if not depth:
                return k
    return None


def statement_end(toks, at):
    """The `;` that ends the expression statement at `at`; None if a brace comes first outside of parentheses."""
    depth = 0
    for k in range(at, len(toks)):
        mark = toks[k].text if toks[k].kind == "mark" else ""
        depth += (mark in ("(", "[")) - (mark in (")", "]"))
        if mark == ";" and not depth:
            return k
        if mark in ("{", "}") and not depth or depth < 0:
            return None
    return None


def is_value(token):
    """Whether an operator behind the token has two operands."""
    return token.kind in ("number", "word", "char", "string") and token.text not in ("return", "case", "sizeof") \
        or token.text in (")", "]")


def integer(text):
    match = re.fullmatch(r"(0|[1-9]\d*)([uUlL]*)", text)
    return match and (int(match[1]), match[2])


def of_file(name, text):
    """Every mutant of a file, in the order of the text."""
    toks, found, depth = tokens(text), [], 0

    def add(kind, at, end, now):
        was = text[at:end]
        now += "\n" * (was.count("\n") - now.count("\n"))
        found.append(Mutant(name, text.count("\n", 0, at) + 1, kind, at, was, now))

    for k, token in enumerate(toks):
        before = toks[k - 1] if k else Token("mark", ";", 0, 0)
        end = token.at + len(token.text)
        depth += (token.text == "{") - (token.text == "}")
        if token.kind == "mark":
            for table, kind in ((RELATION, "comparison"), (LOGIC, "logic"), (ARITHMETIC, "operator")):
                if token.text not in table or token.text in UNARY_TOO and not is_value(before):
                    continue
                for now in table[token.text].split():
                    add(kind, token.at, end, now)
            if token.text == "!" and depth:
                add("condition", token.at, end, "")
            if token.text == "?" and depth: # a choice is made the other way: ? a : b is never negated, but taken as true
                add("condition", token.at, end, "|| 1 ?")
        elif token.kind == "number":
            value = integer(token.text)
            if value:
                add("constant", token.at, end, f"{value[0] + 1}{value[1]}")
                if value[0]:
                    add("constant", token.at, end, f"{value[0] - 1}{value[1]}")
        elif token.text in WORDS:
            add("constant", token.at, end, WORDS[token.text])
        elif token.text in ("if", "while") and k + 1 < len(toks) and toks[k + 1].text == "(":
            close = closing(toks, k + 1)
            if close:
                condition = text[toks[k + 1].at:toks[close].at + 1]
                add("condition", toks[k + 1].at, toks[close].at + 1, f"(!{condition})")
        elif token.text == "return" and k + 1 < len(toks):
            last = statement_end(toks, k)
            value = toks[k + 1]
            if last and last > k + 1 and not (last == k + 2 and value.text in ("true", "false")):
                zero = last == k + 2 and value.text in ("0", "NULL")
                if not (zero and value.text == "NULL"):
                    add("return", value.at, toks[last].at, "1" if zero else "0")
        if depth and before.text in (";", "{", "}", ")", "else", ":") and token.kind == "word" or \
                depth and before.text in (";", "{", "}", ")") and token.text in ("*", "++", "--", "("):
            after = toks[k + 1] if k + 1 < len(toks) else token
            declares = token.text in KEYWORDS or after.kind == "word" or TYPES.fullmatch(token.text)
            label = after.text == ":"
            last = None if declares or label else statement_end(toks, k)
            if last and not (before.text == ")" and after.text in (")", ",")):
                add("statement", token.at, toks[last].at, "")
    return found


def apply(text, mutant):
    assert text.startswith(mutant.was, mutant.at)
    return text[:mutant.at] + mutant.now + text[mutant.at + len(mutant.was):]


def shown(text, mutant):
    """The lines of a mutant as a diff shows them: (old, new), without blanks around."""
    start = text.rfind("\n", 0, mutant.at) + 1
    stop = text.find("\n", mutant.at + len(mutant.was))
    old, new = text[start:stop], text[start:mutant.at] + mutant.now + text[mutant.at + len(mutant.was):stop]
    tidy = lambda lines: " ".join(lines.split())
    return tidy(old), tidy(new)
