//! Which workloads run as which numeric user.

use super::Index;
use crate::manifest::{Pod, Resource};
use crate::yaml::Value;
use rustc_hash::FxHashMap;

/// How many workloads of one user are looked at: more are a convention, and one of them is enough to tell it.
const MAX_OF_USER: usize = 64;

/// Workloads by user: position among the pods, and where the user is written.
pub(super) type Users<'a> = FxHashMap<i64, Vec<(u32, Value<'a>)>>;

impl<'a> Index<'a> {
    /// An earlier workload of the same cluster that runs as a user, and where it says so. Pods with a user namespace of their
    /// own are left out.
    pub fn first_with_user(&self, user: i64, from: Resource<'a>) -> Option<(Resource<'a>, Value<'a>)> {
        let all = self.users.get_or_init(|| users(&self.pods)).get(&user)?;
        let earlier = all.iter().map(|&(at, value)| (self.pods[at as usize].resource(), value));
        let order = |it: Resource<'_>| (it.source(), it.root().id());
        let mut earlier = earlier.take_while(|it| order(it.0) < order(from));
        earlier.find(|it| self.same_cluster(it.0, from))
    }
}

fn users<'a>(pods: &[Pod<'a>]) -> Users<'a> {
    let mut users = Users::default();
    for (at, pod) in pods.iter().enumerate() {
        if pod.get("hostUsers").is_some_and(Value::is_false) {
            continue;
        }
        for user in pod.containers().filter_map(|it| it.effective("runAsUser")) {
            let Some(id) = user.as_int() else { continue };
            let workloads = users.entry(id).or_default();
            let known = workloads.last().is_some_and(|it| it.0 == at as u32);
            if !known && workloads.len() < MAX_OF_USER {
                workloads.push((at as u32, user));
            }
        }
    }
    users
}
