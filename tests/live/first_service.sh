#!/usr/bin/env bash
# docs/first_service.md, every command of it, by Debian's AWS CLI (or the one in PATH).
source "$(dirname "$0")/expect.sh"

cli=$(command -v /usr/bin/aws || command -v aws) || { echo "no AWS CLI here"; exit 77; }
mkdir "$scratch/bin"
ln -s "$rampart" "$scratch/bin/rampart"
ln -s "$cli" "$scratch/bin/aws"
export PATH=$scratch/bin:$PATH HOME=$scratch XDG_RUNTIME_DIR
XDG_RUNTIME_DIR=$(mktemp -d /tmp/wXXXXXXXX)
port=$((10000 + RANDOM % 9000))  # below those that tasks take

# The guide's shell blocks, one behind the other; the endpoint's port is this test's own, and its end is asked for at the end.
{
  echo 'set -euo pipefail'
  shell_blocks "$root/docs/first_service.md" |
    sed -e "s/4566/$port/g" -e "s/8088/$((port + 1))/g" -e 's|^rampart serve .*|rampart serve --port '"$port"' --aws-minute 4s --compute process \& serve=$!; wait_for_endpoint|'
  echo 'kill -INT $serve; wait $serve'
} > "$scratch/guide.sh"
cat > "$scratch/wait.sh" <<W
wait_for_endpoint() {
  for _ in \$(seq 100); do curl -sf http://127.0.0.1:$port/health && return; sleep 0.1; done
  return 1
}
W
cd "$scratch"
if ! bash -x -c "source ./wait.sh; source ./guide.sh" > guide.log 2>&1; then
  tail -n 40 guide.log
  for pid in $(pgrep -f "rampart serve --port $port" || true); do kill -INT "$pid"; done
  fail "the guide's commands, see guide.log"
fi
grep -q 'Setting desired count to' guide.log || fail "no scaling activity was told"
grep -q 'rolling back to deployment' guide.log || fail "no roll-back was told"
# Whatever the guide started has this test's folder for its HOME; what follows here has not.
export HOME=/
left=$(grep -lz "^HOME=$scratch$" /proc/[0-9]*/environ 2>/dev/null | cut -d/ -f3 | tr '\n' ' ' || true)
[ -z "$left" ] || fail "something of the daemon is left: $left"
[ -z "$(find "$XDG_RUNTIME_DIR" -mindepth 2)" ] || fail "a run folder of the daemon is left"
rm -r "$XDG_RUNTIME_DIR"
echo "passed"
