#!/bin/sh
# cpack of CMake 3.25.1 with rpmbuild 4.18.0 (Debian 12): packages that a package only suggests.
#
# Tried: a project of one file, packed as RPM with a requirement and a suggestion, and the same suggestion in a spec file
# that rpmbuild reads itself.
# Seen: rpmbuild writes it, cpack leaves it out, with a warning for developers ("not supported in provided rpmbuild") and
# exit status 0; the requirement stands. CMake asks the list of the tags that rpm can be asked for, and there it is called
# otherwise.
# One would guess: what rpmbuild knows can be had through cpack; a setting that is not followed is an error.
# So: what a package made by cpack asks for is to be read back from the package.
set -eu
name=$(basename "$0" .sh)
skip() { echo "SKIP $name: $1"; exit 77; }
for need in cmake:cmake cpack:cmake rpmbuild:rpm; do
  command -v "${need%%:*}" >/dev/null || apt-get install -y --no-install-recommends "${need#*:}" >/dev/null 2>&1 ||
    skip "${need#*:} cannot be installed"
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat >CMakeLists.txt <<'EOT'
cmake_minimum_required(VERSION 3.25)
project(one VERSION 1.0 LANGUAGES NONE)
file(WRITE ${CMAKE_BINARY_DIR}/one.txt "one\n")
install(FILES ${CMAKE_BINARY_DIR}/one.txt DESTINATION share/one)
set(CPACK_GENERATOR RPM)
set(CPACK_PACKAGE_FILE_NAME one)
set(CPACK_PACKAGE_CONTACT one)
set(CPACK_RPM_PACKAGE_REQUIRES zlib)
set(CPACK_RPM_PACKAGE_SUGGESTS libpng)
include(CPack)
EOT
cat >two.spec <<'EOT'
Name: two
Version: 1
Release: 1
Summary: two
License: MIT
Suggests: libpng
BuildArch: noarch
%description
two
%files
EOT
cmake -S . -B build >/dev/null
code=0
(cd build && cpack) >log 2>&1 || code=$?
rpmbuild --define "_topdir $work/rpm" -bb two.spec >/dev/null 2>&1
asked() { rpm -qp "--$2" "$1" 2>/dev/null | grep -v '^rpmlib' | tr '\n' ' '; }
warned=$(grep -c 'SUGGESTS not supported' log || :)
got="cpack: exit $code, warnings $warned, requires $(asked build/one.rpm requires)suggests $(asked build/one.rpm suggests)"
got="$got; rpmbuild: suggests $(asked rpm/RPMS/noarch/two-1-1.noarch.rpm suggests)"
want="cpack: exit 0, warnings 1, requires zlib suggests ; rpmbuild: suggests libpng "
versions="$(cmake --version | head -1), $(rpmbuild --version)"
if [ "$got" = "$want" ]; then
  echo "PASS $name: $versions: $got"
else
  echo "FAIL $name: $versions: $got; it was: $want"
  exit 1
fi
