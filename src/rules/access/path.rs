//! How attack paths are told: one finding where the path is best cut, the steps as numbered labels across files.

use crate::finding::{Confidence, Finding, Severity};
use crate::index::Index;
use crate::index::graph::{Attack, Certainty, Goal, Question};
use crate::manifest::{Kind, Resource};
use crate::rule::Context;

/// What paths are cut at: bindings, pods that lead to their node, accounts with an identity in a cloud.
pub(super) const PLACES: &[Kind] = &{
    let mut kinds = [Kind::ServiceAccount; Kind::WITH_PODS.len() + 3];
    kinds[0] = Kind::RoleBinding;
    kinds[1] = Kind::ClusterRoleBinding;
    let mut at = 0;
    while at < Kind::WITH_PODS.len() {
        kinds[at + 3] = Kind::WITH_PODS[at];
        at += 1;
    }
    kinds
};

/// Those that hand out permissions.
pub(super) const BINDINGS: &[Kind] = &[Kind::RoleBinding, Kind::ClusterRoleBinding];

/// What findings on paths say in full.
const PIECES: &[&str] = &[
    "sa-token-automount-privileged",
    "rbac-cluster-admin-binding",
    "secret-read-cluster-wide",
    "secret-read-namespace",
    "sa-cloud-identity",
    "host-path-via-pv",
];

/// Starts to name in a message.
const MAX_NAMES: usize = 3;

/// Reports the paths of a kind that are cut at an object. `told` gives message and help, and the severity where it is not that of
/// the rule.
pub(super) fn report<'a>(
    question: Question,
    severity: Severity,
    at: Resource<'a>,
    index: &Index<'a>,
    cx: &mut Context<'_>,
    told: impl Fn(&Attack<'a>) -> (String, &'static str),
) {
    for attack in index.attacks(question, at) {
        let (message, help) = told(attack);
        let cut = attack.cut();
        let finding = cx.report((cut.span(), cut.path()), message);
        let here = attack.starts.len();
        finding.caption(match attack.all {
            1 => format!("{}: cut here", cut.text),
            all => format!("{}: cut here, which ends {here} of {all} paths", cut.text),
        });
        finding.help(help).flow_after(attack.choke);
        for (_, step) in attack.steps.iter().enumerate().filter(|it| it.0 != attack.choke) {
            finding.label(step.span(), step.text.as_str());
        }
        weigh(finding, attack, severity);
    }
}

/// What hangs on a file that is not there is less sure, and says so.
fn weigh(finding: &mut Finding, attack: &Attack<'_>, severity: Severity) {
    finding.severity(severity);
    if attack.certainty < Certainty::Assumed {
        finding.covers(PIECES);
        return;
    }
    let lower = match severity {
        Severity::Critical => Severity::High,
        Severity::High => Severity::Medium,
        _ => Severity::Low,
    };
    let help = finding.help.take().unwrap_or_default();
    finding.severity(lower).confidence(Confidence::Medium);
    finding.help(format!("{help}; the ServiceAccount is not among the files, and could decline the token"));
}

/// "Deployment `web`", or the first few of several.
pub(super) fn starts(attack: &Attack<'_>) -> String {
    let titles: Vec<String> = attack.starts.iter().take(MAX_NAMES).map(|it| it.title()).collect();
    let rest = attack.starts.len().saturating_sub(MAX_NAMES);
    match (titles.as_slice(), rest) {
        ([one], 0) => one.clone(),
        ([first @ .., last], 0) => format!("{} and {last}", first.join(", ")),
        (all, rest) => format!("{} and {rest} more", all.join(", ")),
    }
}

/// What a goal is worth, for messages.
pub(super) fn gain(goal: Goal<'_>) -> &'static str {
    match goal {
        Goal::ClusterAdmin => "every permission in the cluster",
        Goal::AllSecrets => "the Secrets of all namespaces",
        _ => "commands in pods of all namespaces",
    }
}
