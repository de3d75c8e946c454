#!/usr/bin/env bash
# rampart schema under a validator of another make: every script we ship is valid, every wrong one is refused by the
# schema and by `rampart run` alike.
source "$(dirname "$0")/../live/expect.sh"
here=$(cd "$(dirname "$0")" && pwd)

skip() {
  echo "skipped: $*"
  exit 77
}
for tool in node npm; do
  command -v "$tool" >/dev/null || skip "$tool is needed for the validator"
done
home="$root/.cache/schema"
if ! cmp -s "$here/package-lock.json" "$home/installed-lock.json"; then
  mkdir -p "$home"
  cp "$here/package.json" "$here/package-lock.json" "$home"
  (cd "$home" && npm ci --ignore-scripts --no-audit --no-fund) >"$scratch/npm.log" 2>&1 || skip "npm ci could not install ajv"
  cp "$here/package-lock.json" "$home/installed-lock.json"
fi
cp "$here/validate.mjs" "$home"

"$rampart" schema >"$scratch/schema.json" || fail "rampart schema ended with $?"
mapfile -t good < <(cd "$root" && git ls-files 'examples/*.yml' 'tests/conformance/*.yml' 'bench/*.yml' | grep -v package |
  while read -r file; do if grep -q '^scenarios:' "$file"; then echo "$root/$file"; fi; done)
[ "${#good[@]}" -ge 4 ] || fail "only ${#good[@]} scripts found"
node "$home/validate.mjs" "$scratch/schema.json" "${good[@]}" >"$scratch/good.txt" || fail "the schema isn't one"
mapfile -t refused < <(sed -n 's/^invalid \([^:]*\):.*/\1/p' "$scratch/good.txt")
[ "${#refused[@]}" -lt $((${#good[@]} / 2)) ] || fail "${#refused[@]} of ${#good[@]} scripts aren't valid"
for script in "${refused[@]}"; do  # the corpus holds wrong scripts too; the checker must be of one mind with the schema
  code=0
  (cd "$(dirname "$script")" && timeout 20 "$rampart" run -q "$script") >/dev/null 2>"$scratch/err" || code=$?
  if grep -q 'has no meaning' "$scratch/err"; then continue; fi  # an unknown key is only warned of
  if [ "$code" = 0 ] || ! grep -q "$(basename "$script"):[0-9]*:[0-9]*: " "$scratch/err"; then
    fail "$script isn't valid, but runs (code $code): $(grep -F "$script" "$scratch/good.txt" | cut -c1-300)"
  fi
done

wrong=("$here"/wrong/*.yml)
node "$home/validate.mjs" "$scratch/schema.json" "${wrong[@]}" >"$scratch/wrong.txt"
if grep '^valid' "$scratch/wrong.txt"; then fail "the schema lets wrong scripts through"; fi
for script in "${wrong[@]}"; do
  code=0
  timeout 20 "$rampart" run "$script" >"$scratch/out" 2>"$scratch/err" || code=$?
  [ "$code" = 1 ] || fail "$script ended with $code: $(cat "$scratch/err")"
  grep -q "$(basename "$script"):[0-9]*:[0-9]*: " "$scratch/err" || fail "$script: no place in $(cat "$scratch/err")"
done
echo "$((${#good[@]} - ${#refused[@]})) scripts are valid, ${#wrong[@]} wrong ones are refused twice"
