# Completion of atlasc for bash; needs nothing but bash.

# Adds the files whose names end in one of the suffixes, and the folders on the way to them.
_atlasc_files() { # WORD SUFFIX...
  local word=$1 suffix name
  shift
  compopt -o filenames 2>/dev/null
  while IFS= read -r name; do
    COMPREPLY+=("$name")
  done < <(compgen -d -- "$word"
    for suffix; do compgen -f -X "!*.$suffix" -- "$word"; done)
}

_atlasc_words() { # WORD CANDIDATE...
  local word=$1 candidate
  shift
  for candidate; do
    if [[ $candidate == "$word"* ]]; then COMPREPLY+=("$candidate"); fi
  done
}

# The views of the map that is on the line.
_atlasc_views() {
  local this
  for this in "${COMP_WORDS[@]:1}"; do
    if [[ $this == *.yaml || $this == *.yml ]]; then
      "${COMP_WORDS[0]}" views --names "$this" 2>/dev/null
      return
    fi
  done
}

# What a question may be about, in the maps that are on the line.
_atlasc_names() { # WORD
  local name at maps=
  for ((at = 1; at < COMP_CWORD; at++)); do
    if [[ ${COMP_WORDS[at]} == -m || ${COMP_WORDS[at]} == --maps ]]; then
      [[ ${COMP_WORDS[at + 1]} == = ]] && ((at++))
      maps=${COMP_WORDS[at + 1]}
    fi
  done
  while IFS= read -r name; do
    if [[ $name == "$1"* ]]; then
      printf -v name %q "$name"
      COMPREPLY+=("$name")
    fi
  done < <("${COMP_WORDS[0]}" query ${maps:+"--maps=$maps"} names 2>/dev/null)
}

# The values of an option; fails for an option that takes none.
_atlasc_value() { # OPTION WORD
  case $1 in
    -o | --output) _atlasc_files "$2" txt svg png pdf html dot mmd md json ;;
    -T | --type)
      case " ${COMP_WORDS[*]} " in
        *" site "* | *" serve "*) _atlasc_words "$2" svg png ;;
        *) _atlasc_words "$2" text svg png pdf html dot mermaid markdown json map.json ;;
      esac
      ;;
    -m | --maps) _atlasc_files "$2" yaml yml ;;
    --allow)
      _atlasc_words "$2" dangling-link dangling-see dangling-map unreachable-map orphan-node duplicate-label \
        undefined-term long-row contrast missing-about empty-entry old-fact
      ;;
    --deps) _atlasc_files "$2" d ;;
    --plan) _atlasc_words "$2" ninja json ;;
    -l | --layout) _atlasc_words "$2" $("${COMP_WORDS[0]}" layouts --names 2>/dev/null) ;;
    --direction) _atlasc_words "$2" down right up left ;;
    --groups) _atlasc_words "$2" frames lines ;;
    --engine) _atlasc_words "$2" own auto dot ;;
    --style)
      _atlasc_files "$2" yaml yml
      _atlasc_words "$2" $("${COMP_WORDS[0]}" styles --names 2>/dev/null)
      ;;
    --border) _atlasc_words "$2" single round heavy double ascii ;;
    --color) _atlasc_words "$2" auto always never ;;
    --links) _atlasc_words "$2" auto osc8 never ;;
    --ambiguous) _atlasc_words "$2" narrow wide ;;
    --bidi) _atlasc_words "$2" auto always never ;;
    --fit) _atlasc_words "$2" tall square wide ;;
    --scheme) _atlasc_words "$2" auto light dark ;;
    --text) _atlasc_words "$2" auto embed paths ;;
    --dump) _atlasc_words "$2" map style graph order place scene vocabulary ;;
    --format) _atlasc_words "$2" human json gcc github ;;
    --view) _atlasc_words "$2" $(_atlasc_views) ;;
    -j | --jobs | --width | --prefix | --scale | --id-prefix | --root | --depth | --only | --without | --focus | --neighbours | --without-links | --limit | --port) ;;
    --host) _atlasc_words "$2" 127.0.0.1 0.0.0.0 ;;
    *) return 1 ;;
  esac
}

_atlasc() {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} command= question= map= at this
  COMPREPLY=()

  # readline breaks --dump=map in three words, unless COMP_WORDBREAKS has lost its "="
  if [[ $word == = ]]; then
    word=
  elif [[ $before == = ]]; then
    before=${COMP_WORDS[COMP_CWORD - 2]}
  elif [[ $word == --*=* ]]; then
    before=${word%%=*}
    _atlasc_value "$before" "${word#*=}"
    COMPREPLY=("${COMPREPLY[@]/#/$before=}")
    return
  fi

  for ((at = 1; at < COMP_CWORD; at++)); do
    this=${COMP_WORDS[at]}
    case $this in
      -o | --output | -T | --type | -l | --layout | --direction | --groups | --engine | --width | --fit | --style | --border | --color | --links | \
        --ambiguous | --bidi | --prefix | --scale | --scheme | --id-prefix | --text | --view | --root | --depth | --only | \
        --without | --focus | --neighbours | --without-links | --dump | --format | -j | --jobs | --deps | --plan | -m | --maps | --limit | --allow | --as-of | --fresh | --port | --host)
        [[ ${COMP_WORDS[at + 1]} == = ]] && ((at++))
        ((at++))
        ;;
      -?*) ;;
      build | watch | site | serve | check | query | measure | diff | lsp | embed | boxes | styles | layouts | views | help)
        [[ $command || $map ]] || command=$this
        ;;
      *)
        [[ $map ]] || question=$this
        map=$this
        ;;
    esac
  done

  _atlasc_value "$before" "$word" && return

  case $command:$word in
    build:-*)
      _atlasc_words "$word" -o --output -T --type -j --jobs -n --dry-run -q --quiet --prune --clean --deps --plan -l --layout \
        --direction --groups --engine --width --fit --style --border --color --links --ambiguous --bidi --prefix --scale --scheme \
        --id-prefix --text --title --legend --root --depth --only --without --focus --neighbours --without-links --format -h --help
      ;;
    build:*) _atlasc_files "$word" yaml yml ;;
    watch:-*)
      _atlasc_words "$word" -o --output -T --type -j --jobs -q --quiet --prune -l --layout --direction --groups --engine --width \
        --fit --style --border --color --links --ambiguous --bidi --prefix --scale --scheme --id-prefix --text --title --legend \
        --view --root --depth --only --without --focus --neighbours --without-links --format -h --help
      ;;
    watch:*) _atlasc_files "$word" yaml yml ;;
    serve:-*) _atlasc_words "$word" -o --output -T --type --width -j --jobs --style --port --host -h --help ;;
    serve:*) _atlasc_files "$word" yaml yml ;;
    site:-*) _atlasc_words "$word" -o --output -T --type --width --markdown --playground --playground-from -j --jobs --style --format -h --help ;;
    site:*) _atlasc_files "$word" yaml yml ;;
    check:-*) _atlasc_words "$word" --format --style --allow --as-of --fresh -h --help ;;
    check:*) _atlasc_files "$word" yaml yml ;;
    query:-*) _atlasc_words "$word" -m --maps --limit --format --width --color --links --pager -h --help ;;
    query:*)
      case $question in
        '') _atlasc_words "$word" find uses used-by path orphans stats names ;;
        uses | used-by | path) _atlasc_names "$word" ;;
      esac
      ;;
    measure:-*)
      _atlasc_words "$word" -l --layout --direction --groups --engine --width --fit --view --root --depth --only --without --focus --neighbours --without-links \
        --style --cells --format --paths --drawing -h --help
      ;;
    measure:*) _atlasc_files "$word" yaml yml json ;;
    diff:-*)
      _atlasc_words "$word" -o --output -T --type -l --layout --direction --groups --engine --width --fit --style --border --color \
        --links --ambiguous --bidi --pager --prefix --scale --scheme --id-prefix --text --title --legend --view --root --depth --only \
        --without --focus --neighbours --without-links --list --check --git --textconv --format -h --help
      ;;
    diff:*) _atlasc_files "$word" yaml yml ;;
    lsp:*) _atlasc_words "$word" --stdio -h --help ;;
    embed:-*) _atlasc_words "$word" --check -n --dry-run -q --quiet --format -h --help ;;
    embed:*) _atlasc_files "$word" md mdx adoc rst html ;;
    boxes:-*) _atlasc_words "$word" --check --fix --adopt --format -h --help ;;
    boxes:*) _atlasc_files "$word" md mdx adoc rst txt ;;
    styles:*) _atlasc_words "$word" --names -h --help ;;
    layouts:*) _atlasc_words "$word" --names -h --help ;;
    views:-*) _atlasc_words "$word" --names -h --help ;;
    views:*) _atlasc_files "$word" yaml yml ;;
    help:-*) _atlasc_words "$word" --agents ;;
    help:*) _atlasc_words "$word" build watch site serve check query measure diff lsp embed boxes styles layouts views help ;;
    :-*)
      _atlasc_words "$word" -o --output -T --type -l --layout --direction --groups --engine --width --fit --style --border --color \
        --links --ambiguous --bidi --prefix --scale --scheme --id-prefix --text --title --legend --view --root --depth --only --without --focus --neighbours --without-links \
        --pager --dump --format -h --help --version
      ;;
    :*)
      [[ $map ]] && return
      _atlasc_files "$word" yaml yml
      [[ $COMP_CWORD -eq 1 ]] && _atlasc_words "$word" build watch site serve check query measure diff lsp embed boxes styles layouts views help
      ;;
  esac
}

complete -F _atlasc atlasc
