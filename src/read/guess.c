/* Guesses, and what is right. A guess is a word of another language that draws graphs (Mermaid, DOT, PlantUML, D2,
 * Structurizr, CSS), or the plain name of the thing.
 *
 * An answer is half a sentence that can stand behind "unknown key 'x' of a node; ", and holds an example that can be
 * typed as it is. */
#include "read/guess.h"

#include <string.h>

/* Words are in small letters without '-', '_' and '.', each between blanks. */
struct guess {
  const char *scopes, *words, *answer;
};

#define NO_PLACES                                                                                                      \
  "nothing in a map says where anything stands or how large it is; siblings keep the order in which they are "         \
  "written, "                                                                                                          \
  "as nodes: {first: A, second: B}"
#define BY_KIND                                                                                                        \
  "the 'kind' says how it looks, as kind: database, or one of your own, as kind: mine, with kinds: {mine: {color: "    \
  "green}} beside the map's 'nodes'"

static const struct guess guesses[] = {
    /* -- the map */
    {"map", " name heading caption ", "a map has a 'title', as title: Our services"},
    {"map", " label ", "a map has a 'title', as title: Our services; its nodes have labels"},
    {"map", " description desc summary intro abstract text doc docs comment info ",
     "a paragraph about the map stands under 'about', as about: What talks to what."},
    {"map", " note ", "notes belong to nodes; a map has a 'subtitle', as subtitle: as of today"},
    {"map",
     " edges edge link connections connection connectors relations relation relationships arrows arrow flows "
     "dependencies wires ",
     "links stand under 'links', one a line, as - a -> b"},
    {"map",
     " node children boxes box elements components services systems entities vertices objects things shapes "
     "tables actors participants states steps classlist ",
     "nodes stand under 'nodes', as nodes: {a: A, b: B}"},
    {"map",
     " groups group subgraph subgraphs clusters cluster containers container packages boundary boundaries zones "
     "areas ",
     "a group is a node with nodes of its own, as nodes: {g: {label: Group, nodes: {a: A, b: B}}}"},
    {"map", " landscape categories subcategories category ",
     "a landscape is nodes with nodes and items, drawn as tiles, as layout: grid and nodes: {data: {label: Data, "
     "nodes: "
     "{stores: {label: Stores, items: [Arrow, Ceph]}}}}"},
    {"map", " workspace model software people systemlandscape ",
     "what there is stands under 'nodes', at once, as nodes: {shop: {label: Shop, kind: system, nodes: {web: Web}}}"},
    {"map", " package module namespace rectangle folder ",
     "a group is a node with nodes of its own, as nodes: {g: {label: Group, nodes: {a: A, b: B}}}"},
    {"map", " columns column cols ncols columncount ",
     "a node says in how many 'columns' what it holds stands, where the layout is grid, as nodes: {a: {label: A, "
     "columns: 3, items: [x, y]}}"},
    {"map", " items ", "items belong to a node, as nodes: {a: {label: A, items: [one, two]}}"},
    {"map",
     " kind class classes classdef types styles roles colors colours color colour theme themes themevariables "
     "palette skin "
     "skinparam css stylesheet sheet background font shapesof ",
     "looks belong to kinds, as kinds: {mine: {color: green, shape: cylinder}}; a style sheet of all is named by "
     "'style', as style: print"},
    {"map", " dir rankdir orientation flow ", "where a drawing goes is its 'direction', as direction: right"},
    {"map",
     " type diagram diagramtype engine format algorithm arrangement layoutengine renderer flowchart graph graphtype ",
     "how a drawing is arranged is its 'layout', as layout: nested"},
    {"map", " key keys legends ", "what kinds look like is drawn below by 'legend', as legend: true"},
    {"map", " showtitle drawtitle ", "a title is drawn where it says so, as title: {text: Our services, show: true}"},
    {"map", " import imports include includes extends from uses load ",
     "a map is one file; another one opens from a node, as nodes: {a: {label: A, map: other.yaml}}"},
    {"map",
     " vars variables defs consts constants params parameters templates template defaults anchors aliases "
     "macros ",
     "what is said more than once gets an anchor, under a key of your own, as x-common: &common {kind: service}, and "
     "is named by <<: *common"},
    {"map",
     " same rank ranks constraints constraint order position positions align layers levels level width height "
     "size scale margin padding spacing ranksep nodesep splines compound grid rows ",
     NO_PLACES},
    {"map",
     " version schema $schema apiversion metadata meta author authors date license config settings options id "
     "owner created updated ",
     "a map has no such key; write it as a comment, as # version: 1"},
    {"map", " terms dictionary vocabulary abbreviations acronyms ",
     "terms stand under 'glossary', as glossary: {LLM: A large language model.}"},
    {"map", " view perspectives diagrams drawings slices scenes pages ",
     "other drawings of the same map stand under 'views', as views: {overview: {depth: 1}}"},
    {"map", " tags ", "tags belong to nodes, as nodes: {a: {label: A, tags: [old]}}"},
    {"map", " autonodes auto ", "nodes that links name alone are made by 'implicit', as implicit: true"},

    /* -- nodes and items */
    {"node", " title name text caption display displayname heading ", "a node has a 'label', as label: Orders"},
    {"item", " title name text caption display displayname heading ", "an item has a 'label', as label: Orders"},
    {"node item",
     " description desc details detail tooltip hint comment comments doc docs documentation summary info "
     "hover notes remark remarks explanation longtext ",
     "a paragraph stands under 'about', as about: Takes orders.; a short second line under 'note', as note: Go"},
    {"node item", " subtitle sublabel subtext tech technology technologies stereotype second ",
     "a short second line is a 'note', as note: Postgres"},
    {"node item",
     " class classes type category style styles color colour colors fill fillcolor background bg bgcolor "
     "stroke strokewidth border bordercolor line font fontsize fontcolor fontcolour bold italic opacity shadow theme "
     "role classname cssclass strokedash ",
     BY_KIND},
    {"node item",
     " penwidth peripheries fontname stylefill stylestroke stylestrokewidth styleborderradius styleopacity stylefont "
     "stylefontcolor stylebold stylestrokedash styleshadow stylemultiple style3d gradient gradientangle ",
     BY_KIND},
    {"node", " cols ncols columncount gridcolumns ",
     "in how many columns what a node holds stands is said by 'columns', as columns: 3"},
    {"node", " subcategories subcategory categories category ",
     "what is below a node stands under 'nodes', as nodes: {stores: {label: Stores, items: [Arrow, Ceph]}}"},
    {"node item", " homepageurl repourl repository repo github crunchbase twitter linkedin docurl ",
     "an address stands under 'url', as url: https://example.org; more of them under 'facts', as facts: {repository: "
     "https://example.org/x}"},
    {"node item", " project maturity level ",
     "how mature it is may be its 'kind', as kind: sandbox, with kinds: {sandbox: {color: amber}} beside the map's "
     "'nodes'"},
    {"node item", " duplicateof duplicate alias aliasof copyof clone instanceof mirror ",
     "what stands once more for another is the same as that, as same-as: other-id"},
    {"node item", " shape form ",
     "a shape belongs to a kind, as kind: database, or one of your own, as kind: mine, with kinds: {mine: {shape: "
     "cylinder}} beside the map's 'nodes'"},
    {"node", " image img sprite logo picture emoji symbol iconname ",
     "a small drawing before the label is an 'icon', as icon: database, or a file, as icon: icons/logo.svg"},
    {"item", " icon image img sprite logo picture emoji symbol ",
     "rows hold text alone; a character may stand in the label, as label: \xf0\x9f\x97\x84 Orders; a node may have an "
     "'icon'"},
    {"node item", " href hyperlink urls website homepage uri page site src ",
     "an address stands under 'url', as url: https://example.org"},
    {"node", " link ",
     "an address stands under 'url', as url: https://example.org; a link to another node under 'links', as "
     "links: [-> b]"},
    {"item", " link ", "an address stands under 'url', as url: https://example.org"},
    {"node",
     " to from edges edge connects connectsto connections dependson depends dependencies uses usedby calls target "
     "targets source sources next after before arrows relations relationships flows ",
     "what a node leads to stands under its 'links', as links: [-> b: calls]"},
    {"item",
     " links to from edges edge connects connectsto connections dependson depends dependencies uses usedby "
     "calls target targets source sources next after before arrows relations "
     "relationships flows ",
     "links stand under the map's 'links', beside its 'nodes', as links: [a -> b]"},
    {"node item", " parent parents in inside ",
     "a node stands below its parent, as nodes: {parent: {nodes: {child: C}}}"},
    {"node",
     " children child contains subgraph subgraphs groups group members elements components modules content "
     "contents inner nested subnodes boxes node containers ",
     "what is below a node stands under 'nodes', as nodes: {b: B}"},
    {"item", " nodes children ", "an item has no nodes; make it a node, under 'nodes', as nodes: {b: {nodes: {c: C}}}"},
    {"item", " items ", "an item has no items; make it a node, under 'nodes', as nodes: {b: {items: [one, two]}}"},
    {"node",
     " list entries rows row fields columns attributes properties bullets points lines methods card "
     "table values ",
     "lines of a card stand under 'items', as items: [one, two]"},
    {"node item", " hidden hide visible skip ignore show collapsed collapse fold folded expanded open ",
     "a view says what is shown: tags: [old] here, and views: {now: {without: old}} beside the map's 'nodes'"},
    {"node", " dir rankdir orientation flow ", "where what is in a node goes is its 'direction', as direction: right"},
    {"item", " dir rankdir orientation flow direction ",
     "a direction belongs to a node, to the map, beside its 'nodes', or to a view, as direction: right"},
    {"node item",
     " width height size w h x y pos position rank level layer column order weight align same margin "
     "padding grid gap near ",
     NO_PLACES},
    {"node", " id key ", "the id of a node is the key it stands under, as nodes: {orders: {label: Orders}}"},
    {"item", " key ", "an item has an 'id', as - {id: x, label: X}"},
    {"node item", " ref refs reference references related xref seealso ",
     "what is related stands under 'see', as see: [other-id]"},
    {"node item", " file include import submap drilldown diagram subdiagram open ",
     "another map opens with 'map', as map: other.yaml"},
    {"node item", " date year version added introduced created ", "what it came with is 'since', as since: 2024"},
    {"node item", " state stage phase maturity progress ", "how things stand is its 'status', as status: beta"},
    {"node item", " tag keywords categories ", "words to filter by are 'tags', as tags: [old, core]"},
    {"node item",
     " meta metadata data props extra custom owner team contact cost language lang price license attrs "
     "vendor ",
     "what else there is to say stands under 'facts', as facts: {owner: Team A}"},
    {"node", " glossary terms ",
     "a glossary belongs to the map, beside its 'nodes', as glossary: {LLM: A large "
     "language model.}"},
    {"node", " views view ", "views belong to the map, beside its 'nodes', as views: {overview: {depth: 1}}"},
    {"item", " layout divide views ", "an item has no such key; a node has, under 'nodes'"},

    /* -- links */
    {"link", " fromlabel taillabel startlabel sourcelabel fromcardinality fromrole fromend sourcecardinality ",
     "what is written at its start stands under 'from-label', as from-label: 1; at its end under 'to-label'"},
    {"link",
     " tolabel headlabel endlabel targetlabel tocardinality torole toend targetcardinality cardinality multiplicity "
     "role roles ",
     "what is written at its end stands under 'to-label', as to-label: 0..n; at its start under 'from-label'"},
    {"link", " src start tail begin origin ", "the first end is 'from', as {from: a, to: b}"},
    {"link", " dst dest destination end ", "the second end is 'to', as {from: a, to: b}"},
    {"link", " text name title description desc note caption about message via protocol ",
     "what stands beside a link is its 'label', as {from: a, to: b, label: calls}"},
    {"link", " type class classes color colour category ",
     "the 'kind' of a link says how it looks, as kind: data, or one of your own, as kind: mine, with kinds: {mine: "
     "{color: "
     "red}} beside the map's 'nodes'"},
    {"link", " line linestyle stroke strokedash dash dashed dotted width thickness penwidth animated ",
     "how a line is drawn is its 'style', as {from: a, to: b, style: dashed}"},
    {"link", " head headtype arrowtype ",
     "how it ends is its 'style', too, as {from: a, to: b, style: [dashed, open]}"},
    {"link", " direction dir arrowhead arrowtail arrows heads bidirectional both undirected twoway ",
     "which ends have arrowheads is its 'arrow', as {from: a, to: b, arrow: both}"},
    {"link", " weight length minlen constraint tags url href id ",
     "a link has no such key; it has from, to, label, kind and arrow, as {from: a, "
     "to: b, label: calls}"},

    /* -- kinds */
    {"kind", " colour hue accent primary ", "the colour is 'color', as color: green"},
    {"kind", " background bg ground fillcolor backgroundcolor ", "the ground is 'fill', as fill: \"#dfd\""},
    {"kind", " stroke bordercolor linecolor strokecolor outline ", "the border's colour is 'line', as line: \"#353\""},
    {"kind", " fontcolor foreground fg textcolor ", "the colour of the label is 'text', as text: \"#131\""},
    {"kind", " form type symbol ", "the form is 'shape', as shape: cylinder"},
    {"kind", " style linestyle dash dashed strokedash borderstyle ",
     "how a border is drawn is 'border', as border: dashed; how the line of a link is, 'line', as line: dashed"},
    {"kind", " arrow arrowhead arrows ", "the end of a link is 'head', as head: open"},
    {"kind", " name title ", "what it is called is 'label', as label: Database"},
    {"kind", " description desc tooltip meaning note ",
     "what it means is 'about', as about: Keeps what must not be lost."},
    {"kind", " extends inherits base parent from as is role ",
     "the kind that it completes is 'like', as like: database"},
    {"kind", " image img emoji picture logo ", "a kind has a shape and a color, as shape: cylinder"},
    {"kind", " width height size font fontsize bold corner radius ",
     "sizes belong to a style sheet, as roles: {mine: {size: 14}} in a file that 'style' names"},

    /* -- views, terms */
    {"view", " name label heading subtitle ", "a view has a 'title', as title: Overview"},
    {"view", " description desc summary ", "a paragraph stands under 'about', as about: The parts at work."},
    {"view", " node start center centre of scope element ", "where it starts is its 'root', as root: shop"},
    {"view", " ids only id nodes select elements these highlight subset ",
     "some nodes alone are its 'focus', as focus: [web, api]"},
    {"view",
     " neighbors neighbour neighbor neighbourhood neighborhood context related around hops distance radius adjacent ",
     "what is linked with its 'root' is drawn beside it by 'neighbours', as neighbours: true"},
    {"view",
     " links link edges hidelinks hideedges withoutedges excludelinks exceptlinks withoutrelations relations "
     "relationships hiddenlinks nolinks ",
     "links of a kind are left out by 'without-links', as without-links: event"},
    {"view", " systemcontext container component systemlandscape deployment dynamic ",
     "a view in its context is a 'root' with 'neighbours', as {root: shop, neighbours: true}, and depth: 1 for the "
     "outside alone"},
    {"view", " autolayout ", "where it goes is its 'direction', as direction: right"},
    {"view", " zoom scale width height size pan x y ",
     "how large it is is said where it is drawn, as atlasc map.yaml --view name --width 700"},
    {"view", " level levels maxdepth limit ", "how deep it goes is its 'depth', as depth: 2"},
    {"view", " include includes filter show tags kinds where ", "what it shows is said by 'only', as only: [service]"},
    {"view", " exclude excludes hide except not omit skip hidden ",
     "what it leaves out is said by 'without', as without: [old]"},
    {"view", " type ", "how it is arranged is its 'layout', as layout: nested"},
    {"view", " dir rankdir orientation flow ", "where it goes is its 'direction', as direction: right"},
    {"view", " theme sheet styles ", "its style sheet is named by 'style', as style: print"},
    {"term", " about definition def description meaning desc ",
     "the definition of a term stands under 'text', as text: A large language model."},
    {"term", " alias aliases synonyms synonym also abbreviation abbr short long ",
     "other names of a term stand under 'aka', as aka: [LLM]"},
    {"term", " related ref refs links seealso ", "what is related stands under 'see', as see: [other term]"},

    /* -- style sheets */
    {"sheet", " colors colours color colour palette styles classes ",
     "colours stand in roles, as roles: {leaf: {fill: \"#dfd\"}}"},
    {"sheet", " background bg ", "the ground of the drawing is 'page', as page: \"#ffffff\""},
    {"sheet", " base parent inherits inherit extend from ",
     "the sheet that it completes is named by 'extends', as extends: atlas"},
    {"sheet", " link links edge edges line lines ", "the lines between boxes are 'wire', as wire: \"#555555\""},
    {"sheet", " root branch leaf card ", "it is a role, as roles: {leaf: {fill: \"#dfd\"}}"},
    {"role", " background bg color colour backgroundcolor fillcolor ",
     "the ground of the box is 'fill', as fill: \"#dfd\""},
    {"role", " border bordercolor strokecolor outline ", "the border is 'line', as line: \"#353\""},
    {"role", " foreground fg fontcolor fontcolour textcolor label ",
     "the colour of the label is 'text', as text: \"#131\""},
    {"role", " fontsize ", "the size of the label is 'size', in px, as size: 14"},
    {"role", " weight fontweight ", "heavy letters are 'bold', as bold: true"},
    {"role", " radius borderradius rounded ", "the radius of the corners is 'corner', in px, as corner: 6"},
    {"role", " strokewidth borderwidth thickness linewidth width ",
     "the thickness of the border is 'stroke', in px, as stroke: 2"},
    {"role", " shape icon font ", "a role has colours and sizes alone, as fill: \"#dfd\""},
};

/* Whether `word` stands in `words`, between blanks. */
static bool listed(const char *words, const char *word, size_t len) {
  for (const char *at = words; (at = strstr(at, word)); at++)
    if (at > words && at[-1] == ' ' && at[len] == ' ')
      return true;
  return false;
}

/* A word in small letters, without '-', '_', '.' and blanks. */
static size_t bare(char *to, size_t room, const char *text, size_t len) {
  size_t n = 0;
  for (size_t i = 0; i < len; i++) {
    char c = text[i];
    if (c == '-' || c == '_' || c == ' ' || c == '.')
      continue;
    if (n == room - 1)
      break; /* longer than any of them */
    to[n++] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
  }
  to[n] = 0;
  return n;
}

const char *atl_guess_key(const char *scope, const char *key, size_t len) {
  char word[32];
  if (!bare(word, sizeof word, key, len))
    return NULL;
  for (size_t i = 0; i < sizeof guesses / sizeof *guesses; i++) {
    const char *at = strstr(guesses[i].scopes, scope);
    if (at && listed(guesses[i].words, word, strlen(word)))
      return guesses[i].answer;
  }
  return NULL;
}

/* Values of other languages, as above, and what each is called here. */
static const struct {
  const char *what, *words, *meant;
} values[] = {
    {"shape", " rect rectangle square process rectangular normal plain ", "box"},
    {"shape", " round roundrect roundedrect roundedrectangle roundedbox softbox ", "rounded"},
    {"shape", " database db disk storage can cyl drum datastore ", "cylinder"},
    {"shape", " pipe bus hcylinder horizontalcylinder directaccessstorage topic stream ", "queue"},
    {"shape", " actor user human man stickman stickfigure ", "person"},
    {"shape", " internet bubble ", "cloud"},
    {"shape", " file page doc paper report documents ", "document"},
    {"shape", " hex octagon pentagon preparation ", "hexagon"},
    {"shape", " rhombus decision choice conditional losange ", "diamond"},
    {"shape", " oval ellipse pill capsule terminal terminator ", "stadium"},
    {"shape", " dot point ring bullet doublecircle ", "circle"},
    {"shape", " module plugin package3d ", "component"},
    {"shape", " package directory tab ", "folder"},
    {"shape", " comment sticky callout annotation ", "note"},
    {"shape", " dashed dashedbox group frame boundarybox systemboundary ", "boundary"},
    {"style border", " dash dashes broken strokedasharray ", "dashed"},
    {"style border", " dot dots ", "dotted"},
    {"style border", " bold heavy strong wide ", "thick"},
    {"style border", " normal plain line single full continuous ", "solid"},
    {"style border", " twin doubled ", "double"},
    {"style head", " crowsfoot crowfoot crows many erdmany zeromany oneormany ", "crow"},
    {"style head", " normal filled closed ", "arrow"},
    {"style head", " vee thin openarrow lines ", "open"},
    {"style head", " hollow empty onormal inherit inheritance extends block ", "triangle"},
    {"style head", " odiamond composition aggregation filleddiamond rhombus ", "diamond"},
    {"style head", " dot odot oval ball filledcircle ", "circle"},
    {"style head", " no off noarrow nohead ", "none"},
    {"icon",
     " db sql postgres postgresql mysql mariadb sqlite oracle mongodb mongo redis cassandra dynamodb cylinder "
     "snowflake "
     "bigquery elasticsearch ",
     "database"},
    {"icon", " user actor human man customer client ", "person"},
    {"icon", " users people group persons customers ", "team"},
    {"icon", " kafka rabbitmq sqs bus broker topic stream messages ", "queue"},
    {"icon", " aws azure gcp internet saas ", "cloud"},
    {"icon", " host machine vm ec2 computer rack nginx apache kubernetes docker container ", "server"},
    {"icon", " web www world earth network dns cdn ", "globe"},
    {"icon", " lambda faas fn serverless ", "function"},
    {"icon", " ai brain ml llm ", "model"},
    {"icon", " data table csv ", "dataset"},
    {"icon", " doc document page report paper ", "file"},
    {"icon", " directory archive ", "folder"},
    {"icon", " s3 bucket disk drive hdd blob volume ", "storage"},
    {"icon", " api git github gitlab terminal script source ", "code"},
    {"icon", " settings cog config service worker job process ", "gear"},
    {"icon", " window chrome firefox ui frontend react ", "browser"},
    {"icon", " phone smartphone iphone android ios app ", "mobile"},
    {"icon", " email envelope message letter inbox smtp ", "mail"},
    {"icon", " graph metrics dashboard monitoring analytics grafana prometheus ", "chart"},
    {"icon", " magnifier find lens ", "search"},
    {"icon", " alert alarm notification ", "bell"},
    {"icon", " time timer cron schedule watch ", "clock"},
    {"icon", " firewall security waf guard ", "shield"},
    {"icon", " padlock secure private ", "lock"},
    {"icon", " secret password vault token credential ", "key"},
};

const char *atl_guess_word(const char *what, const char *word, size_t len) {
  char text[32];
  if (!bare(text, sizeof text, word, len))
    return NULL;
  for (size_t i = 0; i < sizeof values / sizeof *values; i++)
    if (strstr(values[i].what, what) && listed(values[i].words, text, strlen(text)))
      return values[i].meant;
  return NULL;
}
