#!/usr/bin/env bash
# Builds the test modules, from the sources beside it.
#
#   build.sh            into built/, to be committed
#   build.sh --check    into a temporary folder: the ABI of all modules is held against imports.txt, and what is built
#                       must do what the committed modules do (cases.json); a byte that differs is told, not refused,
#                       for compilers differ
#
# A language whose compiler is missing is left out, or refused where MK_WASM_REQUIRED=true (as in CI). It needs Debian's
# clang, lld, wabt, rustc and libstd-rust-dev-wasm32, and the npm package assemblyscript, which it installs.
set -euo pipefail
cd "$(dirname "$0")"
here=$PWD
sdk=$(cd ../../../../docs/wasm && pwd)
assemblyscript=0.28.20

out=$here/built
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if [ "${1:-}" = --check ]; then
    out=$work/built
fi
mkdir -p "$out"

missing() {
    echo "no $1 modules: $2 is missing" >&2
    [ "${MK_WASM_REQUIRED:-false}" != true ] || exit 1
}

if command -v clang >/dev/null && command -v wasm-ld >/dev/null; then
    for source in c/*.c; do
        clang --target=wasm32 -std=c11 -O2 -Wall -Wextra -Werror -Wno-unused-parameter -nostdlib -I "$sdk" \
            -Wl,--no-entry,--allow-undefined,--strip-all -Wl,-z,stack-size=8192 \
            -o "$out/$(basename "$source" .c)-c.wasm" "$source"
    done
else
    missing C "clang or lld"
fi

if command -v wat2wasm >/dev/null; then
    for source in wat/*.wat; do
        wat2wasm -o "$out/$(basename "$source" .wat)-wat.wasm" "$source"
    done
    for source in hostile/*.wat jvm/*.wat; do # for the tests of the JVM's node alone
        built=$work/$(basename "$source" .wat).wasm
        wat2wasm -o "$built" "$source"
        if [ "$out" = "$here/built" ]; then
            cp "$built" "$(dirname "$source")"
        else
            cmp "$built" "${source%.wat}.wasm"
        fi
    done
else
    missing WAT wabt
fi

rustc=
for candidate in "${RUSTC:-rustc}" /usr/bin/rustc; do
    if [ -d "$("$candidate" --print sysroot 2>/dev/null)/lib/rustlib/wasm32-unknown-unknown/lib" ]; then
        rustc=$candidate
        break
    fi
done
if [ -n "$rustc" ]; then
    cp rust/*.rs "$sdk/mk.rs" "$work"
    for source in rust/*.rs; do
        name=$(basename "$source" .rs)
        (cd "$work" && "$rustc" --edition 2021 --target wasm32-unknown-unknown --crate-type cdylib --crate-name "$name" \
            -D warnings -C opt-level=s -C lto -C panic=abort -C strip=symbols -C link-arg=-zstack-size=16384 \
            -o "$out/${name//_/-}-rust.wasm" "$name.rs")
    done
    examples=$(cd ../../../../docs/examples && pwd)
    for source in "$examples"/*.rs; do # as their README says
        name=$(basename "$source" .rs)
        cp "$source" "$work"
        (cd "$work" && "$rustc" --edition 2021 --target wasm32-unknown-unknown --crate-type cdylib -O -C panic=abort \
            -C strip=symbols -D warnings -o "$name.wasm" "$name.rs")
        if [ "$out" = "$here/built" ]; then
            cp "$work/$name.wasm" "$examples"
        else
            cmp "$work/$name.wasm" "$examples/$name.wasm" || echo "$name.wasm differs: another compiler?"
        fi
    done
else
    missing Rust "rustc for wasm32-unknown-unknown"
fi

if command -v npm >/dev/null; then
    npm install --silent --no-audit --no-fund --prefix "$work/npm" "assemblyscript@$assemblyscript" >/dev/null
    for source in assemblyscript/*.ts; do
        (cd "$(dirname "$source")" && "$work/npm/node_modules/.bin/asc" "$(basename "$source")" \
            -O --noAssert --runtime incremental --exportRuntime \
            --outFile "$out/$(basename "$source" .ts)-assemblyscript.wasm")
    done
else
    missing AssemblyScript npm
fi

chmod 644 "$out"/*.wasm

if [ "$out" = "$here/built" ]; then
    ls -l "$out"
    exit 0
fi

for module in "$out"/*.wasm; do
    committed=built/$(basename "$module")
    [ -f "$committed" ] || { echo "$committed is missing: run build.sh and commit it" >&2; exit 1; }
    cmp -s "$module" "$committed" || echo "$committed was built by another compiler; behaviour is compared"
done
for committed in built/*.wasm; do
    source=$(basename "$committed" .wasm)
    case $source in
        *-c) source=c/${source%-c}.c ;;
        *-wat) source=wat/${source%-wat}.wat ;;
        *-rust) source=rust/${source%-rust}; source=${source//-/_}.rs ;;
        *-assemblyscript) source=assemblyscript/${source%-assemblyscript}.ts ;;
    esac
    [ -f "$source" ] || { echo "$committed has no source $source" >&2; exit 1; }
done
if command -v node >/dev/null; then
    node host.mjs built
    node host.mjs "$out"
else
    missing "comparison of" node
fi
