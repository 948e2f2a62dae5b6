//! `windows-run-as-user-name`

use crate::rule::prelude::*;

declare_rule! {
    /// Windows containers that run as an administrator.
    ///
    /// ## Why is this bad?
    /// `ContainerAdministrator` and `SYSTEM` may change everything inside the container, and are where most ways
    /// out of it begin. `ContainerUser` comes with every Windows image.
    ///
    /// ## Fail
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   os: {name: windows}
    ///   securityContext:
    ///     windowsOptions: {runAsUserName: ContainerAdministrator}
    ///   containers:
    ///     - name: app
    /// ```
    /// ## Pass
    /// ```yaml
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: web}
    /// spec:
    ///   os: {name: windows}
    ///   securityContext:
    ///     windowsOptions: {runAsUserName: ContainerUser}
    ///   containers:
    ///     - name: app
    /// ```
    pub WINDOWS_RUN_AS_USER_NAME = "windows-run-as-user-name" {
        severity: Low,
        confidence: High,
        since: "0.1.0",
        refs: ["kubescape:set-runasusername-value", "cwe:250"],
        options: Options,
        check: Pod(check)
    }
}

/// Options of the rule.
#[derive(Default, serde::Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Options {
    /// Report containers that leave the user to their image, too.
    pub unset: bool,
}

fn check(pod: Pod<'_>, cx: &mut Context<'_>) {
    if !pod.is_windows() {
        return;
    }
    const HELP: &str = "set `windowsOptions.runAsUserName: ContainerUser`";
    let shared = pod.security("windowsOptions");
    let unset = cx.options::<Options>().unset;
    let mut told = None;
    for container in pod.containers() {
        let own = container.security("windowsOptions");
        // Merged field by field.
        let field = |name: &str| own.and_then(|it| it.get(name)).or_else(|| shared?.get(name));
        // Containers of the host need such a user.
        if field("hostProcess").is_some_and(Value::is_true) {
            continue;
        }
        match field("runAsUserName").and_then(|it| Some((it, it.as_str()?))) {
            Some((at, name)) if is_admin(name) && told != Some(at) => {
                told = Some(at);
                cx.report(at, format!("container `{}` runs as administrator of its Windows", container.name()))
                    .help(HELP);
            }
            None if unset => {
                cx.report(container, format!("container `{}` runs as the user of its image", container.name()))
                    .help(HELP);
            }
            _ => {}
        }
    }
}

/// Whether a Windows user, with or without its domain, may do everything.
fn is_admin(name: &str) -> bool {
    let user = name.rsplit('\\').next().unwrap_or(name);
    ["ContainerAdministrator", "SYSTEM", "Administrator"].iter().any(|it| it.eq_ignore_ascii_case(user))
}

#[cfg(test)]
mod tests {
    use crate::rules::tester;

    fn of(shared: &str, own: &str) -> String {
        tester::pod(&format!(
            "{{os: {{name: windows}}, securityContext: {{windowsOptions: {{{shared}}}}}, containers: [{{name: a, securityContext: {{windowsOptions: {{{own}}}}}}}]}}"
        ))
    }

    #[test]
    fn fields_are_merged_one_by_one() {
        let rule = tester::of(&super::WINDOWS_RUN_AS_USER_NAME);
        rule.fails(&of("runAsUserName: 'NT AUTHORITY\\SYSTEM'", ""));
        rule.fails(&of("", "runAsUserName: containeradministrator"));
        rule.fails(&of("runAsUserName: ContainerAdministrator", "gmsaCredentialSpecName: x"));
        rule.passes(&of("runAsUserName: ContainerAdministrator", "runAsUserName: ContainerUser"));
        rule.passes(&of("hostProcess: true", "runAsUserName: 'NT AUTHORITY\\SYSTEM'"));
        rule.passes(&of("runAsUserName: ContainerAdministrator", "").replace("windows}", "linux}"));
    }

    #[test]
    fn a_user_that_is_left_to_the_image_is_reported_on_request() {
        tester::of(&super::WINDOWS_RUN_AS_USER_NAME).passes(&of("", ""));
        let rule = tester::of(&super::WINDOWS_RUN_AS_USER_NAME).options(serde_json::json!({"unset": true}));
        rule.fails(&of("", ""));
        rule.passes(&of("", "runAsUserName: ContainerUser"));
    }
}
