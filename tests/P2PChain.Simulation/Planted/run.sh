#!/bin/sh
# Plants each bug in a copy of the sources and lets the simulator look for it: every one must be found within so many
# seeds. Prints a line per bug; ends with 1 when one stayed hidden, with 2 when one could not be planted or run.
#   run.sh [SEEDS [NAME...]]             these, or all of them; 1000 seeds if not said
#   run.sh --rotate COUNT [SEEDS [AT]]   COUNT of them, others for each AT (the day, if not said), and the canary
# The canary is a patch that harms nothing: it must stay hidden, or what is found says nothing.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
jobs=${JOBS:-$(nproc)}
all=$(cd "$here" && for each in *.patch; do [ "$each" = canary.patch ] || echo "${each%.patch}"; done)
canary=false
if [ "${1:-}" = --rotate ]; then
    count=$2 seeds=${3:-1000} at=${4:-$(($(date +%s) / 86400))}
    canary=true
    # shellcheck disable=SC2086 # names have no spaces
    set -- $all
    skip=$((at * count % $#))
    # shellcheck disable=SC2086
    set -- $(printf '%s\n' $all $all | tail -n "+$((skip + 1))" | head -n "$count")
    echo "rotation $at: $*"
else
    seeds=${1:-1000}
    [ $# -gt 0 ] && shift
    # shellcheck disable=SC2086
    [ $# -gt 0 ] || set -- $all
fi
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
(cd "$root" && git ls-files -z src tests ':(top,glob)*' | tar --null -T - -c) | tar -x -C "$copy"
cd "$copy"
bin=bin/Release/net10.0
build() { dotnet build "$@" -c Release -p:RunAnalyzers=false -v q --nologo > build.log 2>&1 || { cat build.log; exit 2; }; }
build tests/P2PChain.Simulation
cp -r tests/P2PChain.Simulation/$bin clean

# Only the patched projects are built again; all that use them as well, where what they show to others changed.
plant() {
    rm -rf planted && cp -r clean planted
    for project in $(sed -n 's|^+++ b/src/\([^/]*\)/.*|\1|p' "$here/$1.patch" | sort -u); do
        shown=src/$project/obj/Release/net10.0/ref/$project.dll
        cp "$shown" shown.dll
        build "src/$project" --no-restore --no-dependencies
        if ! cmp -s "$shown" shown.dll; then
            built_all=true
            build tests/P2PChain.Simulation --no-restore
            rm -rf planted && cp -r tests/P2PChain.Simulation/$bin planted
            return
        fi
        cp src/"$project"/$bin/"$project".dll planted/
    done
}

# 0 when the bug was found, 1 when it stayed hidden.
look() {
    git apply "$here/$1.patch" || exit 2
    built_all=false
    plant "$1"
    before=$(date +%s)
    # The planted process must end with 1 because of a violation, not because it could not run.
    if dotnet planted/P2PChain.Simulation.dll \
        --seeds "$2" --minutes 5 --jobs "$jobs" --stop > run.log 2>&1; then
        found=1
    elif grep -q VIOLATED run.log; then
        found=0
        how="found, $(grep -A1 VIOLATED run.log | tr -s ' \n' ' ' | cut -c1-200) ($(($(date +%s) - before)) s)"
    else
        cat run.log
        exit 2
    fi
    git apply -R "$here/$1.patch" || exit 2
    if $built_all; then build tests/P2PChain.Simulation --no-restore; fi
    return $found
}

ends=0
if $canary; then
    if look canary 10; then
        echo "canary: FOUND without a bug: $how"
        ends=1
    else
        echo "canary: hidden in 10 seeds, as it must be"
    fi
fi
for name in "$@"; do
    if look "$name" "$seeds"; then
        echo "$name: $how"
    else
        echo "$name: HIDDEN in $seeds seeds"
        ends=1
    fi
done
exit $ends
