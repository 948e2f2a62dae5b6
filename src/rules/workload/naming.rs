//! How several containers are named in one message.

use crate::manifest::Container;

/// "container `a`", "containers `a` and `b`", "containers `a`, `b` and 3 more".
pub(super) fn containers(all: &[Container<'_>]) -> String {
    match all {
        [one] => format!("container `{}`", one.name()),
        [one, two] => format!("containers `{}` and `{}`", one.name(), two.name()),
        [one, two, rest @ ..] => format!("containers `{}`, `{}` and {} more", one.name(), two.name(), rest.len()),
        [] => "no container".to_owned(),
    }
}
