#!/usr/bin/env bash
# Runs scripts/action.sh as GitHub would, with hostile inputs: test-action.sh PATH-OF-HOLDSHORT
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
binary=$(realpath "$1")
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
failed=0
check() { # check DESCRIPTION COMMAND...
  local what=$1
  shift
  if "$@"; then echo "ok: $what"; else echo "FAILED: $what"; failed=1; fi
}

cd "$work"
mkdir -p "manifests with blanks" good
cat >"manifests with blanks/bad.yaml" <<'Y'
apiVersion: v1
kind: Pod
metadata:
  name: "x%0A::error::injected"
spec:
  containers:
    - name: "app\n::warning::injected"
      image: registry.example.com/app:1.0
      securityContext: {privileged: true}
Y
cat >good/good.yaml <<'Y'
apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
data:
  LOG_LEVEL: info
Y

run() { # run [NAME=VALUE...]: the script in a clean environment; output in out, status in status
  : >summary.md
  : >outputs
  status=0
  env -i PATH="$PATH" HOME="$HOME" HOLDSHORT_BINARY="$binary" HOLDSHORT_ACTION_PATH="$root" \
    GITHUB_STEP_SUMMARY="$work/summary.md" GITHUB_OUTPUT="$work/outputs" "$@" \
    bash "$root/scripts/action.sh" >out 2>err || status=$?
}

run HOLDSHORT_PATHS=$'manifests with blanks\ngood' HOLDSHORT_SARIF=report.sarif
check "findings fail the step" test "$status" = 1
check "an annotation names file and line" grep -qF '::error file=manifests with blanks/bad.yaml,line=9' out
check "nothing is injected into the log" bash -c '! grep -qE "^::(error|warning)::injected" out'
check "the SARIF report is written" python3 -c 'import json; r = json.load(open("report.sarif")); assert r["version"] == "2.1.0"; assert any(x["ruleId"] == "privileged-container" for x in r["runs"][0]["results"])'
check "the summary is written" grep -q 'privileged-container' summary.md
check "the outputs are set" grep -q '^exit-code=1$' outputs
check "the path of the report is an output" grep -qx 'report.sarif' outputs

run HOLDSHORT_PATHS=good
check "a clean folder passes" test "$status" = 0

# shellcheck disable=SC2016
run HOLDSHORT_PATHS='$(touch pwned)' HOLDSHORT_SELECT='`touch pwned`' HOLDSHORT_ARGS='; touch pwned'
check "inputs are never read as shell" test ! -e pwned
check "a wrong input fails the step" test "$status" = 2

run HOLDSHORT_PATHS='--fix=unsafe'
check "a path cannot become a flag" test "$status" = 2

run HOLDSHORT_PATHS="manifests with blanks" HOLDSHORT_FAIL_ON=never
check "fail-on never reports and passes" test "$status" = 0

exit "$failed"
