"""Names that mean something to somebody: of maps, of folders, of style sheets. Bytes, as file systems have them."""

# What ends a line has no way to be written for make and ninja.
BREAKS = [b'new\nline', b'n=1\nclean:\n\ttouch\tPWNED\nz', b'y\n::add-mask::z', b'x\nprecious.txt\n', b'cr\rname', b'crlf\r\nname']

NAMES = BREAKS + [
    b'a b', b' lead', b'trail ', b'tab\tname', b'\tlead', b'v\x0bt', b'f\x0cf', b'\x01one', b'del\x7f',
    b'e:f', b'javascript:alert(1)', b'c:', b'k|l', b'a||b', b'd$x', b'$HOME', b'${bar}', b'$(touch PWNED)', b'`touch PWNED`',
    b"it's", b'say "hi"', b'#hash', b'a#b', b'a # b', b'-dash', b'--plan', b'-', b'50%', b'%41', b'a%2Fb', b'%.o', b'back\\slash',
    b'end\\', b'a\\ b', b'a\\#b', b'a\\:b', b'a&b', b'&amp;', b'<b>', b'</script>', b']]>', b'semi;colon', b'; touch PWNED', b'star*',
    b'what?', b'[x]', b'x', b'[y', b'n=1', b'V:=1', b'paren(1)', b'a)b', b'](x)', b'caret^', b'tilde~', b'~x', b'{brace}', b'com,ma',
    b'!bang', b'*.html', b'_under_', b'define', b'include', b'export x', b'index', b'README', b'glossary', b'a-z', b'javascript%3Ax',
    b'::error file=x::y', b' ::warning::y', b'##[error]q', b'\x1b]0;owned\x07', b'\x1b[31mred', b'\xc2\x9b31m', b'\xe2\x80\xaertl',
    b'\xef\xbb\xbfbom', b'\xe2\x80\xa8ls', b'bad\xff', b'\xff\xfe', b'half\xc3', b'\xed\xa0\x80', b'\x80' * 240, b'x' * 250, b'\xc3\xa4' * 125,
    'größe 大きさ'.encode(), 'e\u0301'.encode(), b'.' * 5 + b'x', b'a.b', b'a..b',
]
# b'.....x' begins with a dot, and is passed over: a folder of maps has none of it.
HIDDEN = [name for name in NAMES if name.startswith(b'.')]
SHOWN = [name for name in NAMES if not name.startswith(b'.')]

FOLDERS = [b'sub dir', b'end ', b'end\\', b'f(1)', b'a&', b'c:', b'k|l', b'n=1', b'javascript:', b'bad\xff', b'#x', b'50%', b'-d', b'd$', b'~',
           b"it's", b'*', b'[x]', b'semi;', b'tab\t', b'assets', b'::error::']

SHEETS = [b'a b.yaml', b'n=1.yaml', b'k|l.yaml', b"it's.yaml", b'e:f.yaml', b'd$x.yaml', b'#x.yaml', b'50%.yaml', b'semi;.yaml', b'star*.yaml']

# Addresses that lead to another host or run something, as browsers read them; they stand in double quotes of YAML.
BAD_URLS = ['//host', r'/\\host', r'\\\\host', r'\\/host', r'/\t/host', r'\t//host', r'/\n/host', r'/\r/host', r' //host', r'\n//host',
            r'/\x01/host', r'\x01//host', r'\x1f/\\host', r'java\tscript:alert(1)', r'java\nscript:alert(1)', 'javascript:alert(1)',
            ' javascript:alert(1)', r'\x00javascript:alert(1)', 'JavaScript:alert(1)', 'data:text/html,x', 'vbscript:x', 'file:///etc/passwd', 'x:y',
            r'\t/\t\\\thost', r'http\t:x', 'http:x', 'https:host', r'ht\ttps://example.org', 'HTTPS://x']
GOOD_URLS = ['http://example.org', 'https://example.org/a?b#c', 'mailto:a@example.org', 'page.html', './page.html', '/page', '#part', '?q=1',
             'a/b:c', './a:b', r'dir\\file', '', r'https://a\tb']
