# Completion of atlasc for fish.

set -l commands build watch site serve check query measure diff lsp embed boxes styles layouts views help

function __atlasc_maps --description 'Maps, and the folders on the way to them'
    set -l word (commandline -ct | string replace -r '^--[a-z-]+=' '')
    __fish_complete_path $word | string match -r '^[^\t]*(?:/|\.ya?ml)(?:\t.*)?$'
end

function __atlasc_measured --description 'Maps and drawings, and the folders on the way to them'
    set -l word (commandline -ct | string replace -r '^--[a-z-]+=' '')
    __fish_complete_path $word | string match -r '^[^\t]*(?:/|\.ya?ml|\.json)(?:\t.*)?$'
end

function __atlasc_styles --description 'Built-in styles, and sheets in files'
    atlasc styles --names 2>/dev/null
    __atlasc_maps
end

function __atlasc_views --description 'Views of the map that is on the line'
    for word in (commandline -opc)
        string match -qr '\.ya?ml$' -- $word; and atlasc views --names $word 2>/dev/null; and return
    end
end

# A map is wanted: none was given, and the last word is no option that waits for a value.
function __atlasc_wants_map
    set -l words (commandline -opc)
    for word in $words[2..]
        string match -qr '\.ya?ml$' -- $word; and return 1
    end
    return 0
end

# What a question may be about, in the maps that are on the line.
function __atlasc_names
    set -l maps
    set -l before
    for word in (commandline -opc)
        string match -q -- '--maps=*' $word; and set maps $word
        contains -- "$before" -m --maps; and set maps --maps=$word
        set before $word
    end
    atlasc query $maps names 2>/dev/null
end

complete -c atlasc -f

complete -c atlasc -n __fish_use_subcommand -a build -d 'Draw every map in a folder'
complete -c atlasc -n __fish_use_subcommand -a watch -d 'Draw anew whenever a file changes'
complete -c atlasc -n __fish_use_subcommand -a site -d 'Make a static site of the maps in a folder'
complete -c atlasc -n __fish_use_subcommand -a serve -d 'Show the site of a folder in a browser'
complete -c atlasc -n __fish_use_subcommand -a check -d 'Report the mistakes of maps'
complete -c atlasc -n __fish_use_subcommand -a query -d 'Answer questions about all maps'
complete -c atlasc -n __fish_use_subcommand -a measure -d 'Count crossings, bends and lengths'
complete -c atlasc -n __fish_use_subcommand -a diff -d 'Draw two maps as one, and mark what differs'
complete -c atlasc -n __fish_use_subcommand -a lsp -d 'Answer an editor about maps'
complete -c atlasc -n __fish_use_subcommand -a embed -d 'Keep the drawings in documents up to date'
complete -c atlasc -n __fish_use_subcommand -a boxes -d 'Find and mend drawn boxes that do not line up'
complete -c atlasc -n __fish_use_subcommand -a styles -d 'List the style sheets'
complete -c atlasc -n __fish_use_subcommand -a layouts -d 'List the layouts'
complete -c atlasc -n __fish_use_subcommand -a views -d 'List the views of a map'
complete -c atlasc -n __fish_use_subcommand -a help -d 'Explain a command'
complete -c atlasc -n "not __fish_seen_subcommand_from $commands; and __atlasc_wants_map" -k -a '(__atlasc_maps)'
complete -c atlasc -n '__fish_seen_subcommand_from build watch site serve check diff views' -k -a '(__atlasc_maps)'
complete -c atlasc -n '__fish_seen_subcommand_from measure' -k -a '(__atlasc_measured)'
complete -c atlasc -n "__fish_seen_subcommand_from help; and not __fish_seen_subcommand_from build watch site serve check query measure diff embed boxes styles layouts" -a "$commands"
complete -c atlasc -n '__fish_seen_subcommand_from lsp' -l stdio -d 'By standard input and output, as always'
complete -c atlasc -n '__fish_seen_subcommand_from styles layouts views' -l names -d 'Names alone, one a line'
complete -c atlasc -n '__fish_seen_subcommand_from help' -l agents -d 'One page for agents'
complete -c atlasc -n 'not __fish_seen_subcommand_from help' -s h -l help -d 'Show help'

set -l looks "not __fish_seen_subcommand_from site serve check query measure embed boxes lsp styles layouts views help"
set -l outputs "not __fish_seen_subcommand_from build watch site serve check query measure embed boxes lsp styles layouts views help"
set -l drawing "not __fish_seen_subcommand_from $commands"
set -l arranging "not __fish_seen_subcommand_from site serve check query embed boxes lsp styles layouts views help"
complete -c atlasc -n $outputs -s o -l output -r -F -d 'Write to this file; the suffix says what'
complete -c atlasc -n $outputs -s T -l type -x -a 'text svg png pdf html dot mermaid markdown json map.json' -d 'What to write'
complete -c atlasc -n $arranging -s l -l layout -x -a '(atlasc layouts --names 2>/dev/null)' -d 'Layout'
complete -c atlasc -n $arranging -l direction -x -a 'down right up left' -d 'Where the tree grows'
complete -c atlasc -n $arranging -l groups -x -a 'frames lines' -d 'How layered draws groups'
complete -c atlasc -n $arranging -l width -x -d 'Fit in this width: cells or px'
complete -c atlasc -n $arranging -l engine -x -a 'own auto dot' -d 'Whose layers'
complete -c atlasc -n $arranging -l fit -x -a 'tall square wide' -d 'Shape of a tree'
complete -c atlasc -n 'not __fish_seen_subcommand_from query embed boxes lsp styles layouts views help' -l style -x -k -a '(__atlasc_styles)' -d 'Style sheet: a name or a file'
complete -c atlasc -n $looks -l border -x -a 'single round heavy double ascii' -d 'Lines of boxes in text'
complete -c atlasc -n $looks -l color -x -a 'auto always never' -d 'Colours in text'
complete -c atlasc -n $looks -l links -x -a 'auto osc8 never' -d 'Hyperlinks in text'
complete -c atlasc -n $looks -l ambiguous -x -a 'narrow wide' -d 'How wide the terminal draws lines'
complete -c atlasc -n $looks -l bidi -x -a 'auto always never' -d 'Isolate right-to-left words'
complete -c atlasc -n $looks -l prefix -x -d 'Put this before each line of text'
complete -c atlasc -n $looks -l scale -x -d 'Pixels of a px in PNG'
complete -c atlasc -n $looks -l scheme -x -a 'auto light dark' -d 'Colour scheme'
complete -c atlasc -n $looks -l id-prefix -x -d 'Put this before each id in SVG'
complete -c atlasc -n $looks -l text -x -a 'auto embed paths' -d 'Letters of SVG'
complete -c atlasc -n $looks -l title -d 'Draw the title above'
complete -c atlasc -n $looks -l legend -d 'Draw a legend below'
complete -c atlasc -n "$arranging; and not __fish_seen_subcommand_from build" -l view -x -k -a '(__atlasc_views)' -d 'Draw this view of the map'
complete -c atlasc -n $arranging -l root -x -d 'Draw this node and what is below'
complete -c atlasc -n $arranging -l depth -x -d 'Draw this many levels'
complete -c atlasc -n $arranging -l only -x -d 'Keep these kinds, tags and paths'
complete -c atlasc -n $arranging -l without -x -d 'Leave out these kinds, tags and paths'
complete -c atlasc -n $arranging -l focus -x -d 'Keep these nodes'
complete -c atlasc -n $arranging -l neighbours -x -d 'Keep what is so many links away'
complete -c atlasc -n $arranging -l without-links -x -d 'Leave out links of these kinds'
complete -c atlasc -n $outputs -l pager -d 'On a terminal, show it in a pager'
complete -c atlasc -n $drawing -l dump -x -a 'map style graph order place scene vocabulary' -d 'Print what a stage made'
complete -c atlasc -n 'not __fish_seen_subcommand_from serve lsp styles layouts views help' -l format -x \
    -a 'human json gcc github' -d 'How mistakes are reported'
complete -c atlasc -n '__fish_seen_subcommand_from measure' -l cells -d 'Measure the text'
complete -c atlasc -n '__fish_seen_subcommand_from measure' -l paths -d 'In JSON, the path of every edge'
complete -c atlasc -n '__fish_seen_subcommand_from measure' -l drawing -d 'The files are drawings'
complete -c atlasc -n '__fish_seen_subcommand_from site serve' -s o -l output -x -a '(__fish_complete_directories)' -d 'Folder of the site'
complete -c atlasc -n '__fish_seen_subcommand_from site serve' -l width -x -d 'Width of the column, in px'
complete -c atlasc -n '__fish_seen_subcommand_from site' -l markdown -d 'Pages of Markdown'
complete -c atlasc -n '__fish_seen_subcommand_from site' -l playground -d 'With a page to type maps into'
complete -c atlasc -n '__fish_seen_subcommand_from site' -l playground-from -x -a '(__fish_complete_directories)' -d 'The same, built in this folder'
complete -c atlasc -n '__fish_seen_subcommand_from site serve' -s T -l type -x -a 'svg png' -d 'Drawings to take along'
complete -c atlasc -n '__fish_seen_subcommand_from check' -l allow -x -d 'Say nothing of this' \
    -a 'dangling-link dangling-see dangling-map unreachable-map orphan-node duplicate-label undefined-term long-row contrast missing-about empty-entry old-fact'
complete -c atlasc -n '__fish_seen_subcommand_from check' -l as-of -x -d 'Name what is said as of a date long before'
complete -c atlasc -n '__fish_seen_subcommand_from check' -l fresh -x -d 'So many months are not long'
set -l questions find uses used-by path orphans stats names
set -l asking '__fish_seen_subcommand_from query'
complete -c atlasc -n "$asking; and not __fish_seen_subcommand_from $questions" -a "$questions"
complete -c atlasc -n "$asking; and __fish_seen_subcommand_from uses used-by path" -a '(__atlasc_names)'
complete -c atlasc -n $asking -s m -l maps -x -k -a '(__atlasc_maps)' -d 'Folder of the maps'
complete -c atlasc -n $asking -l limit -x -d 'At most so many answers'
complete -c atlasc -n $asking -l width -x -d 'Break rows that are wider'
complete -c atlasc -n $asking -l pager -d 'On a terminal, show it in a pager'
complete -c atlasc -n $asking -l color -x -a 'auto always never' -d 'Colours'
complete -c atlasc -n $asking -l links -x -a 'auto osc8 never' -d 'Hyperlinks'
set -l differing '__fish_seen_subcommand_from diff'
complete -c atlasc -n $differing -l list -d 'What differs, as a list'
complete -c atlasc -n $differing -l check -d 'Exit status 3 when the maps differ'
complete -c atlasc -n $differing -l git -d 'The operands are those of an external diff of git'
complete -c atlasc -n $differing -l textconv -d 'One map as lines'
set -l embedding '__fish_seen_subcommand_from embed'
complete -c atlasc -n $embedding -F
complete -c atlasc -n $embedding -l check -d 'Print what would change, as a diff'
complete -c atlasc -n $embedding -s n -l dry-run -d 'Say what would be done'
complete -c atlasc -n $embedding -s q -l quiet -d 'Say nothing but what is wrong'
complete -c atlasc -n '__fish_seen_subcommand_from boxes' -F
complete -c atlasc -n '__fish_seen_subcommand_from boxes' -l check -d 'Name what is wrong'
complete -c atlasc -n '__fish_seen_subcommand_from boxes' -l fix -d 'Mend what can surely be mended'
complete -c atlasc -n '__fish_seen_subcommand_from boxes' -l adopt -d 'Make maps of the drawings'
set -l building '__fish_seen_subcommand_from build'
complete -c atlasc -n $building -s o -l output -x -a '(__fish_complete_directories)' -d 'Folder of the drawings'
complete -c atlasc -n '__fish_seen_subcommand_from watch' -s o -l output -r -F -d 'Write to this file or folder'
complete -c atlasc -n '__fish_seen_subcommand_from build watch' -s T -l type -x -a 'text svg png pdf html dot mermaid markdown json map.json' -d 'Formats'
complete -c atlasc -n '__fish_seen_subcommand_from build watch site serve' -s j -l jobs -x -d 'Processes at a time'
complete -c atlasc -n $building -s n -l dry-run -d 'Say what would be done'
complete -c atlasc -n '__fish_seen_subcommand_from build watch' -s q -l quiet -d 'Say nothing but what is wrong'
complete -c atlasc -n '__fish_seen_subcommand_from build watch' -l prune -d 'Remove drawings whose map or view is gone'
complete -c atlasc -n $building -l clean -d 'Remove what was made'
complete -c atlasc -n $building -l deps -r -F -d 'Write dependencies'
complete -c atlasc -n $building -l plan -x -a 'ninja json' -d 'Print the steps'
complete -c atlasc -n '__fish_seen_subcommand_from serve' -l port -x -d 'The port'
complete -c atlasc -n '__fish_seen_subcommand_from serve' -l host -x -a '127.0.0.1 0.0.0.0' -d 'The address'
complete -c atlasc -n $drawing -l version -d 'Show the version'
