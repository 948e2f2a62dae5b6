//! Secrets in what becomes a manifest elsewhere: in patches of Kustomize, which have the form of what they are laid over, and in Go
//! templates that are not rendered. A hole is no literal, but what stands around it is: with every action masked by
//! as many bytes that say "filled in elsewhere", a template reads as a manifest whose places are those of the file. Only the rules
//! about secrets look: what else a template makes of its holes is unknown.

use super::Plan;
use crate::config::Policy;
use crate::finding::Finding;
use crate::index::{Index, Unit};
use crate::manifest::Class;
use crate::rule::Rule;
use crate::source::{Role, Source, SourceId, Sources};
use crate::yaml::{self, Tree};
use rayon::prelude::*;
use rustc_hash::FxHashSet;

/// What the rules about secrets find in the templates and patches of an input. Nothing there has a fix: an edit would be made to what makes
/// the manifest.
pub(super) fn judge(sources: &Sources, index: &Index<'_>, policy: &Policy) -> Vec<Finding> {
    let reported = |id: &SourceId| sources.get(*id).role() == Role::Report;
    let of = |class| index.units().iter().filter(move |it| it.class == class);
    let templates: FxHashSet<SourceId> = of(Class::HelmTemplate).map(|it| it.source).filter(reported).collect();
    // Patches that are lists of operations have no object's form.
    let objects = |it: &&Unit<'_>| it.document.root().is_some_and(|it| it.get("kind").is_some());
    let patches = of(Class::KustomizePatch).filter(objects).map(|it| it.source).filter(reported);
    let patches: FxHashSet<SourceId> = patches.filter(|it| !templates.contains(it)).collect();
    let rules: Vec<&'static Rule> = policy.rules.iter().copied().filter(|it| it.category() == "secret").collect();
    if templates.is_empty() && patches.is_empty() || rules.is_empty() {
        return Vec::new();
    }
    let plan = Plan::new(&rules);
    let mut masked = Sources::new();
    for (id, source) in sources.iter() {
        let text = if templates.contains(&id) { mask(source.text()).into() } else { source.text().clone() };
        masked.add(Source::new(source.name(), text, source.role()));
    }
    let mut ids: Vec<SourceId> = templates.iter().chain(&patches).copied().collect();
    ids.sort_unstable();
    let trees: Vec<Tree> = ids.par_iter().map(|&id| yaml::parse(id, masked.get(id).text().clone())).collect();
    let index = Index::build(&masked, &trees, false);
    let mut findings = Vec::new();
    let Some(mut cx) = plan.context(&policy.settings) else { return findings };
    for &resource in index.resources() {
        plan.resource(resource, &index, &mut cx);
    }
    for unit in index.units() {
        let objects = index.resources().get(unit.resources.clone()).unwrap_or_default();
        cx.about(objects.first().copied(), None);
        if !objects.is_empty() {
            plan.document(unit.document, &mut cx);
        }
        plan.class(unit.class, unit.document, &mut cx);
        // Those of a patch are asked about where it is read as it is.
        if templates.contains(&unit.source) {
            plan.scalars(unit.document, objects, &mut cx);
        }
    }
    // What is not about a value (an option that is not set) may be in a hole.
    let found = cx.finish().into_iter().filter(|it| it.sensitive);
    findings.extend(found.map(|it| Finding { fix: None, ..it }));
    findings
}

/// The text with every action masked, byte for byte: blanks where the action has its lines for itself, else a reference.
fn mask(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = 0;
    while let Some(open) = text[rest..].find("{{").map(|it| rest + it) {
        let Some(end) = text[open..].find("}}").map(|it| open + it + 2) else { break };
        // A third brace belongs to the action: `{{ "{{x}}" }}` and its like are rare, `{{ x }}}` is not one of them.
        let before = text[..open].rfind('\n').map_or(0, |it| it + 1);
        let after = text[end..].find('\n').map_or(text.len(), |it| end + it);
        let alone = is_blank(&text[before..open]) && is_blank(&text[end..after]);
        let action = &text[open..end];
        out.push_str(&text[rest..open]);
        if alone || action.contains('\n') {
            out.extend(action.bytes().map(|it| if it == b'\n' { '\n' } else { ' ' }));
        } else {
            out.push_str("$(");
            out.extend(std::iter::repeat_n('_', action.len() - 3));
            out.push(')');
        }
        rest = end;
    }
    out.push_str(&text[rest..]);
    out
}

/// Whether there is nothing here but blanks and other actions.
fn is_blank(text: &str) -> bool {
    let mut rest = text.trim();
    while let Some(inner) = rest.strip_prefix("{{") {
        let Some(end) = inner.find("}}") else { return false };
        rest = inner[end + 2..].trim_start();
    }
    rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Input, check};

    #[test]
    fn a_mask_keeps_every_byte_in_its_place() {
        for (text, masked) in [
            ("a: {{ .x }}\n", "a: $(_____)\n"),
            ("a: \"{{ .x }}-b\"\n", "a: \"$(_____)-b\"\n"),
            ("{{- if .x }}\na: b\n{{- end }}\n", "            \na: b\n          \n"),
            ("{{- /* a\nb */ -}}\na: b\n", "        \n        \na: b\n"),
            ("  {{ a }}{{ b }}\n", "                \n"),
            ("a: {{ open\n", "a: {{ open\n"),
            ("é: {{ ü }}\n", "é: $(_____)\n"),
        ] {
            assert_eq!(mask(text), masked);
            assert_eq!(text.len(), masked.len());
        }
    }

    #[test]
    fn a_literal_in_a_template_is_found_where_it_stands() {
        let text = "{{- if .Values.db }}\napiVersion: v1\nkind: Secret\nmetadata:\n  name: {{ .Release.Name }}\nstringData:\n  \
                    password: {{ .Values.password | quote }}\n  token: Zq7kWm2xT9vLb4Rn8sYd\n{{- end }}\n";
        let mut sources = Sources::new();
        sources.add(Source::new("chart/templates/secret.yaml", text, Role::Report));
        let input = Input { sources, ..Input::default() };
        let report = check(&input, &Policy::default());
        let found: Vec<_> = report.findings.iter().map(|it| (it.rule, &text[it.span().range()])).collect();
        assert_eq!(found, [("secret-cleartext-manifest", "token")]);
    }

    #[test]
    fn a_patch_is_read_as_what_it_is_laid_over() {
        let patch = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  DB_PASSWORD: Zq7kWm2xT9v\n  url: redis://:Zq7kWm2xT9@r\n";
        let mut sources = Sources::new();
        sources.add(Source::new("k/kustomization.yaml", "patches: [{path: p.yaml}]\n", Role::Report));
        sources.add(Source::new("k/p.yaml", patch, Role::Report));
        let input = Input { sources, ..Input::default() };
        let report = check(&input, &Policy::default());
        let found: Vec<_> = report.findings.iter().map(|it| (it.rule, &patch[it.span().range()])).collect();
        assert_eq!(found, [("secret-in-configmap", "DB_PASSWORD"), ("secret-connection-string", "url")]);
    }
}
