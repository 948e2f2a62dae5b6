//! DestinationRule.

use super::text::{duration, is_dns_label, is_domain, is_fqdn, is_ip, is_port};
use super::{Problems, check_export, check_labels, check_selector, number, set, tls, word};
use crate::manifest::Resource;
use crate::yaml::Value;

const FIELDS: [&str; 8] = [
    "outlierDetection",
    "connectionPool",
    "loadBalancer",
    "tls",
    "portLevelSettings",
    "tunnel",
    "proxyProtocol",
    "retryBudget",
];

pub(super) fn check<'a>(resource: Resource<'a>, spec: Value<'a>, out: &mut Problems<'a>) {
    let namespace = resource.namespace();
    if let Some(at) = spec.get("host").filter(|it| !it.text().is_some_and(is_domain)) {
        out.refuse(at, format!("`{}` is no DNS name with at most a `*` as its first label", word(spec, "host")));
    }
    check_policy(spec.get("trafficPolicy"), namespace, out);
    let mut names: Vec<&str> = Vec::new();
    for subset in spec.list("subsets").filter(|it| it.is_mapping()) {
        let name = word(subset, "name");
        let at = subset.get("name").unwrap_or(subset);
        if names.contains(&name) {
            out.refuse(at, format!("two subsets are named `{name}`"));
        }
        names.push(name);
        if subset.get("name").is_some() && !is_dns_label(name) {
            out.refuse(at, "the name of a subset is one DNS label");
        }
        check_labels(subset.get("labels"), out);
        check_policy(subset.get("trafficPolicy"), namespace, out);
    }
    check_export(resource, spec, spec.get("workloadSelector").is_some(), out);
    check_selector(spec.get("workloadSelector"), "matchLabels", out);
}

fn check_policy<'a>(policy: Option<Value<'a>>, namespace: Option<&str>, out: &mut Problems<'a>) {
    let Some(policy) = policy.filter(|it| it.is_mapping()) else { return };
    if FIELDS.iter().all(|it| policy.get(it).is_none()) {
        return out.refuse(policy, "`trafficPolicy` is empty");
    }
    if let Some(at) = policy.get("proxyProtocol").filter(|_| policy.get("tunnel").is_some()) {
        out.refuse(at, "`tunnel` and `proxyProtocol` exclude each other");
    }
    check_settings(policy, namespace, out);
    for port in policy.list("portLevelSettings").filter(|it| it.is_mapping()) {
        if port.get("port").is_none() {
            out.refuse(port, "the settings name no `port`");
        }
        if FIELDS[..4].iter().all(|it| port.get(it).is_none()) {
            out.refuse(port, "the settings of the port are empty");
        }
        check_settings(port, namespace, out);
    }
    if let Some(tunnel) = policy.get("tunnel").filter(|it| it.is_mapping()) {
        if let Some(at) = set(tunnel, "protocol").filter(|it| !matches!(it.text(), Some("CONNECT" | "POST"))) {
            out.refuse(at, "a tunnel is made with CONNECT or POST");
        }
        let host = word(tunnel, "targetHost");
        if !is_fqdn(host) && !is_ip(host) {
            out.refuse(tunnel.get("targetHost").unwrap_or(tunnel), format!("`{host}` is no DNS name or IP address"));
        }
        if !is_port(number(tunnel, "targetPort")) {
            out.refuse(tunnel.get("targetPort").unwrap_or(tunnel), "the port is not between 1 and 65535");
        }
    }
}

fn check_settings<'a>(policy: Value<'a>, namespace: Option<&str>, out: &mut Problems<'a>) {
    let outlier = policy.get("outlierDetection");
    if let Some(it) = outlier {
        check_outlier(it, out);
    }
    if let Some(it) = policy.get("connectionPool") {
        check_pool(it, out);
    }
    if let Some(it) = policy.get("loadBalancer") {
        check_balancer(it, outlier.is_some(), out);
    }
    if let Some(it) = policy.get("tls").filter(|it| it.is_mapping()) {
        tls::check_client(it, namespace, out);
    }
}

fn check_outlier<'a>(outlier: Value<'a>, out: &mut Problems<'a>) {
    if let Some(at) = outlier.get("consecutiveErrors").filter(|it| it.as_int() != Some(0)) {
        out.warn(at, "`consecutiveErrors` is deprecated");
    }
    if let Some(at) = outlier.get("consecutiveLocalOriginFailures").filter(|it| it.as_int().is_some_and(|it| it > 0))
        && !outlier.flag("splitExternalLocalOriginErrors")
    {
        out.refuse(at, "local failures are counted only with `splitExternalLocalOriginErrors`");
    }
    for field in ["maxEjectionPercent", "minHealthPercent"] {
        if let Some(at) = outlier.get(field).filter(|_| !(0..=100).contains(&number(outlier, field))) {
            out.refuse(at, "a percentage is between 0 and 100");
        }
    }
}

pub(super) fn check_pool<'a>(pool: Value<'a>, out: &mut Problems<'a>) {
    let (http, tcp) = (pool.get("http"), pool.get("tcp"));
    if http.or(tcp).is_none() {
        return out.refuse(pool, "`connectionPool` is empty");
    }
    const HTTP: [&str; 5] = [
        "http1MaxPendingRequests",
        "http2MaxRequests",
        "maxRequestsPerConnection",
        "maxRetries",
        "maxConcurrentStreams",
    ];
    let counts = http.into_iter().flat_map(|it| HTTP.map(|field| it.get(field)));
    let counts = counts.chain(tcp.map(|it| it.get("maxConnections"))).flatten();
    for at in counts.filter(|it| it.as_int().is_some_and(|it| it < 0)) {
        out.refuse(at, "a count is not below 0");
    }
    if let Some(http) = http {
        if let Some(at) = http.get("useClientProtocol").filter(|it| it.is_true())
            && word(http, "h2UpgradePolicy") == "UPGRADE"
        {
            out.refuse(at, "`useClientProtocol` does not go with the policy UPGRADE");
        }
        if let Some(keep) = http.get("http2KeepAlive").filter(|it| it.is_mapping()) {
            for field in ["interval", "timeout"].iter().filter(|it| keep.get(it).is_none()) {
                out.refuse(keep, format!("`{field}` is missing"));
            }
        }
    }
    let idle = tcp.and_then(|it| it.get("idleTimeout"));
    if let Some(at) = idle.filter(|it| it.as_str().is_some_and(|it| duration(it).is_none_or(|it| it < 0.0))) {
        out.refuse(at, "this is no time such as `5s`");
    }
}

fn check_balancer<'a>(balancer: Value<'a>, has_outlier: bool, out: &mut Problems<'a>) {
    if let Some(hash) = balancer.get("consistentHash") {
        if let Some(at) = hash.get("minimumRingSize").filter(|it| it.as_int() != Some(0)) {
            out.warn(at, "`minimumRingSize` is deprecated");
            if hash.get("ringHash").or(hash.get("maglev")).is_some() {
                out.refuse(at, "`minimumRingSize` excludes `ringHash` and `maglev`");
            }
        }
        let mut names: Vec<&str> = Vec::new();
        for attribute in hash.path("httpCookie.attributes").into_iter().flat_map(Value::items) {
            let name = word(attribute, "name");
            if names.contains(&name) {
                out.refuse(attribute, format!("two attributes are named `{name}`"));
            }
            names.push(name);
        }
        if let Some(at) = hash.get("maglev") {
            let size = number(at, "tableSize");
            let prime = size > 1 && (2..).take_while(|it| it * it <= size).all(|it| size % it != 0);
            if size >= 5_000_011 || !prime {
                out.refuse(at.get("tableSize").unwrap_or(at), "the size of the table is no prime below 5000011");
            }
        }
    }
    let (local, zone) = (balancer.get("localityLbSetting"), balancer.get("zoneAwareLbSetting"));
    if let Some(at) = zone.filter(|_| local.is_some()) {
        out.refuse(at, "`localityLbSetting` and `zoneAwareLbSetting` exclude each other");
    }
    local.into_iter().chain(zone).for_each(|it| check_locality(it, has_outlier, out));
}

fn check_locality<'a>(setting: Value<'a>, has_outlier: bool, out: &mut Problems<'a>) {
    let (distribute, failover) = (set(setting, "distribute"), set(setting, "failover"));
    if let Some(at) = failover.filter(|_| distribute.is_some()) {
        out.refuse(at, "`distribute` and `failover` exclude each other");
    }
    for rule in setting.list("distribute") {
        let weights: Vec<i64> =
            rule.get("to").into_iter().flat_map(Value::entries).filter_map(|it| it.1.as_int()).collect();
        if weights.iter().any(|it| !(1..=100).contains(it)) || weights.iter().sum::<i64>() != 100 {
            out.refuse(rule.get("to").unwrap_or(rule), "the weights do not add up to 100");
        }
    }
    for rule in setting.list("failover") {
        let (from, to) = (word(rule, "from"), word(rule, "to"));
        if from == to {
            out.refuse(rule, "`from` and `to` are the same region");
        } else if from.contains(['/', '*']) || to.contains(['/', '*']) {
            out.refuse(rule, "`from` and `to` are names of regions");
        }
    }
    if let Some(at) = failover.or(set(setting, "failoverPriority")).filter(|_| !has_outlier) {
        out.warn(at, "without `outlierDetection` there is no failover");
    }
}
