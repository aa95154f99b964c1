"""Draws maps in documents of Sphinx, in reStructuredText and, by MyST, in Markdown.

    extensions = ['atlasc_sphinx']      # conf.py; the folder of this file is on sys.path

    .. atlas:: maps/hub.yaml            ```{atlas} maps/hub.yaml
       :view: models                    :view: models
       :alt: The hub                    ```

    .. atlas::

       nodes: {a: A, b: B}

HTML and EPUB get an SVG, which follows the reader's light or dark scheme; LaTeX gets PDF; all others text. A path is from the
folder of the document, or with a slash before it from that of the sources. `atlasc_program` in conf.py says which program.
"""
import hashlib
import pathlib
import subprocess

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.errors import ExtensionError
from sphinx.util.docutils import SphinxDirective

OPTIONS = ('layout', 'direction', 'groups', 'view', 'root', 'depth', 'only', 'without', 'width', 'fit', 'style', 'scheme', 'border')


class atlas(nodes.General, nodes.Element):
    """A drawing: what it is made of, and how."""


class Atlas(SphinxDirective):
    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True
    option_spec = {name: directives.unchanged for name in OPTIONS} | {'alt': directives.unchanged}

    def run(self):
        node = atlas(options=[f'--{name}={self.options[name]}' for name in OPTIONS if name in self.options],
                     alt=self.options.get('alt', ''), text='\n'.join(self.content) + '\n', map='', where=self.get_location())
        if bool(self.arguments) == bool(self.content):
            raise self.error('atlas takes the name of a map, or a map as its content')
        if self.arguments:
            inner, path = self.env.relfn2path(self.arguments[0])
            self.env.note_dependency(inner)
            node['map'] = path
        return [node]


def draw(builder, node, kind):
    command = [builder.config.atlasc_program, '-T', kind, *node['options'], node['map'] or '-']
    try:
        done = subprocess.run(command, input=b'' if node['map'] else node['text'].encode(), capture_output=True, cwd=builder.srcdir)
    except OSError as error:
        raise ExtensionError(f'{command[0]}: {error.strerror}; atlasc_program in conf.py says where it is') from error
    if done.returncode:
        raise ExtensionError(f"{node['where']}: {done.stderr.decode('utf-8', 'replace')}")
    return done.stdout


def picture(translator, node, kind, folder):
    """The name of the picture in the folder of outputs; it is called by what is in it."""
    data = draw(translator.builder, node, kind)
    name = f'atlas-{hashlib.sha1(data).hexdigest()[:16]}.{kind}'
    path = pathlib.Path(translator.builder.outdir, folder, name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return name


def visit_html(self, node):
    name = picture(self, node, 'svg', self.builder.imagedir)
    self.body.append(self.starttag(node, 'div', CLASS='atlas'))
    self.body.append(self.emptytag(node, 'img', src=f'{self.builder.imgpath}/{name}', alt=node['alt']) + '</div>\n')
    raise nodes.SkipNode


def visit_latex(self, node):
    self.body.append('\n\\sphinxincludegraphics{' + picture(self, node, 'pdf', '') + '}\n')
    raise nodes.SkipNode


def visit_text(self, node):
    drawn = draw(self.builder, node, 'text').decode().rstrip('\n')
    self.new_state(0)
    self.add_text(drawn)
    self.end_state(wrap=False)
    raise nodes.SkipNode


def visit_man(self, node):
    lines = draw(self.builder, node, 'text').decode().rstrip('\n').replace('\\', '\\e').split('\n')
    self.body.append('\n.nf\n' + ''.join(f'\\&{line}\n' for line in lines) + '.fi\n')
    raise nodes.SkipNode


def visit_other(self, node):
    raise nodes.SkipNode


def setup(app):
    app.add_config_value('atlasc_program', 'atlasc', 'env')
    app.add_directive('atlas', Atlas)
    app.add_node(atlas, html=(visit_html, None), epub=(visit_html, None), latex=(visit_latex, None), text=(visit_text, None),
                 man=(visit_man, None), texinfo=(visit_other, None))
    return {'version': '1', 'parallel_read_safe': True, 'parallel_write_safe': True}
