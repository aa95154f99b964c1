/* Help starts with what people type, not with what the program has. */
#include "cmd/request.h"

#include <stdio.h>
#include <string.h>

static const char compile_help[] =
    "atlasc: compiles a map, written in YAML, to text, SVG and PNG\n"
    "\n"
    "  atlasc team.yaml                        print it as text\n"
    "  atlasc team.yaml -o team.svg            write SVG; the suffix says what\n"
    "  atlasc team.yaml -o t.svg -o t.png      several at once\n"
    "  atlasc team.yaml -l list                as an indented list\n"
    "  atlasc team.yaml --root api --depth 2   a part of it\n"
    "  atlasc team.yaml --without test         all but what has this kind or tag\n"
    "  atlasc build maps -o out                every map and view of a folder, what is out of date\n"
    "  atlasc site maps -o www                 a static site of them, with entries and search\n"
    "  atlasc check maps                       what is wrong, without drawing\n"
    "  atlasc query find WORD                  where it stands in all maps; what uses what\n"
    "  atlasc measure team.yaml                crossings, bends and lengths of the drawing\n"
    "\n"
    "Usage: atlasc [OPTION]... FILE            FILE '-' is standard input\n"
    "       atlasc build [OPTION]... [DIR]\n"
    "       atlasc site [OPTION]... [DIR]\n"
    "       atlasc check [--format F] [--allow CODE] FILE|DIR...\n"
    "       atlasc query [--maps DIR] find|uses|used-by|path|orphans|stats|names [WORD|ID]...\n"
    "       atlasc measure [OPTION]... FILE...\n"
    "       atlasc styles | layouts | help [COMMAND]\n"
    "       atlasc views [--names] FILE\n"
    "\n"
    "Output\n"
    "  -o, --output PATH     write to PATH ('-': standard output); may be given more than once\n"
    "  -T, --type TYPE       text, svg, png, dot or json, whatever the suffix says\n"
    "Drawing\n"
    "  -l, --layout NAME     tree, layered, nested, chain, radial or list\n"
    "      --direction DIR   down, right, up or left\n"
    "      --groups HOW      of 'layered': frames, or lines from a group to what it holds\n"
    "      --engine NAME     whose layers in 'layered': auto, own or dot\n"
    "      --width N         no wider than N columns (text) or px (pictures)\n"
    "      --fit SHAPE       tall, square or wide: the shape of a tree whose width is not given\n"
    "      --view NAME       draw a view of the map; 'atlasc views FILE' lists them\n"
    "      --root ID         draw the node ID and what is below it\n"
    "      --depth N         draw N levels; what is folded away is counted\n"
    "      --only WORDS      keep nodes of these kinds or tags, joined by commas\n"
    "      --without WORDS   leave out nodes of these kinds or tags\n"
    "      --style STYLE     a style by name, or a style sheet by file name\n"
    "      --scheme SCHEME   auto, light or dark (pictures)\n"
    "Text\n"
    "      --border BORDER   single, round, heavy, double or ascii\n"
    "      --color WHEN      auto, always or never\n"
    "      --links WHEN      hyperlinks for terminals: auto, osc8 or never\n"
    "      --ambiguous HOW   wide: for terminals that draw lines two columns wide\n"
    "      --prefix STRING   before every line, '// ' for a source comment\n"
    "Pictures\n"
    "      --scale N         pixels of a px in PNG (2)\n"
    "      --id-prefix STR   before every id in SVG, for several drawings on one page\n"
    "      --text HOW        of SVG: auto, embed (fonts inside) or paths (outlines), for exact looks\n"
    "More\n"
    "      --format FORMAT   of messages: human, json, gcc or github\n"
    "      --dump STAGE      print what a stage made: map, style, graph, order, place, scene; vocabulary\n"
    "  -h, --help            this help\n"
    "      --version         the version\n"
    "\n"
    "Exit status: 0 done, 1 the input has errors, 2 usage, 4 the system refused.\n";

static const char build_help[] =
    "atlasc build: draws every map in a folder, and every view of it; only what is out of date\n"
    "\n"
    "  atlasc build                                maps/ (or this folder) into out/, as text and SVG\n"
    "  atlasc build docs -o www -T svg,png         another folder, other formats\n"
    "  atlasc build -n                             what would be done\n"
    "  atlasc build --plan ninja > build.ninja     the steps, for ninja to run\n"
    "\n"
    "Usage: atlasc build [OPTION]... [DIR]\n"
    "\n"
    "  -o, --output DIR      the folder of the drawings (out)\n"
    "  -T, --type TYPES      text, svg, png, dot and json, joined by commas or given more than once (text,svg)\n"
    "  -j, --jobs N          processes at a time (as many as there are processors)\n"
    "  -n, --dry-run         say what would be done; exit status 3 when that is anything\n"
    "  -q, --quiet           say nothing but what is wrong\n"
    "      --prune           remove drawings whose map or view is gone\n"
    "      --clean           remove what was made, and nothing else\n"
    "      --deps FILE       write dependencies, for make and ninja; the target is DIR/.atlasc-build\n"
    "      --plan FORMAT     ninja or json: print every step as a command with its inputs and outputs\n"
    "\n"
    "Options of drawing ('atlasc --help') are for all maps alike; there is no --view, because all are drawn.\n"
    "\n"
    "Exit status: 0 done, 1 a map has errors, 2 usage, 3 out of date (with -n), 4 the system refused.\n";

static const char site_help[] =
    "atlasc site: makes a static site of the maps in a folder, which needs no server\n"
    "\n"
    "  atlasc site                                 of maps/ (or this folder) in out/site\n"
    "  atlasc site docs -o www -T svg              another folder; drawings to take along as SVG alone\n"
    "\n"
    "Usage: atlasc site [OPTION]... [DIR]\n"
    "\n"
    "  -o, --output DIR      the folder of the site (out/site; out/pages)\n"
    "  -T, --type TYPES      drawings to take along: svg and png, joined by commas (svg,png)\n"
    "      --style STYLE     a style by name, or a style sheet by file name, for all maps\n"
    "      --markdown        pages of Markdown, for repositories and wikis\n"
    "      --format FORMAT   of messages: human, json, gcc or github\n"
    "\n"
    "Exit status: 0 done, 1 a map has errors, 2 usage, 4 the system refused.\n";

static const char check_help[] =
    "atlasc check: says what is wrong with maps, and draws nothing\n"
    "\n"
    "  atlasc check maps                           all maps of a folder, each and together\n"
    "  atlasc check maps/*.yaml                    each by itself\n"
    "  atlasc check --format github maps/*.yaml    annotations of a pull request\n"
    "  atlasc check --format json map.yaml         one JSON object a line, for editors\n"
    "\n"
    "Usage: atlasc check [--format human|json|gcc|github] [--style STYLE] [--allow CODE]... FILE|DIR...\n"
    "\n"
    "      --allow CODE      say nothing of this; several are joined by commas, or given one by one\n"
    "\n"
    "Of a folder:\n"
    "  dangling-link, dangling-see, dangling-map   a reference leads nowhere (these are errors)\n"
    "  unreachable-map       no 'map:' leads there from the root\n"
    "  orphan-node           no link, 'see' or 'map:' touches it, what is below it or above it\n"
    "  duplicate-label       siblings, or nodes of one kind and note, are called the same\n"
    "  undefined-term        an abbreviation stands in three entries or more, and the glossary lacks it\n"
    "  long-row              more than nine siblings stand in one row of the drawing\n"
    "  missing-about         the map does not say what it shows\n"
    "Of a file as well:\n"
    "  contrast              text stands out from its ground by less than 4.5:1\n"
    "\n"
    "Exit status: 0 nothing is wrong (warnings aside), 1 errors, 2 usage, 4 a file cannot be read.\n";

static const char query_help[] =
    "atlasc query: answers questions about all maps of a folder\n"
    "\n"
    "  atlasc query find attention                 where a word stands, best first\n"
    "  atlasc query uses hub/git-lfs               what it refers to, and what is below it\n"
    "  atlasc query used-by hub/git-lfs            what refers to it\n"
    "  atlasc query path tokenizer chapters/hub    how two things hang together\n"
    "  atlasc query orphans                        what nothing refers to\n"
    "  atlasc query stats --format json            counts, for programs\n"
    "\n"
    "Usage: atlasc query [OPTION]... find WORD...\n"
    "       atlasc query [OPTION]... uses|used-by ID...\n"
    "       atlasc query [OPTION]... path ID ID\n"
    "       atlasc query [OPTION]... orphans|stats|names\n"
    "\n"
    "An ID is a name as it is printed (chapters/hub/hub.models), an id or a label that only one thing has, or a term.\n"
    "\n"
    "  -m, --maps DIR        the folder, or one map (maps, or this folder)\n"
    "      --limit N         at most N answers of find (20; in JSON all)\n"
    "      --format FORMAT   human or json\n"
    "      --width N         break rows that are wider (the terminal)\n"
    "      --color WHEN      auto, always or never\n"
    "      --links WHEN      hyperlinks for terminals: auto, osc8 or never\n"
    "\n"
    "Exit status: 0 answered, 1 nothing is found or a map has errors, 2 usage, 4 the system refused.\n";

static const char measure_help[] =
    "atlasc measure: counts crossings, bends and lengths of how maps are drawn\n"
    "\n"
    "  atlasc measure map.yaml                     as a picture, in px\n"
    "  atlasc measure --cells map.yaml             as text, in cells\n"
    "  atlasc measure -l list maps/*.yaml          as another layout\n"
    "  atlasc measure --format json map.yaml       one JSON object a line\n"
    "\n"
    "Usage: atlasc measure [OPTION]... FILE...\n"
    "\n"
    "  -l, --layout NAME     and --engine, --direction, --width, --fit, --style: as for drawing\n"
    "      --view NAME       and --root, --depth, --only, --without: what is drawn, likewise\n"
    "      --cells           measure the text, 100 cells wide unless --width says otherwise\n"
    "      --format FORMAT   human or json\n"
    "      --paths           in JSON, the boxes and the path of every edge too\n"
    "      --drawing         the files are drawings: what --paths writes, or what another program drew\n"
    "\n"
    "Exit status: 0 done, 1 errors or links left out, 2 usage, 4 the system refused.\n";

static const char styles_help[] =
    "atlasc styles: lists the styles that are built in\n\nUsage: atlasc styles [--names]\n";
static const char layouts_help[] = "atlasc layouts: lists the layouts\n\nUsage: atlasc layouts [--names]\n";
static const char views_help[] =
    "atlasc views: lists the views of a map, the drawings that --view makes\n\nUsage: atlasc views [--names] FILE\n";
static const char help_help[] = "atlasc help: explains a command\n\nUsage: atlasc help "
                                "[build|site|check|query|measure|styles|layouts|views|help]\n";

int atl_command_help(int argc, char **argv) {
  static const struct {
    const char *command, *text;
  } helps[] = {{"build", build_help},     {"site", site_help},       {"check", check_help},
               {"query", query_help},     {"measure", measure_help}, {"styles", styles_help},
               {"layouts", layouts_help}, {"views", views_help},     {"help", help_help}};
  const char *text = argc < 2 ? compile_help : !strcmp(argv[1], "-h") || !strcmp(argv[1], "--help") ? help_help : NULL;
  for (size_t i = 0; i < sizeof helps / sizeof *helps && !text; i++)
    if (!strcmp(argv[1], helps[i].command))
      text = helps[i].text;
  if (!text)
    return atl_usage("no command '%s'", argv[1]);
  fputs(text, stdout);
  return fflush(stdout) || ferror(stdout) ? ATL_EXIT_SYSTEM : ATL_EXIT_DONE;
}
