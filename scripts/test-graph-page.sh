#!/usr/bin/env bash
# Opens the page that `holdshort graph --format html` writes in a real browser and looks at it: test-graph-page.sh BINARY
# Installs what is missing: a browser with apt-get, what drives it with npm, into a folder that goes away again.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
holdshort=$(realpath "${1:?usage: test-graph-page.sh PATH/TO/holdshort}")
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT

browser() {
  local name
  for name in chromium chromium-browser google-chrome; do
    command -v "$name" && return
  done
  return 1
}

missing=()
browser >/dev/null || missing+=(chromium)
command -v npm >/dev/null || missing+=(nodejs npm)
if [ "${#missing[@]}" -gt 0 ]; then
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "SKIPPED: the page of \`holdshort graph\` was not looked at: ${missing[*]} missing, and not root with apt-get to install it"
    exit 0
  fi
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >"$work/apt.log" 2>&1 || { cat "$work/apt.log"; exit 1; }
fi
npm install --prefix "$work" --no-save --no-audit --no-fund --ignore-scripts --silent playwright-core@1.65.1

page() {
  "$holdshort" graph --format html "$2" >"$work/$1.html"
}

page demo "$root/testdata/demo"

# Names that would like to be more than names, and one that is a credential.
mkdir -p "$work/hostile/<"
cat >"$work/hostile/</script><img src=x onerror=pwned=1>.yaml" <<'Y'
apiVersion: v1
kind: Service
metadata: {name: "</script><img src=x onerror=pwned=1>", namespace: "<b>\"'&lt;"}
spec: {type: LoadBalancer, selector: {app: "</script><script>pwned=1</script>"}, ports: [{port: 80}]}
---
apiVersion: v1
kind: Pod
metadata:
  name: "</title></style><svg onload=pwned=1>"
  namespace: "<b>\"'&lt;"
  labels: {app: "</script><script>pwned=1</script>", "<!--": "<script>"}
spec:
  containers:
    - name: "<img src=x onerror=pwned=1>"
      image: example.com/app:1
      securityContext: {privileged: true}
      env: [{name: DB_PASSWORD, value: 'vX7!qLr2#Tz9'}]
Y
page hostile "$work/hostile"

# Many of everything, long names, ways that pass columns.
mkdir "$work/many"
for number in $(seq 1 40); do
  cat <<Y
apiVersion: apps/v1
kind: Deployment
metadata: {name: recommendation-engine-worker-$number, namespace: team-$((number % 7))}
spec:
  selector: {matchLabels: {app: a$number}}
  template:
    metadata: {labels: {app: a$number}}
    spec:
      serviceAccountName: account-$((number % 5))
      automountServiceAccountToken: true
      containers:
        - name: app
          image: example.com/app:1
          ports: [{containerPort: 80}]
          securityContext: {privileged: $([ $((number % 3)) = 0 ] && echo true || echo false)}
---
apiVersion: v1
kind: Service
metadata: {name: service-$number, namespace: team-$((number % 7))}
spec: {type: $([ $((number % 2)) = 0 ] && echo LoadBalancer || echo ClusterIP), selector: {app: a$number}, ports: [{port: 80}]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: binding-with-quite-a-long-name-$number}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: $([ $((number % 4)) = 0 ] && echo cluster-admin || echo edit)}
subjects: [{kind: ServiceAccount, name: account-$((number % 5)), namespace: team-$((number % 7))}]
---
Y
done >"$work/many/all.yaml"
page many "$work/many"

NODE_PATH="$work/node_modules" node "$root/scripts/test-graph-page.js" "$(browser)" "$work"
