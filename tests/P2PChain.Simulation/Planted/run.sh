#!/bin/sh
# Plants each bug in a copy of the sources and lets the simulator look for it: every one must be found within so many
# seeds. Usage: run.sh [SEEDS [NAME...]]; prints a line per bug, ends with 1 when one stayed hidden.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
seeds=${1:-1000}
[ $# -gt 0 ] && shift
[ $# -gt 0 ] || set -- $(cd "$here" && ls ./*.patch | sed 's|./||; s|\.patch$||')
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
(cd "$root" && git ls-files -z src tests ':(top,glob)*' | tar --null -T - -c) | tar -x -C "$copy"
cd "$copy"
hidden=0
for name in "$@"; do
    patch -s -p1 < "$here/$name.patch"
    dotnet build tests/P2PChain.Simulation -c Release -p:RunAnalyzers=false -v q --nologo > build.log 2>&1 || { cat build.log; exit 2; }
    # The planted process must end with 1 because of a violation, not because it could not run.
    if dotnet tests/P2PChain.Simulation/bin/Release/net10.0/P2PChain.Simulation.dll --seeds "$seeds" --minutes 5 --stop > run.log 2>&1; then
        echo "$name: HIDDEN in $seeds seeds"
        hidden=1
    elif grep -q VIOLATED run.log; then
        echo "$name: found, $(grep -A1 VIOLATED run.log | tr -s ' \n' ' ' | cut -c1-200)"
    else
        cat run.log
        exit 2
    fi
    patch -s -R -p1 < "$here/$name.patch"
done
exit $hidden
