#!/usr/bin/env bash
# Installs the hook of this repository with the real pre-commit into a scratch repository and commits with it.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
# Outside the repository: pre-commit puts aside what is not staged there.
export OUT=$work/out
failed=0
check() {
  local what=$1
  shift
  if "$@"; then echo "ok: $what"; else echo "FAILED: $what"; failed=1; fi
}

cmp "$root/.pre-commit-hooks.yaml" "$root/pre-commit-hooks.yaml"

python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check pre-commit
export PATH="$work/venv/bin:$PATH" PRE_COMMIT_HOME="$work/cache"
export GIT_AUTHOR_NAME=test GIT_AUTHOR_EMAIL=test@example.com GIT_COMMITTER_NAME=test GIT_COMMITTER_EMAIL=test@example.com
# The hook is built where the release build was, so that the dependencies are not built twice.
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$root/target}"

# What a user would install: the tree as it is now, committed.
git clone --quiet --no-hardlinks "$root" "$work/holdshort"
(cd "$root" && git ls-files -z --cached --others --exclude-standard | tar --null --ignore-failed-read -T - -cf - 2>/dev/null) | tar -xmf - -C "$work/holdshort"
git -C "$work/holdshort" add -A
git -C "$work/holdshort" commit --quiet --allow-empty -m "as it is"
revision=$(git -C "$work/holdshort" rev-parse HEAD)

mkdir "$work/repository"
cd "$work/repository"
git init --quiet .
cat >.pre-commit-config.yaml <<Y
repos:
  - repo: $work/holdshort
    rev: $revision
    hooks:
      - id: holdshort
Y
git add . && git commit --quiet -m "start"
pre-commit install >/dev/null
pre-commit install-hooks >"$work/install.log" 2>&1 || { cat "$work/install.log"; exit 1; }

cat >bad.yaml <<'Y'
apiVersion: v1
kind: Pod
metadata: {name: bad}
spec:
  containers:
    - name: app
      image: registry.example.com/app:1.0
      securityContext: {privileged: true}
Y
git add bad.yaml
check "a bad manifest blocks the commit" bash -c '! git commit -m bad >"$OUT" 2>&1'
check "the rule is named" grep -q 'privileged-container' "$OUT"
check "the place is named" grep -q 'bad.yaml:8' "$OUT"

git rm --quiet --cached bad.yaml
mv bad.yaml "$work/bad.yaml"
cat >good.yaml <<'Y'
apiVersion: v1
kind: ConfigMap
metadata: {name: good}
data: {LOG_LEVEL: info}
Y
git add good.yaml
check "a good manifest passes" git commit --quiet -m good

echo '{"private": true}' >package.json
git add package.json
check "a commit without manifests passes" git commit --quiet -m package

# Only what changed is reported, while the rest is known: the Service is judged against the Deployment beside it.
cp "$work/bad.yaml" bad.yaml
cat >deployment.yaml <<'Y'
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: app
          image: registry.example.com/app:1.0
          ports: [{name: http, containerPort: 8080}]
Y
git add . && git commit --quiet --no-verify -m "what was there before"
cat >service.yaml <<'Y'
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec:
  selector: {app: web}
  ports: [{port: 80, targetPort: htpp}]
Y
git add service.yaml
check "a reference into an unchanged file is judged" bash -c '! git commit -m service >"$OUT" 2>&1 && grep -q service-target-port-not-found "$OUT"'
check "an unchanged file is not reported" bash -c '! grep -q privileged-container "$OUT"'

[ "$failed" = 0 ] || cat "$OUT"
exit "$failed"
