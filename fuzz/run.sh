#!/bin/bash
# Each fuzz target for so many seconds, beginning with what is kept of it in fuzz/corpus; two at a time. What it found stays
# in the folder that is named at the end.
#
#   fuzz/run.sh [SECONDS] [BUILD_FOLDER] [TARGET…]
set -euo pipefail
seconds=${1:-60}
build=${2:-build/fuzz}
here=$(cd "$(dirname "$0")" && pwd)
targets=("${@:3}")
[ ${#targets[@]} -gt 0 ] || mapfile -t targets < <(cd "$here" && ls -- *_fuzz.cpp | sed 's/_fuzz.cpp$//')
out=$(mktemp -d -t rampart-fuzz.XXXXXX)

fuzz() {
  local name=$1
  mkdir -p "$out/$name"
  if "$build/${name}_fuzz" -max_total_time="$seconds" -timeout=20 -rss_limit_mb=4096 -artifact_prefix="$out/$name-" \
    "$out/$name" "$here/corpus/$name" >"$out/$name.log" 2>&1; then
    echo "$name: nothing found; $(grep -a '^Done' "$out/$name.log"), $(grep -a 'cov:' "$out/$name.log" | tail -1 | grep -ao 'cov: [0-9]*')"
  else
    echo "$name: FOUND SOMETHING, see $out/$name.log and $out/$name-*"
    return 1
  fi
}
export -f fuzz
export seconds build here out
printf '%s\n' "${targets[@]}" | xargs -P 2 -I{} bash -c 'fuzz {}' || { echo "what was found: $out" >&2; exit 1; }
rm -rf "$out"
