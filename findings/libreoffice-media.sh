#!/bin/sh
# LibreOffice 7.4.7 (Debian 12, libreoffice-draw 4:7.4.7-1+deb12u14) and @media in SVG.
#
# Seen: of a block @media(prefers-color-scheme:dark){...} in an SVG that is converted to PNG, the first rule is passed over (its
# selector is taken together with the at-rule), all others are applied, without asking for any scheme. A rule whose selector
# has a child combinator (.a>.b) is applied nowhere, in @media or outside.
# One would guess: the block is applied in the dark, or, by a program that does not know the feature, not at all.
# So: an SVG with a dark scheme of several rules is dark, or half of it is, in a document that is printed; with '>' in each
# dark selector, and the light scheme in attributes, it stays light.
set -eu
name=$(basename "$0" .sh)
skip() { echo "SKIP $name: $1"; exit 77; }
command -v soffice >/dev/null || apt-get install -y --no-install-recommends libreoffice-draw >/dev/null 2>&1 || skip "libreoffice-draw cannot be installed"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

square() { # square FILE STYLE FILL
  printf '<svg xmlns="http://www.w3.org/2000/svg" class="s" width="40" height="40"><style>%s</style><rect class="a" width="40" height="40" fill="%s"/></svg>\n' "$2" "$3" >"$1.svg"
}
square light '' '#00ff00'
square dark '' '#ff0000'
square first '@media(prefers-color-scheme:dark){.a{fill:#ff0000}}' '#00ff00'
square second '@media(prefers-color-scheme:dark){.b{fill:#0000ff}.a{fill:#ff0000}}' '#00ff00'
square child '@media(prefers-color-scheme:dark){.b{fill:#0000ff}.s>.a{fill:#ff0000}}' '#00ff00'
square childless '.s>.a{fill:#ff0000}' '#00ff00'
timeout 120 soffice "-env:UserInstallation=file://$work/profile" --headless --convert-to png ./*.svg >/dev/null 2>&1

as() { # as FILE LIKE
  cmp -s "$1.png" "$2.png" || { echo "FAIL $name: '$1' is not drawn as '$2'"; exit 1; }
}
cmp -s light.png dark.png && { echo "FAIL $name: red and green are drawn alike"; exit 1; }
as first light
as second dark
as child light
as childless light
echo "PASS $name: $(soffice --version | cut -d' ' -f1-2): the second rule of a dark @media block is applied; the first, and one with '>', are not"
