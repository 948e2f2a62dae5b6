//! What the rules about images share: every image that a pod names, and patterns for where images come from.

use crate::finding::{Edit, Safety};
use crate::manifest::registry::Moved;
use crate::manifest::{Image, Pod};
use crate::rule::Context;
use crate::source::Span;
use crate::yaml::Value;

/// An image that a container runs or a volume mounts.
#[derive(Clone, Copy)]
pub(super) struct Named<'a> {
    /// Where the reference is written.
    pub at: Value<'a>,
    /// The mapping that holds it and its pull policy.
    pub holder: Value<'a>,
    /// Key of the pull policy.
    pub policy_key: &'static str,
    name: &'a str,
    volume: bool,
}

impl<'a> Named<'a> {
    /// The reference; `None` where it is none, such as text of a template.
    pub(super) fn image(&self) -> Option<Image<'a>> {
        Image::parse(self.at.as_str()?)
    }

    /// The pull policy, where written.
    pub(super) fn policy(&self) -> Option<Value<'a>> {
        self.holder.get(self.policy_key)
    }

    /// "container `app`", for messages.
    pub(super) fn whose(&self) -> String {
        format!("{} `{}`", if self.volume { "volume" } else { "container" }, self.name)
    }
}

/// Every image of a pod: of containers of all classes and of image volumes.
pub(super) fn named<'a>(pod: Pod<'a>) -> impl Iterator<Item = Named<'a>> {
    let containers = pod.containers().filter_map(|it| {
        let (at, holder) = (it.image_value()?, it.value());
        Some(Named { at, holder, policy_key: "imagePullPolicy", name: it.name(), volume: false })
    });
    let volumes = pod.volumes().filter_map(|it| {
        let holder = it.get("image")?;
        let name = it.str("name").unwrap_or_default();
        Some(Named { at: holder.get("reference")?, holder, policy_key: "pullPolicy", name, volume: true })
    });
    containers.chain(volumes)
}

/// Whether a repository lies below a pattern: whole parts of the path, in each of which `*` stands for any text. A pattern
/// that names no registry is meant for Docker Hub, as an image would be.
pub(super) fn is_below(image: Image<'_>, pattern: &str) -> bool {
    let has_path = pattern.contains('/');
    let pattern = pattern.strip_suffix("/*").unwrap_or(pattern).trim_end_matches('/');
    let first = pattern.split('/').next().unwrap_or(pattern);
    let has_registry = first.contains(['.', ':', '*']) || first == "localhost";
    let hub: &[&str] = match (has_registry, has_path) {
        (true, _) => &[],
        (false, true) => &["docker.io"],
        (false, false) => &["docker.io", "library"],
    };
    let repository = image.repository();
    let mut parts = repository.split('/');
    hub.iter().copied().chain(pattern.split('/')).all(|wanted| parts.next().is_some_and(|part| fits(part, wanted)))
}

/// Whether a text fits a pattern with `*`.
fn fits(text: &str, pattern: &str) -> bool {
    let Some((head, mut rest)) = pattern.split_once('*') else { return text == pattern };
    let Some(mut text) = text.strip_prefix(head) else { return false };
    while let Some((middle, after)) = rest.split_once('*') {
        let Some(at) = text.find(middle) else { return false };
        (text, rest) = (&text[at + middle.len()..], after);
    }
    text.ends_with(rest)
}

/// Reports an image that moved. The fix changes the place alone: a digest is the same wherever the image went, and the place must
/// be written as it is in the table.
pub(super) fn report_moved(at: Value<'_>, moved: Moved, message: String, cx: &mut Context<'_>) {
    let finding = cx.report(at, message);
    finding.caption(moved.note);
    if moved.to.is_empty() {
        finding.help("use an image that is still maintained");
        return;
    }
    finding.help(format!("use `{}` instead", moved.to));
    if moved.same_path
        && let Some(offset) = at.source_text().find(moved.from)
    {
        let start = at.span().start + offset as u32;
        let span = Span { start, end: start + moved.from.len() as u32, ..at.span() };
        finding.fix(Safety::Safe, format!("pull from {}", moved.to), [Edit { span, text: moved.to.to_owned() }]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_made_of_whole_parts() {
        let below = |image, pattern| is_below(Image::parse(image).unwrap(), pattern);
        assert!(below("nginx:1", "docker.io"));
        assert!(below("nginx:1", "docker.io/library/*"));
        assert!(below("nginx:1", "nginx"));
        assert!(below("bitnami/redis:7", "bitnami/*"));
        assert!(below("ghcr.io/team/app", "ghcr.io/team"));
        assert!(below("ghcr.io/team/app", "ghcr.io/team/"));
        assert!(below("eu.gcr.io/p/app", "*.gcr.io"));
        assert!(below("1.dkr.ecr.eu-1.amazonaws.com/a", "*.dkr.ecr.*.amazonaws.com"));
        assert!(!below("ghcr.io/team-x/app", "ghcr.io/team"));
        assert!(!below("ghcr.io.evil.example/team/app", "ghcr.io"));
        assert!(!below("evil.example/docker.io/nginx", "docker.io"));
        assert!(!below("nginxx", "nginx"));
    }
}
