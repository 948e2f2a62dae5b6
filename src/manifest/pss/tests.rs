//! The words of the plugin, and where versions differ.

use super::*;
use crate::manifest::{Patches, Resource, classify};
use crate::source::{Role, Source, SourceId};

/// What a level of a version says about an object.
fn judge(text: &str, level: Level, version: &str) -> String {
    let source = Source::new("p.yaml", text.to_owned(), Role::Report);
    let tree = crate::yaml::parse(SourceId(0), text.to_owned().into());
    assert!(tree.problems().is_empty(), "{text}");
    let (_, resources): (_, Vec<Resource<'_>>) = classify(&source, tree.document(0), &Patches::default());
    let violations = evaluate(Pod::of(resources[0]).expect("a pod"), level, version.parse().unwrap());
    assert!(violations.iter().all(|it| !it.nodes.is_empty()), "{violations:?}");
    summary(&violations)
}

fn pod(spec: &str) -> String {
    format!("apiVersion: v1\nkind: Pod\nmetadata: {{name: p}}\nspec: {spec}\n")
}

fn baseline(spec: &str, version: &str) -> String {
    judge(&pod(spec), Level::Baseline, version)
}

/// A container that *restricted* lets in, with more fields of its `securityContext`.
fn hardened(name: &str, more: &str) -> String {
    format!(
        "{{name: {name}, securityContext: {{allowPrivilegeEscalation: false, capabilities: {{drop: [ALL]}}, \
         runAsNonRoot: true, seccompProfile: {{type: RuntimeDefault}}{more}}}}}"
    )
}

fn restricted(spec: &str, version: &str) -> String {
    judge(&pod(spec), Level::Restricted, version)
}

#[test]
fn a_bare_pod_is_refused_in_the_order_and_words_of_the_plugin() {
    let all = restricted("{containers: [{name: a}, {name: b}]}", "1.36");
    assert_eq!(
        all,
        "allowPrivilegeEscalation != false (containers \"a\", \"b\" must set \
         securityContext.allowPrivilegeEscalation=false), unrestricted capabilities (containers \"a\", \"b\" must set \
         securityContext.capabilities.drop=[\"ALL\"]), runAsNonRoot != true (pod or containers \"a\", \"b\" must set \
         securityContext.runAsNonRoot=true), seccompProfile (pod or containers \"a\", \"b\" must set \
         securityContext.seccompProfile.type to \"RuntimeDefault\" or \"Localhost\")"
    );
    assert_eq!(restricted(&format!("{{containers: [{}]}}", hardened("a", "")), "1.36"), "");
    assert_eq!(
        restricted("{containers: [{name: a}]}", "1.7"),
        "runAsNonRoot != true (pod or container \"a\" must set securityContext.runAsNonRoot=true)"
    );
}

#[test]
fn what_is_shared_with_the_node() {
    assert_eq!(
        baseline("{hostNetwork: yes, hostIPC: true, containers: [{name: a, ports: [{containerPort: 80}]}]}", "1.36"),
        "host namespaces (hostNetwork=true, hostIPC=true), hostPort (container \"a\" uses hostPort 80)"
    );
    assert_eq!(
        baseline(
            "{containers: [{name: a, ports: [{hostPort: 80}, {hostPort: 443}, {hostPort: 0}]}, {name: b, ports: [{hostPort: 80}]}]}",
            "1.0"
        ),
        "hostPort (containers \"a\", \"b\" use hostPorts 443, 80)"
    );
    let probe = "{containers: [{name: a, livenessProbe: {httpGet: {host: 10.0.0.1}}, lifecycle: {preStop: {tcpSocket: {host: ''}}}}]}";
    assert_eq!(baseline(probe, "1.33"), "");
    assert_eq!(
        baseline(probe, "1.34"),
        "probe or lifecycle host (container \"a\" uses probe or lifecycle host \"10.0.0.1\")"
    );
    assert_eq!(
        baseline(
            "{securityContext: {windowsOptions: {hostProcess: true}}, containers: [{name: a, securityContext: {windowsOptions: {hostProcess: true}}}]}",
            "1.0"
        ),
        "hostProcess (pod and container \"a\" must not set securityContext.windowsOptions.hostProcess=true)"
    );
}

#[test]
fn capabilities_are_compared_exactly() {
    let add = |names: &str| {
        baseline(
            &format!("{{initContainers: [{{name: i, securityContext: {{capabilities: {{add: {names}}}}}}}]}}"),
            "1.36",
        )
    };
    assert_eq!(add("[CHOWN, NET_BIND_SERVICE]"), "");
    assert_eq!(
        add("[NET_RAW, CAP_CHOWN, chown]"),
        "non-default capabilities (container \"i\" must not include \"CAP_CHOWN\", \"NET_RAW\", \"chown\" in \
         securityContext.capabilities.add)"
    );
    let keep = "{containers: [{name: a, securityContext: {allowPrivilegeEscalation: false, capabilities: {add: [CHOWN], drop: [all]}}}], securityContext: {runAsNonRoot: true, seccompProfile: {type: Localhost}}}";
    assert_eq!(restricted(keep, "1.21"), "");
    assert_eq!(
        restricted(keep, "1.22"),
        "unrestricted capabilities (container \"a\" must set securityContext.capabilities.drop=[\"ALL\"]; container \"a\" \
         must not include \"CHOWN\" in securityContext.capabilities.add)"
    );
}

#[test]
fn values_of_the_pod_count_though_containers_override_them() {
    let a = hardened("a", "");
    let with =
        |pod: &str, version: &str| restricted(&format!("{{securityContext: {pod}, containers: [{a}]}}"), version);
    assert_eq!(
        with("{runAsNonRoot: false, runAsUser: 0}", "1.36"),
        "runAsNonRoot != true (pod must not set securityContext.runAsNonRoot=false), runAsUser=0 (pod must not set runAsUser=0)"
    );
    assert_eq!(with("{runAsUser: 0}", "1.22"), "");
    assert_eq!(
        with("{seccompProfile: {type: Unconfined}}", "1.36"),
        "seccompProfile (pod must not set securityContext.seccompProfile.type to \"Unconfined\")"
    );
    assert_eq!(
        with("{seLinuxOptions: {type: spc_t, user: u, role: r}}", "1.36"),
        "seLinuxOptions (pod set forbidden securityContext.seLinuxOptions: type \"spc_t\"; user may not be set; role may \
         not be set)"
    );
    assert_ne!(with("{seLinuxOptions: {type: container_engine_t}}", "1.30"), "");
    assert_eq!(with("{seLinuxOptions: {type: container_engine_t, level: 's0'}}", "1.31"), "");
    assert_eq!(
        with("{sysctls: [{name: net.ipv4.tcp_rmem}, {name: kernel.msgmax}]}", "1.32"),
        "forbidden sysctls (kernel.msgmax)"
    );
}

#[test]
fn an_own_user_namespace_relaxes_from_1_35_on() {
    let root = "{hostUsers: false, containers: [{name: a, securityContext: {procMount: Unmasked, runAsUser: 0, allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}, seccompProfile: {type: RuntimeDefault}}}]}";
    let mount = "procMount (container \"a\" must not set securityContext.procMount to \"Unmasked\")";
    assert_eq!(baseline(root, "1.34"), mount);
    assert_eq!(baseline(root, "1.35"), "");
    assert_eq!(restricted(root, "1.35"), mount);
    assert!(restricted(root, "1.34").contains("runAsUser=0"));
}

#[test]
fn windows_pods_are_exempt_from_1_25_on_but_not_from_running_as_non_root() {
    let windows = "{os: {name: windows}, containers: [{name: a}]}";
    let non_root = "runAsNonRoot != true (pod or container \"a\" must set securityContext.runAsNonRoot=true)";
    assert_eq!(restricted(windows, "1.25"), non_root);
    assert!(restricted(windows, "1.24").contains("seccompProfile"));
    assert!(
        restricted("{nodeSelector: {kubernetes.io/os: windows}, containers: [{name: a}]}", "1.36").contains("seccomp")
    );
}

#[test]
fn annotations_of_the_template_count_for_apparmor_and_for_old_seccomp() {
    let with = |annotations: &str| {
        format!(
            "apiVersion: apps/v1\nkind: Deployment\nspec: {{template: {{metadata: {{annotations: {annotations}}}, spec: {{containers: [{{name: a}}]}}}}}}\n"
        )
    };
    let apparmor = "{container.apparmor.security.beta.kubernetes.io/ghost: unconfined, container.apparmor.security.beta.kubernetes.io/a: ''}";
    assert_eq!(
        judge(&with(apparmor), Level::Baseline, "1.36"),
        "forbidden AppArmor profile (annotation must not set AppArmor profile type to \
         \"container.apparmor.security.beta.kubernetes.io/ghost=\"unconfined\"\")"
    );
    let seccomp = "{container.seccomp.security.alpha.kubernetes.io/ghost: unconfined, seccomp.security.alpha.kubernetes.io/pod: docker/default}";
    assert_eq!(judge(&with(seccomp), Level::Baseline, "1.0"), "");
    let seccomp = "{container.seccomp.security.alpha.kubernetes.io/a: unconfined}";
    assert_eq!(
        judge(&with(seccomp), Level::Restricted, "1.0").split(", ").last(),
        Some("runAsNonRoot != true (pod or container \"a\" must set securityContext.runAsNonRoot=true)")
    );
    assert_eq!(
        judge(&with(seccomp), Level::Baseline, "1.18"),
        "seccompProfile (forbidden annotation container.seccomp.security.alpha.kubernetes.io/a=\"unconfined\")"
    );
    assert_eq!(judge(&with(seccomp), Level::Baseline, "1.19"), "");
}

#[test]
fn empty_is_present_and_null_is_absent() {
    let volumes = |it: &str| format!("{{volumes: [{it}], containers: [{}]}}", hardened("a", ""));
    assert_eq!(baseline(&volumes("{name: v, hostPath: {}}"), "1.36"), "hostPath volumes (volume \"v\")");
    assert_eq!(restricted(&volumes("{name: v, hostPath: null}, {name: w}, {name: i, image: {}}"), "1.36"), "");
    assert_eq!(
        restricted(&volumes("{name: v, nfs: {}}, {name: w, hostPath: {}}"), "1.36"),
        "restricted volume types (volumes \"v\", \"w\" use restricted volume types \"hostPath\", \"nfs\")"
    );
    assert_eq!(
        baseline("{containers: [{name: a, securityContext: {seccompProfile: {}}}]}", "1.36"),
        "seccompProfile (container \"a\" must not set securityContext.seccompProfile.type to \"\")"
    );
    assert_eq!(
        baseline(
            "{containers: [], ephemeralContainers: [{name: e, securityContext: {privileged: true, appArmorProfile: {type: Unconfined}}}]}",
            "1.0"
        ),
        "forbidden AppArmor profile (container \"e\" must not set AppArmor profile type to \"Unconfined\"), privileged \
         (container \"e\" must not set securityContext.privileged=true)"
    );
}

#[test]
fn versions_are_read_as_labels_and_as_options() {
    assert_eq!(PolicyVersion::parse_label("latest"), Some(PolicyVersion::Latest));
    assert_eq!(PolicyVersion::parse_label("v1.25"), Some(PolicyVersion::Of(Version::new(1, 25))));
    for text in ["1.25", "v1.025", "v1.", "v2.0", "v1.25.1", "Latest", "", "v1.+5"] {
        assert_eq!(PolicyVersion::parse_label(text), None, "{text}");
    }
    assert_eq!("1.25".parse(), Ok(PolicyVersion::Of(Version::new(1, 25))));
    assert!("1.x".parse::<PolicyVersion>().is_err());
    let old = Version::new(1, 30);
    assert_eq!(PolicyVersion::parse_label("v1.99999999").unwrap().on(old), old);
    assert_eq!(PolicyVersion::Latest.on(old), old);
}

#[test]
fn a_wrong_label_of_enforce_asks_for_most_and_one_of_warn_for_nothing() {
    let read = |labels: &str| {
        let text = format!("apiVersion: v1\nkind: Namespace\nmetadata: {{name: n, labels: {labels}}}\n");
        let source = Source::new("n.yaml", text.clone(), Role::Report);
        let tree = crate::yaml::parse(SourceId(0), text.into());
        let (_, resources) = classify(&source, tree.document(0), &Patches::default());
        let policy = NamespacePolicy::of(resources[0]);
        [policy.enforce, policy.audit, policy.warn].map(|it| it.policy.to_string()).join(" ")
    };
    let latest = |levels: [&str; 3]| levels.map(|it| format!("{it}:latest")).join(" ");
    assert_eq!(read("{}"), latest(["privileged"; 3]));
    assert_eq!(
        read("{pod-security.kubernetes.io/enforce: Baseline}"),
        latest(["restricted", "privileged", "privileged"])
    );
    assert_eq!(
        read("{pod-security.kubernetes.io/warn: oops, pod-security.kubernetes.io/audit: 1}"),
        latest(["privileged"; 3])
    );
    assert_eq!(
        read("{pod-security.kubernetes.io/enforce: baseline, pod-security.kubernetes.io/enforce-version: v1.30}"),
        "baseline:v1.30 privileged:latest baseline:v1.30"
    );
    assert_eq!(
        read(
            "{pod-security.kubernetes.io/enforce: baseline, pod-security.kubernetes.io/warn: privileged, pod-security.kubernetes.io/enforce-version: '1.30'}"
        ),
        latest(["baseline", "privileged", "privileged"])
    );
}
