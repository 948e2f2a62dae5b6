//! What the input did not say, told to who listens: a rule that stays silent because it cannot know says so with `--statistics`.
//!
//! Questions are asked of a shared index and from many threads, so the answers that left something open are noted beside the
//! thread that asked. Nobody listens unless the user wants to know.

use std::cell::RefCell;
use std::collections::BTreeSet;

/// What would have to be known.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Doubt {
    /// All of a namespace; `None` where the files leave it open.
    Namespace(Option<String>),
    /// The configuration of the mesh and its root namespace.
    Mesh,
    /// The release of Istio.
    Release,
}

thread_local! {
    static HEARD: RefCell<Option<BTreeSet<Doubt>>> = const { RefCell::new(None) };
}

/// Runs something, and tells what it asked that was left open.
pub fn listen<T>(run: impl FnOnce() -> T) -> (T, BTreeSet<Doubt>) {
    HEARD.set(Some(BTreeSet::new()));
    let result = run();
    (result, HEARD.take().unwrap_or_default())
}

/// Notes that a question was left open.
pub(super) fn note(doubt: impl FnOnce() -> Doubt) {
    HEARD.with_borrow_mut(|heard| {
        if let Some(heard) = heard {
            heard.insert(doubt());
        }
    });
}

/// Notes that it would have to be known what else is in a namespace.
pub(super) fn of_namespace(namespace: Option<&str>) {
    note(|| Doubt::Namespace(namespace.map(str::to_owned)));
}
