// Fenced blocks ```atlasc as drawings, for remark: Docusaurus, Astro, Starlight, and whatever has it.
//
//     remarkPlugins: [atlasc]                                   SVG in the page
//     remarkPlugins: [[atlasc, {write: toFolder('public/maps', '/maps/')}]]    SVG as files, which are images of Markdown
//
// In MDX, which has no HTML of its own, a drawing is an element with the SVG inside: files named .mdx are MDX, and all are
// with {mdx: true}, as in Docusaurus. Messages are those of the file, so that the tool shows them.
import {drawFence, wordsOf} from './fence.js'

/** <div className="..." dangerouslySetInnerHTML={{__html: html}}/>, as the parser of MDX has it. */
function element(html) {
  const literal = {type: 'Literal', value: html, raw: JSON.stringify(html)}
  const expression = {
    type: 'ObjectExpression',
    properties: [{type: 'Property', kind: 'init', method: false, shorthand: false, computed: false, key: {type: 'Identifier', name: '__html'}, value: literal}]
  }
  return {
    type: 'mdxJsxFlowElement', name: 'div', children: [],
    attributes: [{
      type: 'mdxJsxAttribute', name: 'dangerouslySetInnerHTML',
      value: {
        type: 'mdxJsxAttributeValueExpression', value: `{__html: ${JSON.stringify(html)}}`,
        data: {estree: {type: 'Program', sourceType: 'module', comments: [], body: [{type: 'ExpressionStatement', expression}]}}
      }
    }]
  }
}

export default function atlasc(settings = {}) {
  return (tree, file) => {
    const seen = new Map()
    const mdx = settings.mdx ?? /\.mdx$/.test(file.path ?? '')
    const stack = [tree]
    while (stack.length) {
      const parent = stack.pop()
      parent.children.forEach((node, i) => {
        if (node.children) stack.push(node)
        const words = node.type === 'code' ? wordsOf(`${node.lang ?? ''} ${node.meta ?? ''}`) : null
        if (words === null) return
        const start = node.position?.start
        const at = {path: file.path, line: start?.line, indent: start ? start.column - 1 : 0}
        const drawn = drawFence(node.value + '\n', words, at, seen, settings)
        for (const {severity, message, code, line, column, endLine, endColumn} of drawn.messages) {
          const place = endLine ? {start: {line, column}, end: {line: endLine, column: endColumn}} : {line, column}
          if (severity === 'note') file.info(message, place, `atlasc:${code}`)
          else file.message(message, place, `atlasc:${code}`)
        }
        if (drawn.image) parent.children[i] = {type: 'paragraph', children: [{type: 'image', title: null, ...drawn.image}], position: node.position}
        else if (drawn.text !== undefined) parent.children[i] = {type: 'code', lang: 'text', meta: null, value: drawn.text.replace(/\n$/, ''), position: node.position}
        else parent.children[i] = mdx ? element(drawn.html) : {type: 'html', value: drawn.html.trimEnd(), position: node.position}
      })
    }
  }
}
