//! [`Command`], the flags of a program, wherever a container writes them: in `command`, in `args`, or in a line for a shell.

use super::Container;
use crate::yaml::Value;

/// A program that a container runs, with the words behind it.
#[derive(Clone, Debug)]
pub struct Command<'a> {
    words: Vec<(Value<'a>, &'a str)>,
}

/// Programs that take a script.
const SHELLS: [&str; 5] = ["sh", "bash", "ash", "dash", "busybox"];

/// What ends a command in a script.
const ENDS: [&str; 6] = ["&&", "||", ";", "|", "&", "\\"];

impl<'a> Command<'a> {
    /// The program of one of these names, without its folder; `None` where the container does not name it. The image may run
    /// it without being told: then `args` alone are its flags, which `image_runs` allows.
    pub fn running(container: Container<'a>, programs: &[&str], image_runs: bool) -> Option<Self> {
        let list = |field| container.value().list(field).filter_map(|it: Value<'a>| Some((it, it.text()?)));
        let own: Vec<(Value<'a>, &'a str)> = list("command").chain(list("args")).collect();
        let first = own.first()?.1;
        if SHELLS.contains(&base(first)) {
            let script = own.iter().skip(1).find(|it| it.1.contains(char::is_whitespace))?;
            let words: Vec<&str> = script.1.split_whitespace().collect();
            let start = words.iter().position(|it| programs.contains(&base(it)))?;
            let rest = words[start + 1..].iter().filter(|it| **it != "\\");
            let ours = rest.take_while(|it| !ENDS.contains(it)).map(|it| (script.0, it.trim_matches(['"', '\'', ';'])));
            return Some(Self { words: ours.collect() });
        }
        let told = programs.contains(&base(first));
        // `hyperkube apiserver` names what it is in the second word.
        let second = base(first) == "hyperkube" && own.get(1).is_some_and(|it| programs.contains(&it.1));
        let silent = image_runs && container.get("command").is_none();
        (told || second || silent).then(|| Self { words: own.into_iter().skip(usize::from(told || second)).collect() })
    }

    /// The value of a flag, with where it is written: of several the last, as programs read them. `--f=v`, `--f v` and `-f=v` are
    /// the same; a flag alone is `true`.
    pub fn flag(&self, name: &str) -> Option<(Value<'a>, &'a str)> {
        self.words.iter().enumerate().rev().find_map(|(at, &(value, word))| {
            let rest = word.strip_prefix("--").or_else(|| word.strip_prefix('-'))?.strip_prefix(name)?;
            match rest.strip_prefix('=') {
                Some(text) => Some((value, text.trim_matches(['"', '\'']))),
                None if !rest.is_empty() => None,
                None => {
                    let next = self.words.get(at + 1).filter(|it| !it.1.starts_with('-'));
                    Some(next.map_or((value, "true"), |it| (it.0, it.1)))
                }
            }
        })
    }
}

/// The name of a program without its folder.
fn base(word: &str) -> &str {
    word.rsplit('/').next().unwrap_or(word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::manifest::{Patches, Pod, classify};
    use crate::source::{Role, Source, SourceId};

    fn flag(container: &str, name: &str) -> Option<String> {
        let text = format!("apiVersion: v1\nkind: Pod\nspec: {{containers: [{{name: c, {container}}}]}}\n");
        let source = Source::new("a.yaml", text.clone(), Role::Report);
        let tree = crate::yaml::parse(SourceId(0), text.into());
        let (_, resources) = classify(&source, tree.document(0), &Patches::default());
        let container = Pod::of(resources[0]).unwrap().containers().next().unwrap();
        let command = Command::running(container, &["etcd", "apiserver"], true)?;
        command.flag(name).map(|it| it.1.to_owned())
    }

    #[test]
    fn every_manner_of_writing_a_flag_is_read() {
        for of in [
            "command: [etcd, --auto-tls=true]",
            "command: [/usr/local/bin/etcd, --auto-tls, 'true']",
            "command: [etcd], args: ['--auto-tls']",
            "args: [-auto-tls=true]",
            "command: [etcd, --auto-tls=false, --auto-tls=true]",
            "command: [sh, -c, 'exec etcd --name a --auto-tls=\"true\" && sleep 1']",
            "command: [/bin/sh], args: [-ec, \"mkdir x; /bin/etcd \\\\\\n --auto-tls\\n\"]",
            "command: [/hyperkube, apiserver, --auto-tls]",
        ] {
            assert_eq!(flag(of, "auto-tls").as_deref(), Some("true"), "{of}");
        }
    }

    #[test]
    fn flags_of_other_programs_and_longer_names_are_others() {
        assert_eq!(flag("command: [etcd, --auto-tls-x=true]", "auto-tls"), None);
        assert_eq!(flag("command: [etcdctl, --auto-tls]", "auto-tls"), None);
        assert_eq!(flag("command: [sh, -c, 'etcd --name a && other --auto-tls']", "auto-tls"), None);
        assert_eq!(flag("command: [etcd, --auto-tls, --name, a]", "auto-tls").as_deref(), Some("true"));
    }
}
