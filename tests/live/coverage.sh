#!/usr/bin/env bash
# docs/aws_coverage.md is what the code says.
source "$(dirname "$0")/expect.sh"
"$rampart" serve --coverage > "$scratch/coverage.md"
diff "$root/docs/aws_coverage.md" "$scratch/coverage.md" ||
  fail "docs/aws_coverage.md is old: rampart serve --coverage > docs/aws_coverage.md"
echo "passed"
