#!/usr/bin/env bash
# The one step of action.yml: annotations on standard output, a SARIF report and a job summary, all from one run.
# Every input arrives in the environment and goes into an array; no value is ever read as shell.
set -euo pipefail

# lines VALUE: the non-empty lines of a value, into the array `lines`. (Bash 3.2, as on macOS, takes an empty array for an
# unset one: hence the form of its expansions.)
lines() {
  lines=()
  local line
  while IFS= read -r line || [ -n "$line" ]; do
    line=${line%$'\r'}
    if [ -n "$line" ]; then lines+=("$line"); fi
  done <<<"$1"
}

binary=${HOLDSHORT_BINARY:-}
if [ -z "$binary" ]; then
  root=${RUNNER_TEMP:-/tmp}/holdshort
  cargo install --quiet --locked --path "$HOLDSHORT_ACTION_PATH" --root "$root" >&2
  binary=$root/bin/holdshort
fi

sarif=${HOLDSHORT_SARIF:-holdshort.sarif}
summary=$(mktemp)
trap 'rm -f -- "$summary"' EXIT

arguments=(check --format github "--format=sarif=$sarif" "--format=markdown=$summary")
[ -z "${HOLDSHORT_FAIL_ON:-}" ] || arguments+=("--fail-on=$HOLDSHORT_FAIL_ON")
[ -z "${HOLDSHORT_MIN_SEVERITY:-}" ] || arguments+=("--min-severity=$HOLDSHORT_MIN_SEVERITY")
[ -z "${HOLDSHORT_KUBERNETES_VERSION:-}" ] || arguments+=("--kubernetes-version=$HOLDSHORT_KUBERNETES_VERSION")
[ -z "${HOLDSHORT_CONFIG:-}" ] || arguments+=("--config=$HOLDSHORT_CONFIG")
lines "${HOLDSHORT_SELECT:-}"
for it in ${lines[@]+"${lines[@]}"}; do arguments+=("--select=$it"); done
lines "${HOLDSHORT_IGNORE:-}"
for it in ${lines[@]+"${lines[@]}"}; do arguments+=("--ignore=$it"); done
lines "${HOLDSHORT_ARGS:-}"
arguments+=(${lines[@]+"${lines[@]}"})
lines "${HOLDSHORT_PATHS:-.}"
arguments+=(-- ${lines[@]+"${lines[@]}"})

status=0
"$binary" "${arguments[@]}" || status=$?

if [ -n "${GITHUB_STEP_SUMMARY:-}" ] && [ -s "$summary" ]; then
  cat -- "$summary" >>"$GITHUB_STEP_SUMMARY"
fi
if [ -n "${GITHUB_OUTPUT:-}" ]; then
  # A random delimiter, so that a path cannot end the value and set another output.
  delimiter="holdshort-$RANDOM$RANDOM$RANDOM"
  {
    printf 'sarif<<%s\n%s\n%s\n' "$delimiter" "$sarif" "$delimiter"
    printf 'exit-code=%s\n' "$status"
  } >>"$GITHUB_OUTPUT"
fi
exit "$status"
