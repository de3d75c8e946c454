#!/usr/bin/env bash
# The conformance corpus: every script under scripts/ through the real Artillery and through rampart run, each beside its own
# server. See corpus.mjs. Names of scripts as arguments run only these; REAL=all records Artillery's outcomes anew.
source "$(dirname "$0")/../live/expect.sh"
here=$(cd "$(dirname "$0")" && pwd)

skip() {
  echo "skipped: $*"
  exit 77
}
for tool in node npm openssl; do
  command -v "$tool" >/dev/null || skip "$tool is needed for Artillery"
done
# Outside tests/, whose sources the house tests read; shared by all build folders; installed anew when the lock changed.
home="$root/.cache/artillery"
if ! cmp -s "$here/package-lock.json" "$home/installed-lock.json"; then
  mkdir -p "$home"
  cp "$here/package.json" "$here/package-lock.json" "$home"
  # With no network there is nothing to compare with; a CI that must not skip sets RAMPART_NEEDS_ARTILLERY=1.
  if ! (cd "$home" && npm ci --ignore-scripts --no-audit --no-fund) >"$scratch/npm.log" 2>&1; then
    tail -n 5 "$scratch/npm.log"
    [ -z "${RAMPART_NEEDS_ARTILLERY:-}" ] || fail "npm ci could not install Artillery"
    skip "npm ci could not install Artillery"
  fi
  cp "$here/package-lock.json" "$home/installed-lock.json"
fi

# Where fake-data's package is found for rampart run, too.
NODE_PATH="$home/node_modules" RAMPART="$rampart" ARTILLERY="$home/node_modules/.bin/artillery" \
  node "$here/corpus.mjs" "$scratch" "$@" || fail "rampart run and Artillery differ, see DIFFERENT above"
# What publish-metrics sends; not when only some scripts were asked for.
if [ $# -eq 0 ]; then
  RAMPART="$rampart" ARTILLERY="$home/node_modules/.bin/artillery" MODULES="$home/node_modules" \
    node "$here/published.mjs" "$scratch/published" || fail "rampart run and Artillery publish different things, see DIFFERENT above"
fi
echo "passed"
