//! What two ledgers differ in.

use super::right::{Permission, Right};
use super::{Fact, Holder, Ledger, words};
use crate::source::Span;
use rustc_hash::{FxHashMap, FxHashSet};

/// More changes than this by one binding are summed up.
const MANY: usize = 12;

/// What a change is about, in the order in which it is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Topic {
    /// Traffic from outside arrives.
    Entry,
    /// There is a way to something that attackers are after.
    Way,
    /// A pod holds the token of an account with permissions.
    Token,
    /// The API server allows something.
    Permission,
}

impl Topic {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Entry => "entry",
            Self::Way => "way",
            Self::Token => "token",
            Self::Permission => "permission",
        }
    }
}

/// Something that somebody gains or loses.
#[derive(Clone, Debug)]
pub struct Change {
    /// Who.
    pub holder: Holder,
    /// Workloads that run as the holder, if it is a service account.
    pub users: Vec<Holder>,
    /// Gains; else loses.
    pub gain: bool,
    /// What it is about.
    pub topic: Topic,
    /// In words; names in it are as written in the input.
    pub text: String,
    /// The folder, where several hold a holder of that name.
    pub folder: Option<String>,
    /// Where it is written: today for a gain, before for a loss.
    pub places: Vec<(Span, String)>,
    /// The permission in its parts.
    pub permission: Option<Permission>,
}

/// What everybody gains and loses from one state to the next: by holder, gains first.
pub fn compare(before: &Ledger, now: &Ledger) -> Vec<Change> {
    let mut all = Vec::new();
    for holder in before.holders(now) {
        for (gain, from, to) in [(true, before, now), (false, now, before)] {
            let mut changes = facts(holder, from, to);
            changes.extend(permissions(holder, from, to));
            changes.sort_by_key(|it| it.topic);
            let users = to.users.get(holder).or(from.users.get(holder)).cloned().unwrap_or_default();
            all.extend(changes.into_iter().map(|it| Change { gain, users: users.clone(), ..it }));
        }
    }
    all
}

fn facts(holder: &Holder, from: &Ledger, to: &Ledger) -> Vec<Change> {
    let empty = Vec::new();
    let (old, new) = (from.facts.get(holder).unwrap_or(&empty), to.facts.get(holder).unwrap_or(&empty));
    // Several folders that hold a workload of this name may be several clusters.
    let folders = |all: &[Fact]| all.iter().map(|it| it.folder.clone()).collect::<FxHashSet<_>>().len();
    let apart = folders(old) > 1 || folders(new) > 1;
    let is_new = |fact: &&Fact| {
        let same = |it: &&Fact| (it.topic, &it.key) == (fact.topic, &fact.key) && (!apart || it.folder == fact.folder);
        match old.iter().filter(same).map(|it| it.weight).max() {
            Some(_) if fact.topic == Topic::Token => false,
            Some(weight) => weight < fact.weight,
            None => fact.weight > 0,
        }
    };
    let changes = new.iter().filter(is_new).map(|it| Change {
        holder: holder.clone(),
        users: Vec::new(),
        gain: true,
        topic: it.topic,
        text: it.text.clone(),
        folder: apart.then(|| it.folder.clone()),
        places: it.places.clone(),
        permission: None,
    });
    let mut changes: Vec<Change> = changes.collect();
    changes.sort_by(|a, b| (a.topic, &a.folder, &a.text).cmp(&(b.topic, &b.folder, &b.text)));
    changes
}

fn permissions(holder: &Holder, from: &Ledger, to: &Ledger) -> Vec<Change> {
    let Some(new) = to.rights.get(holder) else { return Vec::new() };
    let groups = holder.groups();
    let old: Vec<&Right> =
        std::iter::once(holder).chain(&groups).filter_map(|it| from.rights.get(it)).flatten().collect();
    let copied = &copied(old.iter().copied()) | &copied(new);
    // Bindings in their order, each with the rules it hands out.
    let mut bindings: Vec<(&str, &str, Vec<&Right>)> = Vec::new();
    for right in new {
        let key = (right.permission.binding.as_str(), right.folder.as_str());
        match bindings.iter_mut().find(|it| (it.0, it.1) == key) {
            Some(known) => known.2.push(right),
            None => bindings.push((key.0, key.1, vec![right])),
        }
    }
    let mut changes = Vec::new();
    for (binding, folder, rights) in bindings {
        let apart = copied.contains(binding);
        let old: Vec<&Right> = old.iter().copied().filter(|it| !apart || it.folder == folder).collect();
        let folder = apart.then(|| folder.to_owned());
        changes.extend(of_binding(holder, &rights, &old, folder.as_deref()));
    }
    changes
}

/// Bindings of which several folders hold one: they may be several clusters, and what one gives is not what another does.
fn copied<'r>(all: impl IntoIterator<Item = &'r Right>) -> FxHashSet<&'r str> {
    let mut folders: FxHashMap<&str, &str> = FxHashMap::default();
    let mut copied = FxHashSet::default();
    for it in all {
        let binding = it.permission.binding.as_str();
        if *folders.entry(binding).or_insert(&it.folder) != it.folder {
            copied.insert(binding);
        }
    }
    copied
}

fn of_binding(holder: &Holder, rights: &[&Right], old: &[&Right], folder: Option<&str>) -> Vec<Change> {
    let change = |text: String, right: &Right, permission: Permission| Change {
        holder: holder.clone(),
        users: Vec::new(),
        gain: true,
        topic: Topic::Permission,
        text: text + &words::through(&permission),
        folder: folder.map(str::to_owned),
        places: right.places.clone(),
        permission: Some(permission),
    };
    let mut parts: Vec<(&Right, Permission)> = Vec::new();
    for right in rights {
        parts.extend(right.beyond(old).into_iter().map(|it| (*right, it)));
    }
    let whole = |(right, part): &(&Right, Permission)| {
        part.verbs == right.permission.verbs && part.resources.len() == right.permission.resources.len()
    };
    let built_in = rights.iter().filter(|it| it.built_in).count();
    // A role that every cluster has is known by its name.
    if built_in == rights.len() && parts.len() == rights.len() && parts.len() > 1 && parts.iter().all(whole) {
        return vec![change(words::everything(rights), rights[0], rights[0].permission.role_only())];
    }
    parts.sort_by_key(|(_, part)| words::weight(part));
    let more = parts.split_off(parts.len().min(MANY));
    let mut changes: Vec<Change> = parts
        .into_iter()
        .map(|(right, part)| match right.opaque {
            true => change(format!("whatever {} allows, which is not among the files", part.role), right, part),
            false => change(words::allowed(&part), right, part),
        })
        .collect();
    if let Some((right, part)) = more.first() {
        changes.push(change(format!("{} more rules", more.len()), right, part.role_only()));
    }
    changes
}

impl Permission {
    /// Without what the role allows.
    fn role_only(&self) -> Self {
        let none = Vec::new;
        Self { verbs: none(), groups: none(), resources: none(), names: none(), urls: none(), ..self.clone() }
    }
}
