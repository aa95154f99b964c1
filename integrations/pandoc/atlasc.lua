-- Draws maps in documents that pandoc reads: a block of code with the class `atlasc` that holds a map, or names one.
--
--     ```atlasc                                    ```{.atlasc map="maps/hub.yaml" view="models" alt="The hub"}
--     nodes: {a: A, b: B}                          ```
--     ```
--
--     pandoc --lua-filter atlasc.lua paper.md -o paper.html
--
-- HTML and EPUB get SVG, LaTeX gets PDF, office formats get PNG, all others text. The program is `atlasc` on the PATH, or what
-- ATLASC says; names of files are from the folder in which pandoc runs.

local program = os.getenv('ATLASC') or 'atlasc'

-- Options of drawing that a block may have, each an attribute.
local options = { 'layout', 'direction', 'groups', 'view', 'root', 'depth', 'only', 'without', 'width', 'fit', 'style', 'scheme',
  'border' }

local pictures = {
  { formats = { 'latex', 'beamer', 'context' }, type = 'pdf', media = 'application/pdf' },
  { formats = { 'docx', 'odt', 'pptx', 'opendocument', 'rtf' }, type = 'png', media = 'image/png' },
  { formats = { 'epub' }, type = 'svg', media = 'image/svg+xml' },
}

local count = 0

local function draw(block, type, more)
  local args = { '-T', type, table.unpack(more or {}) }
  for _, name in ipairs(options) do
    if block.attributes[name] then
      table.insert(args, '--' .. name .. '=' .. block.attributes[name])
    end
  end
  table.insert(args, block.attributes.map or '-')
  local good, result = pcall(pandoc.pipe, program, args, block.attributes.map and '' or block.text)
  if not good then -- what was wrong is on standard error already
    io.stderr:write('atlasc.lua: block ' .. count .. ' is not drawn' .. (result.command and '' or ': ' .. tostring(result)) .. '\n')
    os.exit(1)
  end
  return result
end

local function is_format(names)
  for _, name in ipairs(names) do
    if FORMAT:match('^' .. name) then
      return true
    end
  end
  return false
end

function CodeBlock(block)
  if not block.classes:includes('atlasc') then
    return nil
  end
  count = count + 1
  if is_format({ 'html', 'slidy', 'revealjs', 's5', 'dzslides' }) then
    local svg = draw(block, 'svg', { '--id-prefix=atlas-' .. count .. '-' })
    return pandoc.Div({ pandoc.RawBlock('html', svg) }, pandoc.Attr(block.identifier, { 'atlasc' }))
  end
  for _, picture in ipairs(pictures) do
    if is_format(picture.formats) then
      local bytes = draw(block, picture.type)
      local name = 'atlasc-' .. count .. '-' .. pandoc.sha1(bytes):sub(1, 12) .. '.' .. picture.type
      pandoc.mediabag.insert(name, picture.media, bytes)
      local alt = block.attributes.alt and pandoc.Inlines(block.attributes.alt) or {}
      return pandoc.Para({ pandoc.Image(alt, name, '', pandoc.Attr(block.identifier)) })
    end
  end
  local text = draw(block, 'text'):gsub('\n$', '')
  return pandoc.CodeBlock(text)
end
