#!/bin/sh
# Builds mk-node with CMake ("build") and runs its host tests ("test"): what Maven calls.
# Without cmake or a C compiler it says so and does nothing; with MK_NODE_REQUIRED=true it fails then.
set -eu
cd "$(dirname "$0")"

missing=
command -v cmake >/dev/null 2>&1 || missing="cmake"
command -v cc >/dev/null 2>&1 || missing="$missing${missing:+ and }a C compiler (cc)"
if [ -n "$missing" ]; then
    if [ "${MK_NODE_REQUIRED:-false}" = true ]; then
        echo "esp32-node: $missing not found, and mk.node.required is true" >&2
        exit 1
    fi
    echo "esp32-node: SKIPPED, $missing not found; install it (Debian: apt-get install cmake gcc libc6-dev make)"
    echo "            to build mk-node and to run the tests that need it"
    exit 0
fi

case "${1:-}" in
    build)
        cmake -S posix -B target/posix -DCMAKE_BUILD_TYPE=Release
        cmake --build target/posix --parallel 2
        ;;
    test)
        ctest --test-dir target/posix --output-on-failure
        ;;
    *)
        echo "usage: build.sh build|test" >&2
        exit 2
        ;;
esac
