//! `holdshort explain-policy`

use super::failure::Failure;
use super::manifests::Manifests;
use super::output;
use crate::engine;
use crate::index::{Called, Explanation, Index};
use crate::manifest::{Fact, Identity, Kind, Pod, Request, Resource, Service, Token};
use crate::output::visible;
use crate::ruleset::Mistake;
use crate::source::Sources;
use clap::{Args, ValueEnum};
use std::net::IpAddr;

#[derive(Debug, Args)]
pub(super) struct ExplainPolicy {
    #[command(flatten)]
    manifests: Manifests,

    /// Say what would hold if it were so, with every rule that would not be enforced any more
    #[arg(long, value_name = "WHAT")]
    pub(super) assume: Option<Assumption>,

    /// Only this workload, or those behind this Service: its name, or `namespace/name`
    #[arg(long, value_name = "WORKLOAD")]
    pub(super) to: Option<String>,

    /// Ask about one request: who calls, `namespace/account` for an identity of the mesh, or `outside` for none
    #[arg(long, value_name = "WHO", conflicts_with = "assume", help_heading = "Request")]
    pub(super) from: Option<String>,

    /// Its method, such as GET
    #[arg(long, requires = "from", help_heading = "Request")]
    pub(super) method: Option<String>,

    /// Its path, as it is sent
    #[arg(long, requires = "from", help_heading = "Request")]
    pub(super) path: Option<String>,

    /// The port of the workload, or of the Service where `--to` names one
    #[arg(long, requires = "from", help_heading = "Request")]
    pub(super) port: Option<u16>,

    /// Its Host header
    #[arg(long, requires = "from", help_heading = "Request")]
    pub(super) host: Option<String>,

    /// A header; may be repeated. With any, there are no others
    #[arg(long, value_name = "NAME=VALUE", requires = "from", help_heading = "Request")]
    pub(super) header: Vec<String>,

    /// The address it comes from
    #[arg(long, value_name = "ADDRESS", requires = "from", help_heading = "Request")]
    pub(super) ip: Option<IpAddr>,

    /// Its token, by issuer and subject; none if it is not given
    #[arg(long, value_name = "ISSUER/SUBJECT", requires = "from", help_heading = "Request")]
    pub(super) token: Option<String>,
}

/// What is not so in the input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Assumption {
    /// All workloads are enrolled by the proxies of their nodes
    Ambient,
}

/// Reads what `check` reads and says of each workload who may call it. 3 where there is none.
pub(super) fn run(args: &ExplainPolicy) -> Result<u8, Failure> {
    let reading = args.manifests.reading()?;
    let input = reading.now()?;
    let trees = engine::parse(&input.sources);
    let index = Index::build(&input.sources, &trees, reading.closed);
    let all = match &args.from {
        Some(from) => judge(args, from, &index)?,
        None => index.explain_policies(args.assume == Some(Assumption::Ambient), &|pod| {
            args.to.as_deref().is_none_or(|to| called(&index, pod, to, None).is_some())
        }),
    };
    output::to_stdout(|out| {
        for (at, explanation) in all.iter().enumerate() {
            if at > 0 {
                writeln!(out)?;
            }
            writeln!(out, "{}", visible(&explanation.workload))?;
            for line in &explanation.lines {
                writeln!(out, "  {}{}", visible(&line.text), place(line.at, &input.sources))?;
            }
        }
        Ok(())
    })?;
    Ok(if all.is_empty() { 3 } else { 0 })
}

fn place(at: Option<crate::source::Span>, sources: &Sources) -> String {
    let Some(at) = at else { return String::new() };
    let source = sources.get(at.source);
    format!(" ({}:{})", visible(source.name()), source.lines().line(at.start) + 1)
}

fn judge(args: &ExplainPolicy, from: &str, index: &Index<'_>) -> Result<Vec<Explanation>, Failure> {
    let identity = match from.split_once('/') {
        _ if from == "outside" => Fact::Absent,
        Some((namespace, account)) if !namespace.is_empty() && !account.is_empty() => {
            Fact::Is(Identity { trust_domain: None, namespace, account })
        }
        _ => {
            let help = "an identity is `namespace/account`, such as `edge/gateway`; `outside` has none";
            return Err(Mistake::new(format!("`{from}` is nobody in the mesh")).help(help).into());
        }
    };
    let mut headers = Vec::new();
    for header in &args.header {
        let Some(pair) = header.split_once('=') else {
            return Err(Mistake::new(format!("`{header}` is no header")).help("write `name=value`").into());
        };
        headers.push(pair);
    }
    // The subject has no slash, the issuer may.
    let token = match args.token.as_deref() {
        None => Fact::Absent,
        Some(text) => {
            let (issuer, subject) = text.rsplit_once('/').unwrap_or((text, ""));
            Fact::Is(Token { issuer, subject })
        }
    };
    let known = |it: &Option<String>| -> bool { it.is_some() };
    let request = Request {
        identity,
        address: args.ip.map_or(Fact::Unknown, Fact::Is),
        forwarded: Fact::Unknown,
        token,
        port: args.port.map_or(Fact::Unknown, Fact::Is),
        server_name: Fact::Unknown,
        host: text(&args.host),
        method: text(&args.method),
        path: text(&args.path),
        headers: &headers,
        has_no_more_headers: !headers.is_empty() || known(&args.method) && known(&args.path),
    };
    let all = |pod| args.to.as_deref().map_or(Some(Called::default()), |to| called(index, pod, to, args.port));
    Ok(index.explain_request(&request, &all))
}

fn text(given: &Option<String>) -> Fact<&str> {
    given.as_deref().map_or(Fact::Unknown, Fact::Is)
}

/// How a pod is called if it is meant by a name: by itself, or by a Service.
fn called<'a>(index: &Index<'a>, pod: Pod<'a>, to: &str, port: Option<u16>) -> Option<Called<'a>> {
    let (namespace, name) = to.split_once('/').map_or((None, to), |it| (Some(it.0), it.1));
    let meant = |it: Resource<'a>| it.name() == name && (namespace.is_none() || it.namespace() == namespace);
    let service = index.services_of(pod).find(|it| it.kind() == Kind::Service && meant(*it));
    let service = service.and_then(Service::of);
    let target = service.zip(port).and_then(|(it, port)| index.target_port(it, port, pod));
    if meant(pod.resource()) {
        return Some(Called { service, port: None });
    }
    service.map(|it| Called { service: Some(it), port: target })
}
