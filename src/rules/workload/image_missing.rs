//! `image-missing`

use crate::rule::prelude::*;

declare_rule! {
    /// Containers without an image.
    ///
    /// ## Why is this bad?
    /// There is nothing to run: the API server refuses the pod.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       command: [serve]
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   containers:
    ///     - name: app
    ///       image: registry.example.com/app:1.4.2
    /// ```
    pub IMAGE_MISSING = "image-missing" {
        severity: High,
        confidence: Medium,
        since: "0.1.0",
        refs: ["kube-linter:schema-validation", "polaris:tagNotSpecified"],
        check: Container(check)
    }
}

fn check(container: Container<'_>, cx: &mut Context<'_>) {
    // An image trigger of OpenShift fills it in.
    if container.pod().resource().kind() == Kind::DeploymentConfig {
        return;
    }
    match container.get("image") {
        None => {
            cx.report(container, format!("container `{}` has no image", container.name()))
                .help("name the image to run");
        }
        Some(it) if it.as_str() == Some("") => {
            cx.report(it, format!("the image of container `{}` is empty", container.name()))
                .help("name the image to run");
        }
        Some(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    #[test]
    fn empty_is_missing_and_openshift_fills_it_in() {
        let rule = tester::of(&super::IMAGE_MISSING);
        rule.fails(&tester::container("image: ''"));
        rule.fails(&tester::container("image: null"));
        rule.passes(&tester::container("image: x"));
        rule.passes("apiVersion: apps.openshift.io/v1\nkind: DeploymentConfig\nspec: {template: {spec: {containers: [{name: a}]}}}\n");
    }
}
