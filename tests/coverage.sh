#!/usr/bin/env bash
# Branch coverage of P2PChain.Core by P2PChain.Core.Tests: prints it, and ends with 1 where it is below the floor.
#   tests/coverage.sh              runs these tests
#   tests/coverage.sh DIRECTORY    reads the report of a run with MeasureCoverage=true whose results are there
set -eu
cd "$(dirname "$0")/.."
floor=90
results=${1:-}
if [ -z "$results" ]; then
  results=$(mktemp -d)
  trap 'rm -rf "$results"' EXIT
  MeasureCoverage=true dotnet test -c Release tests/P2PChain.Core.Tests --results-directory "$results"
fi
report=$(find "$results" -name '*.cobertura.xml' | head -1)
if [ -z "$report" ]; then echo "no coverage report in $results"; exit 1; fi
package=$(grep -o '<package [^>]*name="P2PChain.Core"[^>]*' "$report")
rate=$(sed -E 's/.* branch-rate="([0-9.]+)".*/\1/' <<< "$package")
lines=$(sed -E 's/.* line-rate="([0-9.]+)".*/\1/' <<< "$package")
awk -v branches="$rate" -v lines="$lines" -v floor="$floor" 'BEGIN {
  printf "P2PChain.Core: %.1f %% of branches, %.1f %% of lines; floor %d %% of branches\n", 100 * branches, 100 * lines, floor
  exit !(100 * branches >= floor)
}'
