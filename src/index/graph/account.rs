//! From pods to their tokens, and from accounts, users and groups over bindings to what those hand out.

use super::build::Builder;
use super::effect::{self, Effect, Gain};
use super::{Bond, Certainty, Goal, Step, Vertex};
use crate::index::Lookup;
use crate::index::rbac::Subject;
use crate::manifest::token::{is_automounted, is_projected};
use crate::manifest::{Kind, Pod, Resource};
use crate::yaml::Value;
use petgraph::graph::NodeIndex;
use rustc_hash::FxHashMap;

/// So many accounts that a binding lets one act as are looked at: those that may do everything, then others with permissions.
const MAX_HOPS: usize = 8;

/// More accounts with permissions than this, in one namespace or for a binding that holds in all, are not joined pair by pair.
const MAX_POWERFUL: usize = 1024;

/// Enters all that, and gives the vertices of users and groups.
pub(super) fn enter(builder: &mut Builder<'_, '_>) -> Vec<NodeIndex> {
    let index = builder.index;
    let mut accounts = Vec::new();
    for &pod in index.pods() {
        let account = index.find(Kind::ServiceAccount, pod.service_account(), pod.resource());
        let near = account.found().unwrap_or(pod.resource());
        let namespace = pod.resource().namespace().or(near.namespace());
        let (at, new) = builder.vertex(Vertex::Account(namespace, pod.service_account(), near));
        if new {
            accounts.push(at);
        }
        enter_token(builder, pod, account, at);
        enter_cloud(builder, pod, account);
    }
    for account in index.of_kind(Kind::ServiceAccount).filter(|it| !it.name().is_empty()) {
        let (at, new) = builder.vertex(Vertex::Account(account.namespace(), account.name(), account));
        if new {
            accounts.push(at);
        }
    }
    let identities = enter_identities(builder);
    let mut bindings = Vec::new();
    for &at in accounts.iter().chain(&identities) {
        enter_bindings(builder, at, &mut bindings);
    }
    enter_hops(builder, &accounts, &bindings);
    identities
}

fn enter_token<'a>(builder: &mut Builder<'_, 'a>, pod: Pod<'a>, account: Lookup<'a>, to: NodeIndex) {
    let name = pod.service_account();
    let found = account.found();
    if !is_automounted(pod, found) && !is_projected(pod) {
        return;
    }
    let asked = pod.get("automountServiceAccountToken").is_some() || is_projected(pod);
    // The default account is made by the cluster, which mounts its token unless somebody changes it.
    let certainty = match found {
        _ if asked => Certainty::Certain,
        Some(it) if it.root().get("automountServiceAccountToken").is_some() => Certainty::Certain,
        Some(_) => Certainty::Default,
        None if name == "default" => Certainty::Default,
        None => Certainty::Assumed,
    };
    let text = match certainty {
        Certainty::Certain => format!("it runs as service account `{name}` and mounts its token"),
        _ => format!("it runs as service account `{name}`, whose token is mounted because nothing says no"),
    };
    let step = Step::new(pod.resource(), pod.service_account_value(), text);
    let from = builder.workload(pod);
    builder.edge(from, to, Bond::Token, certainty, vec![step]);
}

fn enter_cloud<'a>(builder: &mut Builder<'_, 'a>, pod: Pod<'a>, account: Lookup<'a>) {
    let Some(account) = account.found() else { return };
    let Some((value, cloud)) = account.cloud_identity().filter(|it| pod.acts_in_cloud(it.1)) else { return };
    let name = value.text().unwrap_or_default();
    let from = builder.workload(pod);
    let to = builder.vertex(Vertex::Goal(Goal::Cloud(name))).0;
    let text = format!("it runs as service account `{}`", account.name());
    let steps = vec![
        Step::new(account, Some(value), format!("which lets pods act as `{name}` of {cloud}")),
        Step::new(pod.resource(), pod.service_account_value(), text),
    ];
    builder.edge(from, to, Bond::Identity, Certainty::Certain, steps);
}

/// Users and groups that people and pipelines log in as.
fn enter_identities(builder: &mut Builder<'_, '_>) -> Vec<NodeIndex> {
    let index = builder.index;
    let mut all = Vec::new();
    for binding in index.of_kind(Kind::RoleBinding).chain(index.of_kind(Kind::ClusterRoleBinding)) {
        for entry in binding.root().list("subjects") {
            let subject = match Subject::of(entry) {
                Some(it @ (Subject::User(name) | Subject::Group(name))) if !name.starts_with("system:") => it,
                _ => continue,
            };
            let (at, new) = builder.vertex(Vertex::Identity(subject, binding));
            if new {
                all.push(at);
            }
        }
    }
    all
}

fn enter_bindings<'a>(builder: &mut Builder<'_, 'a>, from: NodeIndex, known: &mut Vec<(NodeIndex, Vec<Gain<'a>>)>) {
    let (subject, near) = match builder.graph[from] {
        Vertex::Account(namespace, name, near) => (Subject::ServiceAccount(namespace, name), near),
        Vertex::Identity(subject, near) => (subject, near),
        _ => return,
    };
    for (binding, entry) in builder.index.bindings_naming(subject, near) {
        let (to, new) = builder.vertex(Vertex::Binding(binding));
        if new {
            let gains = effect::of_binding(binding, builder.index, &mut builder.known);
            for gain in &gains {
                if let Some(goal) = effect::goal(gain, binding) {
                    let goal = builder.vertex(Vertex::Goal(goal)).0;
                    let bond = Bond::Grant { wide: gain.wide };
                    builder.edge(to, goal, bond, Certainty::Certain, gain.steps.clone());
                }
            }
            known.push((to, gains));
        }
        let text = match Subject::of(entry) {
            Some(Subject::Group(name)) if matches!(subject, Subject::ServiceAccount(..)) => {
                format!("{} names group `{name}`, which it is in", binding.title())
            }
            _ => format!("{} names it", binding.title()),
        };
        let place = entry.get("name").unwrap_or(entry);
        let step = Step::new(binding, Some(place), text);
        builder.edge(from, to, Bond::Named, Certainty::Certain, vec![step]);
    }
}

/// Joins bindings to the accounts that they let one act as.
fn enter_hops<'a>(builder: &mut Builder<'_, 'a>, accounts: &[NodeIndex], bindings: &[(NodeIndex, Vec<Gain<'a>>)]) {
    let powerful = |it: &&NodeIndex| builder.graph.neighbors(**it).any(|it| gives(builder, it));
    let mut powerful: Vec<NodeIndex> = accounts.iter().filter(powerful).copied().collect();
    powerful.sort_by_cached_key(|it| !is_admin(builder, *it));
    let namespace_of = |it: &NodeIndex| match builder.graph[*it] {
        Vertex::Account(namespace, ..) => namespace,
        _ => None,
    };
    let mut by_namespace: FxHashMap<&str, Vec<NodeIndex>> = FxHashMap::default();
    for namespace in powerful.iter().filter_map(namespace_of) {
        by_namespace.entry(namespace).or_default();
    }
    for &it in &powerful {
        // One that leaves its namespace open may be in any.
        match namespace_of(&it) {
            Some(namespace) => by_namespace.entry(namespace).or_default().push(it),
            None => by_namespace.values_mut().for_each(|all| all.push(it)),
        }
    }
    let open: Vec<NodeIndex> = powerful.iter().filter(|it| namespace_of(it).is_none()).copied().collect();
    for (from, gains) in bindings {
        let Vertex::Binding(binding) = builder.graph[*from] else { continue };
        for gain in gains.iter().filter(|it| matches!(it.effect, Effect::RunAs | Effect::Enter)) {
            let bond = Bond::Hop { wide: gain.wide };
            if gain.effect == Effect::RunAs && (gain.wide || binding.namespace() == Some("kube-system")) {
                enter_system(builder, *from, gain);
            }
            let mut left = MAX_HOPS;
            let near = match binding.namespace().filter(|_| !gain.wide) {
                Some(namespace) => by_namespace.get(namespace).unwrap_or(&open),
                None => &powerful,
            };
            for &to in near.iter().take(MAX_POWERFUL) {
                let Vertex::Account(namespace, name, near) = builder.graph[to] else { continue };
                if left == 0 {
                    break;
                }
                if !meets(builder, binding, namespace, near, gain.wide) || is_named_by(builder, to, *from) {
                    continue;
                }
                // Commands need a pod to run in; what starts a pod brings it.
                if gain.effect == Effect::Enter && !is_in_use(builder, to) {
                    continue;
                }
                left -= 1;
                if builder.has_edge(*from, to, bond) {
                    continue;
                }
                let mut steps = gain.steps.clone();
                let text = format!("one of which is `{name}`");
                steps.push(Step::new(near, near_value(near, name), text));
                builder.edge(*from, to, bond, Certainty::Certain, steps);
            }
        }
    }
}

fn gives(builder: &Builder<'_, '_>, binding: NodeIndex) -> bool {
    matches!(builder.graph[binding], Vertex::Binding(_)) && builder.graph.neighbors(binding).next().is_some()
}

fn is_admin(builder: &Builder<'_, '_>, account: NodeIndex) -> bool {
    let goals = builder.graph.neighbors(account).flat_map(|it| builder.graph.neighbors(it));
    goals.into_iter().any(|it| matches!(builder.graph[it], Vertex::Goal(Goal::ClusterAdmin)))
}

fn enter_system<'a>(builder: &mut Builder<'_, 'a>, from: NodeIndex, gain: &Gain<'a>) {
    let (system, new) = builder.vertex(Vertex::System);
    if new {
        let goal = builder.vertex(Vertex::Goal(Goal::ClusterAdmin)).0;
        builder.edge(system, goal, Bond::Grant { wide: true }, Certainty::Default, Vec::new());
    }
    builder.edge(from, system, Bond::Hop { wide: gain.wide }, Certainty::Default, gain.steps.clone());
}

fn meets<'a>(
    builder: &Builder<'_, 'a>,
    binding: Resource<'a>,
    namespace: Option<&str>,
    near: Resource<'a>,
    wide: bool,
) -> bool {
    if wide {
        return builder.index.same_cluster(binding, near);
    }
    match (binding.namespace(), namespace) {
        (Some(a), Some(b)) => a == b && !builder.index.are_alternatives(binding.source(), near.source()),
        _ => builder.index.together(binding, near),
    }
}

fn is_named_by(builder: &Builder<'_, '_>, account: NodeIndex, binding: NodeIndex) -> bool {
    builder.graph.contains_edge(account, binding)
}

fn is_in_use(builder: &Builder<'_, '_>, account: NodeIndex) -> bool {
    builder.graph.neighbors_directed(account, petgraph::Direction::Incoming).next().is_some()
}

/// Where an account is named: by itself, or by a pod that runs as it.
fn near_value<'a>(near: Resource<'a>, name: &str) -> Option<Value<'a>> {
    let pod = Pod::of(near).filter(|it| it.service_account() == name)?;
    pod.service_account_value()
}
