//! `secret-shared-by-containers`

use super::secret_use::readable;
use crate::manifest::Image;
use crate::rule::prelude::*;

declare_rule! {
    /// Secrets that containers of different makers in one pod can read.
    ///
    /// ## Why is this bad?
    /// A sidecar of somebody else needs its own credentials, not those of the application. With them, a hole or a bad release
    /// of the sidecar is enough to lose what the application guards. Makers are told apart by the registry and the
    /// organisation of the image.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       image: registry.example.com/shop/web:1.4.0
    ///       volumeMounts: [{name: keys, mountPath: /keys}]
    ///     - name: logs
    ///       image: docker.io/fluent/fluent-bit:4.0.0
    ///       volumeMounts: [{name: keys, mountPath: /keys}]
    ///   volumes:
    ///     - name: keys
    ///       secret: {secretName: web-keys}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       image: registry.example.com/shop/web:1.4.0
    ///       volumeMounts: [{name: keys, mountPath: /keys}]
    ///     - name: logs
    ///       image: docker.io/fluent/fluent-bit:4.0.0
    ///   volumes:
    ///     - name: keys
    ///       secret: {secretName: web-keys}
    /// ```
    pub SECRET_SHARED_BY_CONTAINERS = "secret-shared-by-containers" {
        severity: Low,
        confidence: Medium,
        since: "0.1.0",
        refs: ["cwe:668", "cwe:522"],
        check: Pod(check)
    }
}

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    if pod.containers().nth(1).is_none() {
        return;
    }
    let mut first: Vec<(&str, Container<'_>, Value<'_>, Image<'_>)> = Vec::new();
    let mut told: Vec<&str> = Vec::new();
    for container in pod.containers() {
        let Some(image) = container.image() else { continue };
        for (secret, at) in readable(container) {
            let Some((_, owner, place, of)) = first.iter().find(|it| it.0 == secret) else {
                first.push((secret, container, at, image));
                continue;
            };
            if maker(*of) == maker(image) || told.contains(&secret) {
                continue;
            }
            told.push(secret);
            let names = (container.name(), owner.name());
            cx.report(at, format!("`{}` can read Secret `{secret}`, as `{}` can", names.0, names.1))
                .label(*place, "read here, too")
                .help("give the Secret to the one container that needs it, and the other a Secret of its own");
        }
    }
}

/// Registry and organisation.
fn maker(image: Image<'_>) -> (&str, &str) {
    let path = if image.library { "library" } else { image.path };
    let organisation = path.split_once('/').map_or(path, |it| it.0);
    (if image.registry == "index.docker.io" { "docker.io" } else { image.registry }, organisation)
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn two(image: &str, one: &str, other: &str) -> String {
        tester::pod(&format!(
            "{{containers: [{{name: a, image: acme/a, {one}}}, {{name: b, image: {image}, {other}}}], \
             volumes: [{{name: v, projected: {{sources: [{{secret: {{name: s}}}}]}}}}]}}"
        ))
    }

    #[test]
    fn every_way_to_a_secret_counts() {
        let rule = tester::of(&super::SECRET_SHARED_BY_CONTAINERS);
        let env = "env: [{name: A, valueFrom: {secretKeyRef: {name: s, key: k}}}]";
        let from = "envFrom: [{secretRef: {name: s}}]";
        let mount = "volumeMounts: [{name: v, mountPath: /v}, {name: v, mountPath: /w}]";
        for (one, other) in [(env, from), (from, mount), (mount, env), (mount, mount)] {
            rule.fails(&two("quay.io/acme/b", one, other));
        }
        rule.passes(&two("quay.io/acme/b", mount, "env: []"));
        rule.passes(&two("quay.io/acme/b", env, &env.replace("name: s", "name: t")));
    }

    #[test]
    fn one_maker_may_share_with_itself() {
        let rule = tester::of(&super::SECRET_SHARED_BY_CONTAINERS);
        let from = "envFrom: [{secretRef: {name: s}}]";
        rule.passes(&two("docker.io/acme/b:2", from, from));
        rule.fails(&two("nginx", from, from));
        rule.passes(&two("'{{ .Values.image }}'", from, from));
    }
}
