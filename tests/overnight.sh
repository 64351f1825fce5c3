#!/usr/bin/env bash
# What is done before a release and takes longer than a change may wait: prints what each step did and how long it took, goes on
# after one that failed, and ends with 1 where any did.
#   tests/overnight.sh [PERCENT]    of the amounts below; 100 if not said
set -u
cd "$(dirname "$0")/.."
percent=${1:-100}
of() { echo $(($1 * percent / 100 > 0 ? $1 * percent / 100 : 1)); }
failed=0

step() {
  local name=$1 began=$SECONDS
  shift
  echo "== $name: $*"
  if "$@"; then echo "== $name: ok, $((SECONDS - began)) s"; else echo "== $name: FAILED, $((SECONDS - began)) s"; failed=$((failed + 1)); fi
}

simulate() { dotnet tests/P2PChain.Simulation/bin/Release/net10.0/P2PChain.Simulation.dll "$@" --minutes 10 --jobs "$(nproc)"; }
tests() { P2PCHAIN_TEST_SCALE=$1 dotnet test -c Release --no-build "tests/$2" --filter "FullyQualifiedName~$3" --logger "console;verbosity=normal"; }

step build dotnet build -c Release
# Not the seeds that every change is tried with.
step simulation simulate --from 1000001 --seeds "$(of 100000)"
step "same seed, same trace" simulate --from 2000001 --seeds "$(of 1000)" --twice
step networks dotnet tests/P2PChain.Simulation/bin/Release/net10.0/P2PChain.Simulation.dll networks \
  --sizes 10,100,1000,10000 --whole 10,100,1000 --cut 10,100,1000
step "planted bugs" tests/P2PChain.Simulation/Planted/run.sh 1000
step "kill -9 under load" tests "$(of 40)" P2PChain.Node.Tests Killed_under_load
step "300,000 blocks a side" tests "$(of 100)" P2PChain.Actors.Tests LongForkTests
step "soak of two simulated hours" tests 12 P2PChain.Simulation SoakTests
step "soak of ten minutes" tests 25 P2PChain.Node.Tests SoakTests
step "attacks" tests "$(of 10)" P2PChain.Node.Tests AttackTests
step "damaged files" tests "$(of 50)" P2PChain.Actors.Tests IntegrityCheckTests
step fuzz dotnet run -c Release --no-build --project tests/P2PChain.Fuzz -- --runs "$(of 10000000)" --jobs "$(nproc)" --seed "$(date +%s)"

echo "$failed failed"
[ "$failed" -eq 0 ]
