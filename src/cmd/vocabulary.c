/* The rows of the vocabulary, and what is asked of them. Help texts stand here and nowhere else. */
#include "cmd/vocabulary.h"

#include "base/diag.h"
#include "cmd/compile.h"
#include "index/lint.h"
#include "map/check.h"
#include "read/sheets.h"

#include <stdio.h>
#include <string.h>

#define STATUS_OF_DRAWING  "0 done, 1 the input has errors, 2 usage, 4 the system refused."
#define STATUS_OF_A_FOLDER "0 done, 1 a map has errors, 2 usage, 4 the system refused."

const struct atl_command atl_commands[] = {
    {.name = "",
     .run = atl_command_compile,
     .bit = ATL_OF_COMPILE,
     .about = "compiles a map, written in YAML, to text, SVG and PNG",
     .examples = "  atlasc team.yaml                        print it as text\n"
                 "  atlasc team.yaml -o team.svg            write SVG; the suffix says what\n"
                 "  atlasc team.yaml -o t.svg -o t.png      several at once\n"
                 "  atlasc team.yaml -l list                as an indented list\n"
                 "  atlasc team.yaml --root api --depth 2   a part of it\n"
                 "  atlasc team.yaml --without test         all but what has this kind or tag\n"
                 "  atlasc build maps -o out                every map and view of a folder, what is out of date\n"
                 "  atlasc watch team.yaml                  the same again whenever it changes\n"
                 "  atlasc site maps -o www                 a static site of them, with entries and search\n"
                 "  atlasc check maps                       what is wrong, without drawing\n"
                 "  atlasc query find WORD                  where it stands in all maps; what uses what\n"
                 "  atlasc measure team.yaml                crossings, bends and lengths of the drawing\n"
                 "  atlasc embed README.md                  keep the drawings in a document up to date\n"
                 "  atlasc boxes README.md                  what of the boxes drawn by hand does not line up\n",
     .usage = "[OPTION]... FILE            FILE '-' is standard input",
     .status = STATUS_OF_DRAWING},
    {.name = "build",
     .run = atl_command_build,
     .bit = ATL_OF_BUILD,
     .about = "draws every map in a folder, and every view of it; only what is out of date",
     .examples = "  atlasc build                                maps/ (or this folder) into out/, as text and SVG\n"
                 "  atlasc build docs -o www -T svg,png         another folder, other formats\n"
                 "  atlasc build -n                             what would be done\n"
                 "  atlasc build --plan ninja > build.ninja     the steps, for ninja to run\n",
     .usage = "[OPTION]... [DIR]",
     .more =
         "Options of drawing ('atlasc --help') are for all maps alike; there is no --view, because all are drawn.\n",
     .status = "0 done, 1 a map has errors, 2 usage, 3 out of date (with -n), 4 the system refused."},
    {.name = "watch",
     .run = atl_command_watch,
     .bit = ATL_OF_WATCH,
     .about = "draws a map or a folder of maps anew whenever a file changes",
     .examples = "  atlasc watch team.yaml                      on the terminal, for as long as it runs\n"
                 "  atlasc watch team.yaml -o team.svg          a file, or several\n"
                 "  atlasc watch maps -o out                    a folder, as 'atlasc build' does\n",
     .usage = "[OPTION]... FILE|DIR",
     .more =
         "Options of drawing are those of 'atlasc --help'; of a folder there is no --view, because all are drawn.\n",
     .status = "it ends when it is interrupted; 2 usage, 4 the system refused."},
    {.name = "site",
     .run = atl_command_site,
     .bit = ATL_OF_SITE,
     .about = "makes a static site of the maps in a folder, which needs no server",
     .examples = "  atlasc site                                 of maps/ (or this folder) in out/site\n"
                 "  atlasc site docs -o www -T svg              another folder; drawings to take along as SVG alone\n",
     .usage = "[OPTION]... [DIR]",
     .status = STATUS_OF_A_FOLDER},
    {.name = "serve",
     .run = atl_command_serve,
     .bit = ATL_OF_SERVE,
     .about = "shows the site of a folder of maps in a browser, and anew whenever a file changes",
     .examples = "  atlasc serve                                of maps/ (or this folder), at http://127.0.0.1:8000/\n"
                 "  atlasc serve docs --port 8080               another folder, another port\n",
     .usage = "[OPTION]... [DIR]",
     .status = "it ends when it is interrupted; 2 usage, 4 the system refused."},
    {.name = "check",
     .run = atl_command_check,
     .bit = ATL_OF_CHECK,
     .about = "says what is wrong with maps, and draws nothing",
     .examples = "  atlasc check maps                           all maps of a folder, each and together\n"
                 "  atlasc check maps/*.yaml                    each by itself\n"
                 "  atlasc check --format github maps/*.yaml    annotations of a pull request\n"
                 "  atlasc check --format json map.yaml         one JSON object a line, for editors\n",
     .usage = "[OPTION]... FILE|DIR...",
     .status = "0 nothing is wrong (warnings aside), 1 errors, 2 usage, 4 a file cannot be read."},
    {.name = "query",
     .run = atl_command_query,
     .bit = ATL_OF_QUERY,
     .about = "answers questions about all maps of a folder",
     .examples = "  atlasc query find attention                 where a word stands, best first\n"
                 "  atlasc query uses hub/git-lfs               what it refers to, and what is below it\n"
                 "  atlasc query used-by hub/git-lfs            what refers to it\n"
                 "  atlasc query path tokenizer chapters/hub    how two things hang together\n"
                 "  atlasc query orphans                        what nothing refers to\n"
                 "  atlasc query stats --format json            counts, for programs\n",
     .usage = "[OPTION]... find WORD...\n[OPTION]... uses|used-by ID...\n[OPTION]... path ID ID\n"
              "[OPTION]... orphans|stats|names",
     .briefly = "[OPTION]... find|uses|used-by|path|orphans|stats|names [WORD|ID]...",
     .operands =
         "An ID is a name as it is printed (chapters/hub/hub.models), an id or a label that only one thing has, "
         "or a term.\n",
     .status = "0 answered, 1 nothing is found or a map has errors, 2 usage, 4 the system refused."},
    {.name = "measure",
     .run = atl_command_measure,
     .bit = ATL_OF_MEASURE,
     .about = "counts crossings, bends and lengths of how maps are drawn",
     .examples = "  atlasc measure map.yaml                     as a picture, in px\n"
                 "  atlasc measure --cells map.yaml             as text, in cells\n"
                 "  atlasc measure -l list maps/*.yaml          as another layout\n"
                 "  atlasc measure --format json map.yaml       one JSON object a line\n",
     .usage = "[OPTION]... FILE...",
     .status = "0 done, 1 errors or links left out, 2 usage, 4 the system refused."},
    {.name = "embed",
     .run = atl_command_embed,
     .bit = ATL_OF_EMBED,
     .about = "keeps the drawings in documents up to date",
     .examples =
         "  <!-- atlasc: maps/hub.yaml --view models -->   in a document: here stands this drawing,\n"
         "  <!-- /atlasc -->                               up to here\n"
         "\n"
         "  atlasc embed README.md docs/*.md            draw all that stands between such markers anew\n"
         "  atlasc embed --check README.md              what would change; exit status 3 when that is anything\n",
     .usage = "[OPTION]... FILE...",
     .operands =
         "A FILE is Markdown, MDX, AsciiDoc, reStructuredText or HTML by its suffix, else source with comments; "
         "'-' filters\nMarkdown from standard input. A marker is a comment of the format: '// atlasc: MAP' ... "
         "'// /atlasc'. A fence of Markdown\nwith the word atlasc (```atlasc) holds the map itself.\n",
     .more =
         "In a marker, behind the map:\n"
         "  as=text               a block of text (the default), 80 columns wide unless --width says otherwise\n"
         "  as=svg                an image of an SVG beside the document, which follows the reader's light or dark\n"
         "  as=picture            <picture> with two SVGs, for pages that decide between light and dark themselves\n"
         "  as=inline-svg         the SVG itself, where the format lets it stand\n"
         "  link=svg              the image leads to its file\n"
         "  alt='WORDS'           for who does not see it (the hierarchy in words)\n"
         "  -o ./PATH.svg         where the image is written, below the folder of the document\n"
         "  and options of drawing as in 'atlasc --help': --view, -l, --root, --depth, --width ...\n",
     .status =
         "0 done, 1 a block or a map has errors, 2 usage, 3 out of date (with --check and -n), 4 the system refused."},
    {.name = "boxes",
     .run = atl_command_boxes,
     .bit = ATL_OF_BOXES,
     .about = "finds and mends drawings of boxes in documents that do not line up",
     .examples = "  atlasc boxes README.md docs/*.md            what is wrong, with line and column\n"
                 "  atlasc boxes --fix README.md                mend it\n"
                 "  atlasc boxes --adopt README.md              make maps of the drawings\n",
     .usage = "[OPTION]... FILE...",
     .operands =
         "In Markdown, MDX, AsciiDoc and reStructuredText, blocks of code are looked at; elsewhere all lines, with "
         "comment marks\nbefore them or not. Words are never changed. '-' filters plain text from standard input.\n",
     .status = "0 nothing is wrong, 1 faults are left, 2 usage, 4 the system refused."},
    {.name = "diff",
     .run = atl_command_diff,
     .bit = ATL_OF_DIFF,
     .about = "draws two maps as one, and marks what differs",
     .examples = "  atlasc diff old.yaml new.yaml               as text; -o diff.svg as a picture\n"
                 "  atlasc diff --list old.yaml new.yaml        what differs, line by line\n"
                 "  atlasc diff --check old.yaml new.yaml       exit status 3 when anything does\n"
                 "\n"
                 "  git config diff.atlasc.command 'atlasc diff --git'         drawings in git diff\n"
                 "  git config diff.atlasc.textconv 'atlasc diff --textconv'   lines in git log -p and git diff\n"
                 "  git difftool -x 'atlasc diff'                              one map after the other\n",
     .usage = "[OPTION]... OLD NEW",
     .operands = "Marks: + added, - removed, ~ renamed, > moved, * something else is said. /dev/null is a map with "
                 "nothing in it.\n",
     .more = "All options of drawing, as in 'atlasc --help', are taken as well.\n",
     .status = "0 done, 1 a map has errors, 2 usage, 3 the maps differ (with --check), 4 the system refused."},
    {.name = "lsp",
     .run = atl_command_lsp,
     .bit = ATL_OF_LSP,
     .about = "answers an editor about the maps that are open in it: a language server on standard input and output",
     .usage = "[--stdio]",
     .more = "Messages as you type, completion, definitions, other names for ids, and the drawing of a node.\n"
             "docs/editors.md says what editors have to be told.\n",
     .status =
         "0 the editor has gone, 1 by 'exit' without 'shutdown' or after nonsense, 2 usage, 4 the system refused."},
    {.name = "styles",
     .run = atl_command_styles,
     .bit = ATL_OF_LISTS,
     .about = "lists the styles that are built in",
     .usage = "[--names]"},
    {.name = "layouts",
     .run = atl_command_layouts,
     .bit = ATL_OF_LISTS,
     .about = "lists the layouts",
     .usage = "[--names]"},
    {.name = "views",
     .run = atl_command_views,
     .bit = ATL_OF_LISTS,
     .about = "lists the views of a map, the drawings that --view makes",
     .usage = "[--names] FILE"},
    {.name = "help",
     .run = atl_command_help,
     .bit = ATL_OF_HELP,
     .about = "explains a command",
     .usage = "[COMMAND]\n--agents",
     .briefly = "[COMMAND]"},
    {0},
};

const char *const atl_page_types[] = {"svg", "png", NULL};
static const char *const when_names[] = {"auto", "always", "never", NULL};
static const char *const link_names[] = {"auto", "osc8", "never", NULL};
static const char *const scheme_names[] = {"auto", "light", "dark", NULL};
static const char *const text_names[] = {"auto", "embed", "paths", NULL};
static const char *const ambiguous_names[] = {"narrow", "wide", NULL};
static const char *const plan_names[] = {"ninja", "json", NULL};
static const char *const data_names[] = {"human", "json", NULL};
const char *const atl_format_names[] = {"human", "json", "gcc", "github", NULL};
const char *const atl_dump_stages[] = {"map", "style", "graph", "order", "place", "scene", "vocabulary", NULL};

/* Those that draw what the options say. */
#define DRAWS (ATL_OF_COMPILE | ATL_OF_MEASURE | ATL_OF_BLOCK)
/* Those that draw as said, and have it said in one line. */
#define FOLDERS (ATL_OF_BUILD | ATL_OF_WATCH | ATL_OF_DIFF)
#define ALL                                                                                                            \
  (ATL_OF_COMPILE | ATL_OF_BUILD | ATL_OF_SITE | ATL_OF_CHECK | ATL_OF_QUERY | ATL_OF_MEASURE | ATL_OF_EMBED |         \
   ATL_OF_BOXES | ATL_OF_WATCH | ATL_OF_SERVE | ATL_OF_DIFF)

const struct atl_option atl_options[] = {
    {"output",
     'o',
     "PATH",
     {0},
     ATL_OF_COMPILE | ATL_OF_BLOCK,
     ATL_OF_DIFF,
     "Output",
     "write to PATH ('-': standard output); may be given more than once"},
    {"type", 'T', "TYPE", ATL_NAMES_OF(atl_backends), ATL_OF_COMPILE | ATL_OF_BLOCK, ATL_OF_DIFF, "Output",
     "%s, whatever the suffix says"},
    {"output", 'o', "DIR", {0}, ATL_OF_BUILD, 0, NULL, "the folder of the drawings (out)"},
    {"type", 'T', "TYPES", ATL_NAMES_OF(atl_backends), ATL_OF_BUILD, 0, NULL,
     "%s; several are joined by commas, or given one by one (text,svg)"},
    {"output",
     'o',
     "PATH",
     {0},
     ATL_OF_WATCH,
     0,
     NULL,
     "write to PATH, and not to the terminal; of a folder, the folder of the drawings (out)"},
    {"type", 'T', "TYPE", ATL_NAMES_OF(atl_backends), ATL_OF_WATCH, 0, NULL, "%s; of a folder, several (text,svg)"},
    {"output", 'o', "DIR", {0}, ATL_OF_SITE, 0, NULL, "the folder of the site (out/site; out/pages)"},
    {"type", 'T', "TYPES", ATL_WORDS_OF(atl_page_types), ATL_OF_SITE | ATL_OF_SERVE, 0, NULL,
     "drawings to take along: %s; both are joined by a comma (svg)"},
    {"maps", 'm', "DIR", {0}, ATL_OF_QUERY, 0, NULL, "the folder, or one map (maps, or this folder)"},
    {"limit", ATL_OPT_LIMIT, "N", {0}, ATL_OF_QUERY, 0, NULL, "at most N answers of find (20; in JSON all)"},

    {"layout", 'l', "NAME", ATL_NAMES_OF(atl_layouts), DRAWS, FOLDERS, "Drawing", "%s"},
    {"direction", ATL_OPT_DIRECTION, "DIR", ATL_WORDS_OF(atl_direction_names), DRAWS, FOLDERS, "Drawing", "%s"},
    {"groups", ATL_OPT_GROUPS, "HOW", ATL_WORDS_OF(atl_groups_names), DRAWS, FOLDERS, "Drawing",
     "how 'layered' draws groups: %s from a group to what it holds"},
    {"engine", ATL_OPT_ENGINE, "NAME", ATL_WORDS_OF(atl_engine_names), DRAWS, FOLDERS, "Drawing",
     "whose layers in 'layered': %s"},
    {"width", ATL_OPT_WIDTH, "N", {0}, DRAWS, FOLDERS, "Drawing", "no wider than N columns (text) or px (pictures)"},
    {"output", 'o', "DIR", {0}, ATL_OF_SERVE, 0, NULL, "keep the site in this folder (one that is removed at the end)"},
    {"port",
     ATL_OPT_PORT,
     "N",
     {0},
     ATL_OF_SERVE,
     0,
     NULL,
     "the port; 0: any that is free (8000, or one that is free)"},
    {"host",
     ATL_OPT_HOST,
     "ADDRESS",
     {0},
     ATL_OF_SERVE,
     0,
     NULL,
     "the address, in numbers; 0.0.0.0: all of this machine, for others to read (127.0.0.1)"},
    {"width", ATL_OPT_WIDTH, "N", {0}, ATL_OF_SITE | ATL_OF_SERVE, 0, NULL, "draw for a column of N px (860)"},
    {"width", ATL_OPT_WIDTH, "N", {0}, ATL_OF_QUERY, 0, NULL, "break rows that are wider (the terminal)"},
    {"fit", ATL_OPT_FIT, "SHAPE", ATL_WORDS_OF(atl_aspect_names), DRAWS, FOLDERS, "Drawing",
     "%s: the shape of a tree whose width is not given"},
    {"view",
     ATL_OPT_VIEW,
     "NAME",
     {0},
     DRAWS,
     ATL_OF_WATCH | ATL_OF_DIFF,
     "Drawing",
     "draw a view of the map; 'atlasc views FILE' lists them"},
    {"root", ATL_OPT_ROOT, "ID", {0}, DRAWS, FOLDERS, "Drawing", "draw the node ID and what is below it"},
    {"depth", ATL_OPT_DEPTH, "N", {0}, DRAWS, FOLDERS, "Drawing", "draw N levels; what is folded away is counted"},
    {"only",
     ATL_OPT_ONLY,
     "WORDS",
     {0},
     DRAWS,
     FOLDERS,
     "Drawing",
     "keep nodes of these kinds, tags or paths (shop.*), joined by commas"},
    {"without",
     ATL_OPT_WITHOUT,
     "WORDS",
     {0},
     DRAWS,
     FOLDERS,
     "Drawing",
     "leave out nodes of these kinds, tags or paths"},
    {"focus",
     ATL_OPT_FOCUS,
     "IDS",
     {0},
     DRAWS,
     FOLDERS,
     "Drawing",
     "keep these nodes, joined by commas, and what is below them"},
    {"neighbours",
     ATL_OPT_NEIGHBOURS,
     "N",
     {0},
     DRAWS,
     FOLDERS,
     "Drawing",
     "with --root, --focus or --only: keep what is N links away, beside it"},
    {"without-links", ATL_OPT_WITHOUT_LINKS, "KINDS", {0}, DRAWS, FOLDERS, "Drawing", "leave out links of these kinds"},
    {"style",
     ATL_OPT_STYLE,
     "STYLE",
     {0},
     DRAWS | ATL_OF_CHECK,
     FOLDERS,
     "Drawing",
     "a style by name, or a style sheet by file name"},
    {"style",
     ATL_OPT_STYLE,
     "STYLE",
     {0},
     ATL_OF_SITE | ATL_OF_SERVE,
     0,
     NULL,
     "a style by name, or a style sheet by file name, for all maps"},
    {"scheme", ATL_OPT_SCHEME, "SCHEME", ATL_WORDS_OF(scheme_names), ATL_OF_COMPILE | ATL_OF_BLOCK, FOLDERS, "Drawing",
     "%s (pictures)"},

    {"title",
     ATL_OPT_TITLE,
     NULL,
     {0},
     ATL_OF_COMPILE | ATL_OF_BLOCK,
     FOLDERS,
     "Drawing",
     "draw the title and the subtitle above"},
    {"legend",
     ATL_OPT_LEGEND,
     NULL,
     {0},
     ATL_OF_COMPILE | ATL_OF_BLOCK,
     FOLDERS,
     "Drawing",
     "draw below what the kinds that are there look like"},

    {"border", ATL_OPT_BORDER, "BORDER", ATL_WORDS_OF(atl_border_names), ATL_OF_COMPILE | ATL_OF_BLOCK, FOLDERS, "Text",
     "%s"},
    {"color", ATL_OPT_COLOR, "WHEN", ATL_WORDS_OF(when_names), ATL_OF_COMPILE | ATL_OF_QUERY, FOLDERS, "Text", "%s"},
    {"links", ATL_OPT_LINKS, "WHEN", ATL_WORDS_OF(link_names), ATL_OF_COMPILE | ATL_OF_QUERY, FOLDERS, "Text",
     "hyperlinks for terminals: %s"},
    {"ambiguous", ATL_OPT_AMBIGUOUS, "HOW", ATL_WORDS_OF(ambiguous_names), ATL_OF_COMPILE | ATL_OF_BLOCK, FOLDERS,
     "Text", "%s: whether the terminal draws lines, Greek and more one column wide or two"},
    {"bidi", ATL_OPT_BIDI, "WHEN", ATL_WORDS_OF(when_names), ATL_OF_COMPILE | ATL_OF_BLOCK, FOLDERS, "Text",
     "isolate right-to-left words, which terminals would move: %s"},
    {"pager",
     ATL_OPT_PAGER,
     NULL,
     {0},
     ATL_OF_COMPILE | ATL_OF_QUERY,
     ATL_OF_DIFF,
     "Text",
     "on a terminal, show it in a pager: ATLASC_PAGER, PAGER or less"},
    {"prefix",
     ATL_OPT_PREFIX,
     "STRING",
     {0},
     ATL_OF_COMPILE,
     FOLDERS,
     "Text",
     "before every line, '// ' for a source comment"},

    {"scale", ATL_OPT_SCALE, "N", {0}, ATL_OF_COMPILE, FOLDERS, "Pictures", "pixels of a px in PNG (2)"},
    {"id-prefix",
     ATL_OPT_ID_PREFIX,
     "STR",
     {0},
     ATL_OF_COMPILE | ATL_OF_BLOCK,
     FOLDERS,
     "Pictures",
     "before every id in SVG, for several drawings on one page"},
    {"text", ATL_OPT_TEXT, "HOW", ATL_WORDS_OF(text_names), ATL_OF_COMPILE | ATL_OF_BLOCK, FOLDERS, "Pictures",
     "letters of SVG: %s (the reader's fonts, fonts inside, outlines)"},

    {"jobs",
     'j',
     "N",
     {0},
     ATL_OF_BUILD | ATL_OF_SITE | ATL_OF_WATCH | ATL_OF_SERVE,
     0,
     NULL,
     "processes at a time (as many as there are processors)"},
    {"check",
     ATL_OPT_CHECK,
     NULL,
     {0},
     ATL_OF_EMBED,
     0,
     NULL,
     "write nothing: print what would change, as a diff; exit status 3 when that is anything"},
    {"check",
     ATL_OPT_CHECK,
     NULL,
     {0},
     ATL_OF_BOXES,
     0,
     NULL,
     "name what is wrong, and write nothing: so it is without --fix"},
    {"check", ATL_OPT_CHECK, NULL, {0}, ATL_OF_DIFF, 0, NULL, "exit status 3 when the maps differ"},
    {"list", ATL_OPT_LIST, NULL, {0}, ATL_OF_DIFF, 0, NULL, "what differs as a list, and no drawing"},
    {"git", ATL_OPT_GIT, NULL, {0}, ATL_OF_DIFF, 0, NULL, "the operands are those that git gives an external diff"},
    {"textconv",
     ATL_OPT_TEXTCONV,
     NULL,
     {0},
     ATL_OF_DIFF,
     0,
     NULL,
     "all that one map says, a thing a line, for a textconv of git"},
    {"fix", ATL_OPT_FIX, NULL, {0}, ATL_OF_BOXES, 0, NULL, "mend what can surely be mended, and name the rest"},
    {"adopt",
     ATL_OPT_ADOPT,
     NULL,
     {0},
     ATL_OF_BOXES,
     0,
     NULL,
     "make a map of each drawing that can be read, in its place: a fence that 'atlasc embed' draws from then on"},
    {"dry-run",
     'n',
     NULL,
     {0},
     ATL_OF_BUILD | ATL_OF_EMBED,
     0,
     NULL,
     "say what would be done; exit status 3 when that is anything"},
    {"quiet", 'q', NULL, {0}, ATL_OF_BUILD | ATL_OF_EMBED | ATL_OF_WATCH, 0, NULL, "say nothing but what is wrong"},
    {"prune",
     ATL_OPT_PRUNE,
     NULL,
     {0},
     ATL_OF_BUILD | ATL_OF_WATCH,
     0,
     NULL,
     "remove drawings whose map or view is gone"},
    {"clean", ATL_OPT_CLEAN, NULL, {0}, ATL_OF_BUILD, 0, NULL, "remove what was made, and nothing else"},
    {"deps",
     ATL_OPT_DEPS,
     "FILE",
     {0},
     ATL_OF_BUILD,
     0,
     NULL,
     "write dependencies, for make and ninja; the target is DIR/.atlasc-build"},
    {"plan", ATL_OPT_PLAN, "FORMAT", ATL_WORDS_OF(plan_names), ATL_OF_BUILD, 0, NULL,
     "%s: print every step as a command with its inputs and outputs"},

    {"markdown", ATL_OPT_MARKDOWN, NULL, {0}, ATL_OF_SITE, 0, NULL, "pages of Markdown, for repositories and wikis"},
    {"playground",
     ATL_OPT_PLAYGROUND,
     NULL,
     {0},
     ATL_OF_SITE,
     0,
     NULL,
     "with a page to type maps into, to which each drawing leads"},
    {"playground-from",
     ATL_OPT_PLAYGROUND_FROM,
     "DIR",
     {0},
     ATL_OF_SITE,
     0,
     NULL,
     "the same, from the folder that it was built in (as installed)"},

    {"cells",
     ATL_OPT_CELLS,
     NULL,
     {0},
     ATL_OF_MEASURE,
     0,
     NULL,
     "measure the text, 100 cells wide unless --width says otherwise"},
    {"paths", ATL_OPT_PATHS, NULL, {0}, ATL_OF_MEASURE, 0, NULL, "in JSON, the boxes and the path of every edge too"},
    {"drawing",
     ATL_OPT_DRAWING,
     NULL,
     {0},
     ATL_OF_MEASURE,
     0,
     NULL,
     "the files are drawings: what --paths writes, or what another program drew"},

    {"format", ATL_OPT_FORMAT, "FORMAT", ATL_WORDS_OF(atl_format_names),
     ATL_OF_COMPILE | ATL_OF_SITE | ATL_OF_CHECK | ATL_OF_EMBED | ATL_OF_BOXES, FOLDERS, "More", "of messages: %s"},
    {"format", ATL_OPT_FORMAT, "FORMAT", ATL_WORDS_OF(data_names), ATL_OF_QUERY | ATL_OF_MEASURE, 0, NULL, "%s"},
    {"format", ATL_OPT_FORMAT, "FORMAT", ATL_WORDS_OF(data_names), ATL_OF_DIFF, 0, NULL, "of the list: %s"},
    {"allow",
     ATL_OPT_ALLOW,
     "CODE",
     {&atl_lints[0].code, sizeof *atl_lints},
     ATL_OF_CHECK,
     0,
     NULL,
     "say nothing of this; several are joined by commas, or given one by one"},
    {"as-of",
     ATL_OPT_AS_OF,
     "DATE",
     {0},
     ATL_OF_CHECK,
     0,
     NULL,
     "name what is said 'as of' a date long before DATE (2026-11)"},
    {"fresh", ATL_OPT_FRESH, "N", {0}, ATL_OF_CHECK, 0, NULL, "with --as-of: so many months are not long (12)"},
    {"dump", ATL_OPT_DUMP, "STAGE", ATL_WORDS_OF(atl_dump_stages), ATL_OF_COMPILE, 0, "More",
     "print what a stage made: %s"},
    {"names", ATL_OPT_NAMES, NULL, {0}, ATL_OF_LISTS, 0, NULL, "the names alone, one a line"},
    {"stdio",
     ATL_OPT_STDIO,
     NULL,
     {0},
     ATL_OF_LSP,
     0,
     NULL,
     "nothing else is known: some editors say it to all servers"},
    {"agents",
     ATL_OPT_AGENTS,
     NULL,
     {0},
     ATL_OF_HELP,
     0,
     NULL,
     "one page for agents: the format, commands, messages, examples"},
    {"help", 'h', NULL, {0}, ATL_OF_COMPILE, ALL | ATL_OF_LSP | ATL_OF_LISTS | ATL_OF_HELP, "More", "this help"},
    {"version", ATL_OPT_VERSION, NULL, {0}, ATL_OF_COMPILE, ALL, "More", "the version"},
    {0},
};

enum { MOST_WORDS = 32 /* in a table; the longest has a dozen */ };

const char *atl_word(struct atl_words words, int index) {
  return words.first ? *(const char *const *)((const char *)words.first + words.stride * (size_t)index) : NULL;
}

int atl_word_index(struct atl_words words, const char *text, size_t len) {
  const char *word;
  for (int i = 0; (word = atl_word(words, i)); i++)
    if (strlen(word) == len && !strncmp(word, text, len))
      return i;
  return -1;
}

void atl_word_list(struct atl_words words, const char *last, char *out, size_t size) {
  size_t at = 0;
  *out = 0;
  for (int i = 0; atl_word(words, i) && at < size; i++)
    at += (size_t)snprintf(out + at, size - at, "%s%s",
                           !i                       ? ""
                           : atl_word(words, i + 1) ? ", "
                                                    : last,
                           atl_word(words, i));
}

const char *atl_word_meant(struct atl_words words, const char *text, size_t len) {
  const char *list[MOST_WORDS + 1] = {0};
  for (int i = 0; i < MOST_WORDS && (list[i] = atl_word(words, i)); i++)
    ;
  return atl_nearest(text, len, list);
}

const struct atl_command *atl_command_named(const char *name) {
  for (const struct atl_command *command = atl_commands; command->name; command++)
    if (!strcmp(command->name, name))
      return command;
  return NULL;
}

const struct atl_option *atl_option_of(int id) {
  for (const struct atl_option *option = atl_options; option->name; option++)
    if (option->id == id)
      return option;
  return NULL;
}

const struct atl_option *atl_option_named(const char *name) {
  for (const struct atl_option *option = atl_options; option->name; option++)
    if (!strcmp(option->name, name))
      return option;
  return NULL;
}

unsigned atl_option_commands(const struct atl_option *option) {
  unsigned commands = 0;
  for (const struct atl_option *row = atl_options; row->name; row++)
    if (row->id == option->id)
      commands |= row->of | row->also;
  return commands;
}

void atl_vocabulary_write(struct atl_out *out) {
  const char *word;
  for (const struct atl_command *command = atl_commands; command->name; command++) {
    const char *scope = *command->name ? command->name : "atlasc";
    if (*command->name)
      atl_out_format(out, "command %s\n", command->name);
    for (const struct atl_option *row = atl_options; row->name; row++)
      if (row == atl_option_of(row->id) && atl_option_commands(row) & command->bit) {
        if (row->id < ATL_OPT_DIRECTION)
          atl_out_format(out, "%s -%c\n", scope, row->id);
        atl_out_format(out, "%s --%s\n", scope, row->name);
      }
  }
  for (const struct atl_option *row = atl_options; row->name; row++)
    for (int i = 0; row == atl_option_of(row->id) && (word = atl_word(row->words, i)); i++)
      atl_out_format(out, "--%s %s\n", row->name, word);
  for (int i = 0; (word = atl_word(atl_query_words(), i)); i++)
    atl_out_format(out, "question %s\n", word);
  for (const struct atl_built_in_sheet *sheet = atl_built_in_sheets; sheet->sheet.name; sheet++)
    atl_out_format(out, "--style %s\n", sheet->sheet.name);
}
