#!/usr/bin/env bash
# walk.sh CLIENT: the way of docs/first_service.md through an AWS SDK, against a daemon of its own. CLIENT is boto3 (Debian's, and
# python3's where that is another one) or js.
source "$(dirname "$0")/expect.sh"
here=$root/tests/live
client=${1:?boto3 or js}
# As long as a desktop's /run/user/1000, so that sockets are, too; nothing may be left in it.
export HOME=$scratch XDG_RUNTIME_DIR
XDG_RUNTIME_DIR=$(mktemp -d /tmp/wXXXXXXXX)

skip() {
  echo "skipped: $*"
  exit 77
}

free() { ! (: < "/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

serves() { curl -sf "http://127.0.0.1:$1/health" >/dev/null; }

# walk FOLDER COMMAND…: the walk in a folder of its own; what the daemon leaves behind is looked for after it.
walk() {
  local folder=$scratch/$1 port serve
  shift
  until port=$((10000 + RANDOM % 9000)) && free "$port" && free $((port + 1)); do :; done
  mkdir "$folder"
  cd "$folder"
  "$rampart" serve --port "$port" --aws-minute 4s --compute process > serve.log 2>&1 &
  serve=$!
  started+=("$serve")
  wait_until 10 serves "$port" || fail "rampart serve doesn't answer, see $folder/serve.log"
  if ! "$@" "http://127.0.0.1:$port" $((port + 1)) "$rampart" > walk.log 2>&1; then
    kill -INT "$serve"
    wait "$serve" || true
    tail -n 15 walk.log
    fail "the walk, see $folder"
  fi
  cat walk.log
  local run
  run=$(basename "$XDG_RUNTIME_DIR"/rampart-*/*)
  kill -INT "$serve"
  wait "$serve" || fail "rampart serve ended with $?, see $folder/serve.log"
  [ -z "$(left_behind "$run")" ] || fail "tasks are left behind: $(left_behind "$run")"
  ! pgrep -af "$XDG_RUNTIME_DIR/" || fail "processes are left behind"
  [ -z "$(find "$XDG_RUNTIME_DIR" -mindepth 2)" ] || fail "files are left behind: $(find "$XDG_RUNTIME_DIR")"
}

case $client in
  boto3)
    walked=
    for python in /usr/bin/python3 "$(command -v python3)"; do
      version=$("$python" -c 'import boto3; print(boto3.__version__)' 2>/dev/null) || continue
      [[ " $walked " == *" $version "* ]] && continue
      walk "boto3-$version" "$python" "$here/walk.py"
      walked+=" $version"
    done
    [ -n "$walked" ] || skip "no boto3 here"
    ;;
  js)
    for tool in node npm; do
      command -v "$tool" >/dev/null || skip "$tool is needed for the AWS SDK"
    done
    # Outside tests/, whose sources the house tests read; shared by all build folders; installed anew when the lock changed.
    modules=$root/.cache/aws-sdk
    if ! cmp -s "$here/walk/package-lock.json" "$modules/installed-lock.json"; then
      mkdir -p "$modules"
      cp "$here/walk/package.json" "$here/walk/package-lock.json" "$modules"
      if ! (cd "$modules" && npm ci --ignore-scripts --no-audit --no-fund) > "$scratch/npm.log" 2>&1; then
        tail -n 5 "$scratch/npm.log"
        skip "npm ci could not install the AWS SDK"
      fi
      cp "$here/walk/package-lock.json" "$modules/installed-lock.json"
    fi
    # Node looks for packages from where the script lies.
    cp "$here/walk/walk.mjs" "$modules/walk.mjs"
    walk js node "$modules/walk.mjs"
    ;;
  *) fail "boto3 or js, not $client" ;;
esac
rm -r "$XDG_RUNTIME_DIR"
echo "passed"
