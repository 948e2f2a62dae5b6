//! Questions about whole manifests. The rows are what peers get wrong: what empty and missing fields mean, which namespace a
//! selector is about, and that peers add up while selectors in one peer do not.

use super::{Endpoint, PortOf, Verdict};
use crate::index::Index;
use crate::manifest::{Direction, Kind, Pod, Protocol};
use crate::source::{Role, Source, Sources};
use crate::yaml::{self, Tree};

/// Three namespaces, of which `db` is not in the input, and pods in each.
const WORLD: &str = "\
apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {team: blue}}
---
apiVersion: v1
kind: Namespace
metadata: {name: ops, labels: {team: red}}
---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: c, ports: [{name: http, containerPort: 8080}, {name: dns, containerPort: 53, protocol: UDP}]}]}
---
apiVersion: v1
kind: Pod
metadata: {name: api, namespace: shop, labels: {app: api}}
spec: {containers: [{name: c}]}
---
apiVersion: v1
kind: Pod
metadata: {name: prober, namespace: ops, labels: {app: api}}
spec: {containers: [{name: c}]}
---
apiVersion: v1
kind: Pod
metadata: {name: store, namespace: db, labels: {app: store}}
spec: {containers: [{name: c}]}
---
apiVersion: v1
kind: Pod
metadata: {name: agent, namespace: shop, labels: {app: agent}}
spec: {hostNetwork: true, containers: [{name: c}]}
---
";

fn with<T>(text: &str, ask: impl for<'a> FnOnce(&Index<'a>) -> T) -> T {
    let mut sources = Sources::new();
    let id = sources.add(Source::new("a.yaml", format!("{WORLD}{text}"), Role::Report));
    let trees: Vec<Tree> = vec![yaml::parse(id, sources.get(id).text().clone())];
    assert!(trees[0].problems().is_empty(), "{text}");
    ask(&Index::build(&sources, &trees, false))
}

fn pod<'a>(index: &Index<'a>, name: &str) -> Pod<'a> {
    *index.pods().iter().find(|it| it.resource().name() == name).expect(name)
}

/// A pod by its name, `namespace/` for any pod of one, `world`, or an address.
fn end<'a>(index: &Index<'a>, text: &str) -> Endpoint<'a> {
    if text == "world" {
        return Endpoint::Address(None);
    }
    if let Some(name) = text.strip_suffix('/') {
        return Endpoint::PodNear(index.of_kind(Kind::Namespace).find(|it| it.name() == name).expect(name));
    }
    text.parse().map_or_else(|_| Endpoint::Pod(pod(index, text)), |it| Endpoint::Address(Some(it)))
}

fn policy(namespace: &str, spec: &str) -> String {
    format!(
        "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: n, namespace: {namespace}}}\nspec: {spec}\n---\n"
    )
}

/// Whether one may reach port 8080 of another under policies of the namespace `shop`.
fn reach(specs: &[&str], from: &str, to: &str) -> Verdict {
    reach_port(specs, from, to, PortOf::tcp(8080))
}

fn reach_port(specs: &[&str], from: &str, to: &str, port: PortOf) -> Verdict {
    let text: String = specs.iter().map(|it| policy("shop", it)).collect();
    with(&text, |index| index.may_reach(end(index, from), end(index, to), port).verdict())
}

use Verdict::{Allowed, Denied, Unknown};

#[test]
fn empty_lists_and_missing_ones_are_not_the_same_everywhere() {
    let rows: [(&str, Verdict); 10] = [
        ("{podSelector: {}}", Denied),
        ("{podSelector: {}, ingress: []}", Denied),
        ("{podSelector: {}, ingress: null}", Denied),
        ("{podSelector: {}, ingress: [{}]}", Allowed),
        ("{podSelector: {}, ingress: [{from: []}]}", Allowed),
        ("{podSelector: {}, ingress: [{ports: []}]}", Allowed),
        ("{podSelector: {}, ingress: [{from: [{}]}]}", Denied),
        ("{podSelector: {}, ingress: [{from: [{podSelector: {}}]}]}", Allowed),
        ("{podSelector: {}, ingress: [{from: [{namespaceSelector: {}}]}]}", Allowed),
        ("{podSelector: {}, policyTypes: [Egress], ingress: []}", Denied),
    ];
    for (spec, expected) in rows {
        assert_eq!(reach(&[spec], "api", "web"), expected, "{spec}");
    }
    assert_eq!(reach(&[], "api", "web"), Allowed);
    assert_eq!(reach(&["{podSelector: {matchLabels: {app: other}}}"], "api", "web"), Allowed);
    assert_eq!(reach(&["{}"], "api", "web"), Denied);
}

#[test]
fn types_that_are_not_written_follow_the_rules() {
    let egress = |spec: &str| {
        with(&policy("shop", spec), |index| {
            index.passage(Direction::Egress, end(index, "api"), end(index, "prober"), PortOf::tcp(1)).verdict
        })
    };
    assert_eq!(egress("{podSelector: {}}"), Allowed);
    assert_eq!(egress("{podSelector: {}, egress: []}"), Allowed);
    assert_eq!(egress("{podSelector: {}, egress: [{to: [{podSelector: {}}]}]}"), Denied);
    assert_eq!(egress("{podSelector: {}, policyTypes: [Egress]}"), Denied);
    assert_eq!(egress("{podSelector: {}, policyTypes: [Ingress], egress: [{to: [{podSelector: {}}]}]}"), Allowed);
    // With egress alone listed, ingress is open.
    assert_eq!(reach(&["{podSelector: {matchLabels: {app: web}}, policyTypes: [Egress]}"], "api", "web"), Allowed);
}

#[test]
fn selectors_in_one_peer_must_both_hold_and_peers_add_up() {
    let both = "{podSelector: {}, ingress: [{from: [{namespaceSelector: {matchLabels: {team: red}}, podSelector: {matchLabels: {app: web}}}]}]}";
    assert_eq!(reach(&[both], "prober", "web"), Denied);
    let either = "{podSelector: {}, ingress: [{from: [{namespaceSelector: {matchLabels: {team: red}}}, {podSelector: {matchLabels: {app: web}}}]}]}";
    assert_eq!(reach(&[either], "prober", "web"), Allowed);
    assert_eq!(reach(&[either], "api", "web"), Denied);
}

#[test]
fn a_lone_pod_selector_is_about_the_namespace_of_the_policy() {
    let spec =
        "{podSelector: {matchLabels: {app: web}}, ingress: [{from: [{podSelector: {matchLabels: {app: api}}}]}]}";
    assert_eq!(reach(&[spec], "api", "web"), Allowed);
    assert_eq!(reach(&[spec], "prober", "web"), Denied);
    let all = "{podSelector: {}, ingress: [{from: [{podSelector: {}}]}]}";
    assert_eq!(reach(&[all], "prober", "web"), Denied);
    assert_eq!(reach(&[all], "ops/", "web"), Denied);
    assert_eq!(reach(&[all], "shop/", "web"), Unknown);
}

#[test]
fn policies_are_about_their_own_namespace_and_add_up() {
    let deny = policy("ops", "{podSelector: {}}");
    let ask = |text: &str| {
        with(text, |index| index.may_reach(end(index, "api"), end(index, "web"), PortOf::tcp(1)).verdict())
    };
    assert_eq!(ask(&deny), Allowed);
    let allow = policy("shop", "{podSelector: {matchLabels: {app: web}}, ingress: [{from: [{podSelector: {}}]}]}");
    assert_eq!(ask(&format!("{}{allow}", policy("shop", "{podSelector: {}}"))), Allowed);
}

#[test]
fn labels_of_namespaces_are_known_only_where_they_are_written() {
    let from =
        |selector: &str| format!("{{podSelector: {{}}, ingress: [{{from: [{{namespaceSelector: {selector}}}]}}]}}");
    let team = from("{matchLabels: {team: red}}");
    assert_eq!(reach(&[&team], "prober", "web"), Allowed);
    assert_eq!(reach(&[&team], "api", "web"), Denied);
    assert_eq!(reach(&[&team], "store", "web"), Unknown);
    let name = from("{matchLabels: {kubernetes.io/metadata.name: db}}");
    assert_eq!(reach(&[&name], "store", "web"), Allowed);
    assert_eq!(reach(&[&name], "prober", "web"), Denied);
    let other = from("{matchExpressions: [{key: kubernetes.io/metadata.name, operator: NotIn, values: [db]}]}");
    assert_eq!(reach(&[&other], "store", "web"), Denied);
    assert_eq!(reach(&[&other], "prober", "web"), Allowed);
    let absent = from("{matchExpressions: [{key: team, operator: DoesNotExist}]}");
    assert_eq!(reach(&[&absent], "prober", "web"), Denied);
    assert_eq!(reach(&[&absent], "store", "web"), Unknown);
    // One label that surely differs decides, whatever the others are.
    let mixed = from("{matchLabels: {kubernetes.io/metadata.name: shop, team: red}}");
    assert_eq!(reach(&[&mixed], "store", "web"), Denied);
}

#[test]
fn ports_are_those_of_the_pod_that_is_called() {
    let ports = |entries: &str| format!("{{podSelector: {{}}, ingress: [{{ports: [{entries}]}}]}}");
    let rows: [(&str, Protocol, u16, Verdict); 15] = [
        ("{port: 8080}", Protocol::Tcp, 8080, Allowed),
        ("{port: 8080}", Protocol::Udp, 8080, Denied),
        ("{port: 80}", Protocol::Tcp, 8080, Denied),
        ("{port: http}", Protocol::Tcp, 8080, Allowed),
        ("{port: http}", Protocol::Tcp, 80, Denied),
        ("{port: dns}", Protocol::Tcp, 53, Denied),
        ("{port: dns, protocol: UDP}", Protocol::Udp, 53, Allowed),
        ("{port: https}", Protocol::Tcp, 8080, Denied),
        ("{port: 8000, endPort: 8100}", Protocol::Tcp, 8080, Allowed),
        ("{port: 8000, endPort: 8100}", Protocol::Tcp, 8101, Denied),
        ("{port: 8100, endPort: 8000}", Protocol::Tcp, 8080, Denied),
        ("{port: http, endPort: 9000}", Protocol::Tcp, 8080, Denied),
        ("{protocol: UDP}", Protocol::Udp, 7, Allowed),
        ("{protocol: UDP}", Protocol::Tcp, 8080, Denied),
        ("{port: 1}, {port: 8080}", Protocol::Tcp, 8080, Allowed),
    ];
    for (entries, protocol, number, expected) in rows {
        let port = PortOf { protocol, number: Some(number) };
        assert_eq!(reach_port(&[&ports(entries)], "prober", "web", port), expected, "{entries} {port:?}");
    }
    assert_eq!(reach_port(&[&ports("{port: 8443}")], "prober", "web", PortOf::default()), Allowed);
    assert_eq!(reach_port(&[&ports("{port: 53, protocol: UDP}")], "prober", "web", PortOf::default()), Denied);
}

#[test]
fn names_of_ports_for_egress_are_those_of_the_other_pod() {
    let spec = "{podSelector: {matchLabels: {app: api}}, policyTypes: [Egress], egress: [{ports: [{port: http}]}]}";
    assert_eq!(reach(&[spec], "api", "web"), Allowed);
    assert_eq!(reach(&[spec], "api", "prober"), Denied);
    assert_eq!(reach(&[spec], "api", "ops/"), Unknown);
    assert_eq!(reach(&[spec], "api", "192.0.2.1"), Denied);
}

#[test]
fn both_ends_have_a_say() {
    let call = "{podSelector: {matchLabels: {app: api}}, policyTypes: [Egress], egress: [{to: [{podSelector: {matchLabels: {app: web}}}]}]}";
    let deny = "{podSelector: {matchLabels: {app: web}}}";
    assert_eq!(reach(&[call], "api", "web"), Allowed);
    assert_eq!(reach(&[call, deny], "api", "web"), Denied);
    assert_eq!(reach(&[call], "api", "prober"), Denied);
    assert_eq!(reach(&[call], "prober", "api"), Allowed);
}

#[test]
fn blocks_are_about_addresses_and_exceptions_are_taken_out() {
    let block = |block: &str| format!("{{podSelector: {{}}, ingress: [{{from: [{{ipBlock: {block}}}]}}]}}");
    let rows = [
        ("{cidr: 0.0.0.0/0}", "192.0.2.1", Allowed),
        ("{cidr: 192.0.2.0/24, except: [192.0.2.0/28]}", "192.0.2.1", Denied),
        ("{cidr: 192.0.2.0/24, except: [192.0.2.0/28]}", "192.0.2.16", Allowed),
        ("{cidr: 192.0.2.0/24}", "world", Unknown),
        ("{cidr: 10.0.0.0/8}", "world", Denied),
        ("{cidr: 0.0.0.0/0, except: [10.0.0.0/8]}", "world", Allowed),
        ("{cidr: '::/0'}", "192.0.2.1", Denied),
        ("{cidr: '::/0'}", "2001:db8::1", Allowed),
        ("{cidr: nonsense}", "192.0.2.1", Denied),
        ("{cidr: 0.0.0.0/0}", "api", Unknown),
    ];
    for (cidr, from, expected) in rows {
        assert_eq!(reach(&[&block(cidr)], from, "web"), expected, "{cidr} {from}");
    }
    let pods = "{podSelector: {}, ingress: [{from: [{namespaceSelector: {}}]}]}";
    assert_eq!(reach(&[pods], "world", "web"), Denied);
    assert_eq!(reach(&["{podSelector: {}, ingress: [{}]}"], "world", "web"), Allowed);
}

#[test]
fn pods_on_the_host_are_not_isolated_and_not_told_from_their_node() {
    assert_eq!(reach(&["{podSelector: {}}"], "api", "agent"), Allowed);
    assert_eq!(reach(&["{podSelector: {}, ingress: [{from: [{podSelector: {}}]}]}"], "agent", "web"), Unknown);
    assert_eq!(
        reach(&["{podSelector: {}, ingress: [{from: [{podSelector: {matchLabels: {app: api}}}]}]}"], "agent", "web"),
        Denied
    );
}

#[test]
fn policies_of_other_makes_leave_it_open_where_they_may_apply() {
    let ask = |text: &str| {
        with(text, |index| index.may_reach(end(index, "world"), end(index, "web"), PortOf::tcp(8080)).verdict())
    };
    let cilium = |namespace: &str| {
        format!("apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: {{name: c, namespace: {namespace}}}\n")
    };
    assert_eq!(ask(&cilium("shop")), Unknown);
    assert_eq!(ask(&cilium("ops")), Allowed);
    assert_eq!(ask("apiVersion: projectcalico.org/v3\nkind: GlobalNetworkPolicy\nmetadata: {name: g}\n"), Unknown);
    assert_eq!(
        ask("apiVersion: policy.networking.k8s.io/v1alpha1\nkind: AdminNetworkPolicy\nmetadata: {name: g}\n"),
        Unknown
    );
}

#[test]
fn a_policy_that_leaves_its_namespace_open_may_be_about_a_pod_elsewhere() {
    let ask = |folder: &str, spec: &str| {
        let mut sources = Sources::new();
        let policy =
            format!("apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: n}}\nspec: {spec}\n");
        for (name, text) in [("app/a.yaml".to_owned(), WORLD.to_owned()), (format!("{folder}/p.yaml"), policy)] {
            sources.add(Source::new(name, text, Role::Report));
        }
        let trees: Vec<Tree> =
            [0, 1].map(crate::source::SourceId).map(|id| yaml::parse(id, sources.get(id).text().clone())).into();
        let index = Index::build(&sources, &trees, false);
        let ends = (end(&index, "world"), end(&index, "web"));
        index.may_reach(ends.0, ends.1, PortOf::tcp(8080)).verdict()
    };
    let deny = "{podSelector: {matchLabels: {app: web}}}";
    assert_eq!(ask("app", deny), Denied);
    assert_eq!(ask("far/away", deny), Unknown);
    assert_eq!(ask("far/away", "{podSelector: {matchLabels: {app: web}}, ingress: [{}]}"), Allowed);
    assert_eq!(ask("far/away", "{podSelector: {}}"), Allowed);
}

#[test]
fn the_answer_names_the_rule_that_allows() {
    let text = policy("shop", "{podSelector: {}, ingress: [{from: [{podSelector: {}}]}, {ports: [{port: 8080}]}]}");
    with(&text, |index| {
        let found = index.passage(Direction::Ingress, end(index, "web"), end(index, "world"), PortOf::tcp(8080));
        assert_eq!(found.verdict, Allowed);
        assert_eq!(found.policies.len(), 1);
        assert!(found.rule.unwrap().value().get("ports").is_some());
    });
}
