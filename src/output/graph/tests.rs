//! Names that try to be more than names.

use super::*;
use crate::index::graph::{Certainty, ViewNode};
use crate::source::{Role, Source};

const ODD: &str = "</script><img src=x onerror=alert(1)>\"\\'`#quot;\u{202e}\n";

fn view(sources: &mut Sources) -> View {
    let id = sources.add(Source::new("a\"<b>.yaml", format!("name: '{ODD}'\npassword: x\n"), Role::Report));
    let span = Span::new(id, 6, 12);
    let node = |kind, column, place| ViewNode { kind, title: ODD.to_owned(), column, place, extent: place };
    let edge = ViewEdge {
        from: 0,
        to: 1,
        kind: "grant",
        certainty: Certainty::Default,
        choke: true,
        places: vec![(span, ODD.to_owned())],
    };
    View { nodes: vec![node("outside", 0, None), node("goal", 7, Some(span))], edges: vec![edge] }
}

fn written(format: GraphFormat) -> String {
    let mut sources = Sources::new();
    let view = view(&mut sources);
    let report = crate::engine::check(&crate::engine::Input::default(), &crate::config::Policy::default());
    let mut out = Vec::new();
    write_graph(format, &view, &report, &sources, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn no_name_leaves_its_place() {
    for format in [GraphFormat::Svg, GraphFormat::Html] {
        let text = written(format);
        assert!(!text.contains("<img"), "{text}");
        assert!(!text.contains('\u{202e}'), "{text}");
        assert_eq!(text.matches("</script>").count(), 2 * usize::from(format == GraphFormat::Html), "{text}");
    }
    let dot = written(GraphFormat::Dot);
    assert!(dot.contains(r#"label="</script><img src=x onerror=alert(1)>\"\\'`#quot;"#), "{dot}");
    let mermaid = written(GraphFormat::Mermaid);
    assert!(!mermaid.contains(['<', '`', '\\']), "{mermaid}");
    assert_eq!(mermaid.lines().count(), 5);
    let json: serde_json::Value = serde_json::from_str(&written(GraphFormat::Json)).unwrap();
    assert_eq!(json["nodes"][1]["title"], ODD);
    assert_eq!(json["edges"][0]["choke"], true);
}

#[test]
fn pages_and_pictures_load_nothing() {
    for format in [GraphFormat::Svg, GraphFormat::Html] {
        let text = written(format).replace("http://www.w3.org/2000/svg", "");
        for word in ["http:", "https:", "@import", "src=\"", "href=", "url(h"] {
            assert!(!text.contains(word), "{word} in {text}");
        }
    }
}

#[test]
fn the_way_goes_from_left_to_right() {
    let mut sources = Sources::new();
    let layout = layout::layout(&view(&mut sources));
    assert!(layout.at[0].0 < layout.at[1].0);
    assert!(layout.at.iter().all(|it| it.0 + layout::WIDTH <= layout.width && it.1 + layout::HEIGHT <= layout.height));
}
