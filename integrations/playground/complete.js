// Completion by the schema of maps: which keys may stand where the cursor is, and which words a key takes. The place is
// found by indentation and open braces, in a text that need not be whole.

/** The schemas that a schema stands for: what it refers to, and all ways that it may take. */
function* ways(schema, root, depth = 0) {
  if (!schema || typeof schema !== 'object' || depth > 12) return
  yield schema
  const inner = [schema.$ref && root.$defs[schema.$ref.replace('#/$defs/', '')], schema.then, schema.else, schema.if,
    ...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])]
  for (const one of inner) if (one) yield* ways(one, root, depth + 1)
}

/** What the value below a path of keys may be; a number is an item of a list. */
function at(path, root) {
  let here = [root]
  for (const key of path) {
    const next = []
    for (const schema of here) {
      for (const way of ways(schema, root)) {
        if (typeof key === 'number') {
          if (way.items) next.push(way.items)
        } else if (way.properties?.[key]) next.push(way.properties[key])
        else if (typeof way.additionalProperties === 'object') next.push(way.additionalProperties)
      }
    }
    here = next
  }
  return here
}

const KEY = /^((?:- +)*)("[^"]*"|'[^']*'|[^\s:#{}[\],"'][^:#{}[\],]*?)\s*:(?=\s|$)/

/** The path of keys at the end of a text, and whether a key is asked for there, or the value of one. */
export function placeOf(before) {
  const lines = before.split('\n')
  const last = lines.pop()
  const path = []
  const depthOf = (line) => line.match(/^\s*(?:- +)*/)[0].length
  const indent = depthOf(last)
  const unquoted = (key) => key.replace(/^(["'])(.*)\1$/, '$2')
  let least = last.trim() === '' ? last.length : indent
  for (let i = lines.length - 1; i >= 0 && least > 0; i--) {
    if (!lines[i].trim() || /^\s*#/.test(lines[i])) continue
    const m = KEY.exec(lines[i].trimStart())
    const start = lines[i].length - lines[i].trimStart().length
    if (start >= least) continue
    if (/^\s*- /.test(lines[i]) && start < least) path.unshift(...(m && depthOf(lines[i]) < least ? [0, unquoted(m[2])] : [0]))
    else if (m) path.unshift(unquoted(m[2]))
    least = start
  }
  let rest = last.trimStart()
  for (let m; (m = /^- +/.exec(rest)); rest = rest.slice(m[0].length)) path.push(0)
  const own = KEY.exec(rest)
  if (!own) return {path, value: false, word: /[\w-]*$/.exec(rest)[0], alone: rest === /[\w-]*$/.exec(rest)[0]}
  path.push(unquoted(own[2]))
  rest = rest.slice(own[0].length)
  // Braces within the line: {label: Shop, kind: |
  const open = []
  let key = null, from = 0
  for (let i = 0; i < rest.length; i++) {
    if (rest[i] === '{' || rest[i] === '[') {
      open.push(key)
      if (rest[i] === '{') { if (key !== null) path.push(key) } else path.push(...(key === null ? [0] : [key, 0]))
      key = null
      from = i + 1
    } else if (rest[i] === '}' || rest[i] === ']') {
      const was = open.pop()
      if (rest[i] === ']') path.pop()
      if (was !== null && was !== undefined) path.pop()
      key = was ?? null
    } else if (rest[i] === ',') {
      key = null
      from = i + 1
    } else if (rest[i] === ':' && /\s|$/.test(rest[i + 1] ?? '') && open.length) {
      key = unquoted(rest.slice(from, i).trim())
      from = i + 1
    }
  }
  const word = /[\w-]*$/.exec(rest)[0]
  const alone = rest.slice(from).trim() === word
  if (!open.length) return {path, value: true, word, alone}
  return key === null ? {path, value: false, word, alone} : {path: [...path, key], value: true, word, alone}
}

/** What may stand at the end of a text: [{label, detail, info, apply}], or null. */
export function completionsAt(before, root) {
  const {path, value, word, alone} = placeOf(before)
  if (!alone) return null
  const found = new Map()
  for (const schema of at(path, root)) {
    for (const way of ways(schema, root)) {
      if (value) {
        for (const one of way.enum ?? []) found.set(String(one), {label: String(one), type: 'enum'})
      } else {
        for (const [key, about] of Object.entries(way.properties ?? {})) {
          if (!/^[a-z-]+$/.test(key)) continue
          const info = [...ways(about, root)].find((one) => one.description)?.description
          found.set(key, {label: key, type: 'property', info, apply: `${key}: `})
        }
      }
    }
  }
  return found.size ? {word, options: [...found.values()]} : null
}
