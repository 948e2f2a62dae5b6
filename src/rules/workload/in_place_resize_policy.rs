//! `in-place-resize-policy`

use crate::rule::prelude::*;

declare_rule! {
    /// Resize policies that have no effect or are refused.
    ///
    /// ## Why is this bad?
    /// A Java program reads its memory limit once, when it starts: resized without a restart it never uses more, and
    /// may be killed when the limit shrinks. Ephemeral containers cannot have a policy at all.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       image: docker.io/library/eclipse-temurin:21
    ///       resources: {limits: {memory: 1Gi}}
    ///       resizePolicy:
    ///         - {resourceName: memory, restartPolicy: NotRequired}
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       image: docker.io/library/eclipse-temurin:21
    ///       resources: {limits: {memory: 1Gi}}
    ///       resizePolicy:
    ///         - {resourceName: memory, restartPolicy: RestartContainer}
    /// ```
    pub IN_PLACE_RESIZE_POLICY = "in-place-resize-policy" {
        severity: Low,
        confidence: Medium,
        since: "0.1.0",
        refs: ["cwe:1188"],
        check: Container(check)
    }
}

/// Words in the path of images that run on the JVM.
const JVM: [&str; 14] = [
    "java",
    "jdk",
    "jre",
    "temurin",
    "corretto",
    "zulu",
    "tomcat",
    "jetty",
    "keycloak",
    "kafka",
    "elasticsearch",
    "cassandra",
    "zookeeper",
    "jenkins",
];

fn check(container: Container<'_>, cx: &mut Context<'_>) {
    let Some(policy) = container.get("resizePolicy").filter(|it| !it.is_empty()) else { return };
    if container.class() == ContainerClass::Ephemeral {
        cx.report(policy, format!("ephemeral container `{}` cannot be resized", container.name()))
            .help("delete the policy");
        return;
    }
    let memory = policy.items().find(|it| it.str("resourceName") == Some("memory"));
    let Some(at) = memory.and_then(|it| it.get("restartPolicy")).filter(|it| it.as_str() == Some("NotRequired")) else {
        return;
    };
    let limited = container.value().path("resources.limits.memory").is_some();
    let Some(sign) = jvm(container).filter(|_| limited) else { return };
    cx.report(at, format!("container `{}` does not notice that its memory was resized", container.name()))
        .label(sign, "runs on the JVM, which reads the limit once")
        .help("write `RestartContainer` for memory");
}

/// What shows that a container runs on the JVM.
fn jvm(container: Container<'_>) -> Option<Value<'_>> {
    let named = container.image().is_some_and(|it| JVM.iter().any(|word| it.base_name().contains(word)));
    if named {
        return container.image_value();
    }
    let mut words = container.value().list("command").chain(container.value().list("args"));
    let option = words.find(|it| it.text().is_some_and(|it| it.starts_with("-Xmx") || it == "java"));
    let names = ["JAVA_OPTS", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"];
    option.or_else(|| container.value().list("env").find(|it| it.str("name").is_some_and(|it| names.contains(&it))))
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn only_what_runs_on_the_jvm_counts() {
        let rule = tester::of(&super::IN_PLACE_RESIZE_POLICY);
        let with = |fields: &str| {
            tester::container(&format!(
                "resources: {{limits: {{memory: 1Gi}}}}, resizePolicy: [{{resourceName: memory, restartPolicy: NotRequired}}], {fields}"
            ))
        };
        rule.fails(&with("image: me/app, env: [{name: JAVA_TOOL_OPTIONS, value: x}]"));
        rule.fails(&with("image: me/app, command: [java, -jar, app.jar]"));
        rule.passes(&with("image: nginx"));
        rule.passes(&tester::container(
            "image: tomcat, resizePolicy: [{resourceName: cpu, restartPolicy: NotRequired}]",
        ));
        rule.fails(&tester::pod(
            "{ephemeralContainers: [{name: a, resizePolicy: [{resourceName: cpu, restartPolicy: NotRequired}]}]}",
        ));
    }
}
