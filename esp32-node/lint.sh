#!/bin/sh
# cppcheck and clang-tidy over the node and its POSIX port; fails at the first finding of either.
set -eu
cd "$(dirname "$0")"

cppcheck --std=c11 --enable=warning,performance,portability --inline-suppr --error-exitcode=1 --quiet \
    --suppress=missingIncludeSystem -Icomponents/mk_node/include -Icomponents/mk_node/src -Iposix \
    components/mk_node/src posix
# One file at a time: with several, version 14 takes every va_list after the first for uninitialized.
find components/mk_node/src posix -name '*.c' -print0 | xargs -0 -P2 -n1 sh -c '
    clang-tidy-14 --quiet "$@" -- -std=c11 -D_XOPEN_SOURCE=700 -DMK_VERSION="\"lint\"" \
        -Icomponents/mk_node/include -Icomponents/mk_node/src -Iposix 2>/dev/null' lint
echo "esp32-node: no findings"
