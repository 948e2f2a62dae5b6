//! The ways of arrows, and where their marks find room.

use super::layout::{GAP, HEIGHT, Item, WIDTH};
use crate::index::graph::View;
use std::fmt::Write;

/// Height and width of the mark on an arrow that is to be cut.
pub(super) const MARK: (f64, f64) = (20.0, 52.0);
/// Between two arrows at one side of a box.
const PORT: f64 = 11.0;

/// The way of an arrow.
#[derive(Clone, Debug, Default)]
pub(super) struct Route {
    /// As SVG draws it.
    pub(super) path: String,
    /// Middle of the mark, if there is one.
    pub(super) mark: Option<(f64, f64)>,
}

/// The side of a box that an arrow touches.
#[derive(Clone, Copy, PartialEq)]
enum Side {
    Left,
    Right,
}

/// Ways along the items of each edge.
pub(super) fn routes(view: &View, items: &[Item], chains: &[Vec<usize>], x: impl Fn(usize) -> f64) -> Vec<Route> {
    let ports = Ports::new(items, chains);
    let mut marks: Vec<(f64, f64)> = Vec::new();
    let mut all = Vec::new();
    for (number, (edge, chain)) in view.edges.iter().zip(chains).enumerate() {
        let (from, to) = (&items[chain[0]], &items[chain[chain.len() - 1]]);
        let (start, end) = (ports.starts[number], ports.ends[number]);
        let mut path = String::new();
        let mut middles = Vec::new();
        // Writing to a string does not fail.
        let mut draw = |text: std::fmt::Arguments<'_>| {
            let _ = path.write_fmt(text);
        };
        if from.column < to.column {
            let mut at = (x(from.column) + WIDTH, start);
            draw(format_args!("M{:.1} {:.1}", at.0, at.1));
            for (step, &item) in chain.iter().enumerate().skip(1) {
                let it = &items[item];
                let y = if step + 1 == chain.len() { end } else { it.y };
                let (next, bend) = (x(it.column), GAP / 2.0);
                draw(format_args!("C{:.1} {:.1} {:.1} {y:.1} {next:.1} {y:.1}", at.0 + bend, at.1, next - bend));
                middles.extend(curve(at, (next, y)));
                if step + 1 < chain.len() {
                    draw(format_args!("H{:.1}", next + WIDTH));
                    middles.push((next + WIDTH / 2.0, y));
                }
                at = (next + WIDTH, y);
            }
        } else if from.column > to.column {
            let (left, right) = (x(from.column), x(to.column) + WIDTH);
            let bend = (left - right) / 2.0;
            draw(format_args!(
                "M{left:.1} {start:.1}C{:.1} {start:.1} {:.1} {end:.1} {right:.1} {end:.1}",
                left - bend,
                right + bend
            ));
            middles.extend(curve((right, end), (left, start)));
        } else {
            let right = x(from.column) + WIDTH;
            let bend = right + GAP * 0.7;
            draw(format_args!("M{right:.1} {start:.1}C{bend:.1} {start:.1} {bend:.1} {end:.1} {right:.1} {end:.1}"));
            middles.push((right + GAP * 0.52, (start + end) / 2.0));
        }
        let mark = edge.choke.then(|| place_mark(&middles, &mut marks));
        all.push(Route { path, mark });
    }
    all
}

/// Places for a mark between two columns: the middle first, then those nearer to the ends.
fn curve(from: (f64, f64), to: (f64, f64)) -> impl Iterator<Item = (f64, f64)> {
    let room = MARK.1 / 2.0 + 2.0;
    [0.5, 0.35, 0.65, 0.2, 0.8, 0.08, 0.92].into_iter().map(move |at: f64| {
        let rest = 1.0 - at;
        // The bends lie in the middle, at the height of the ends.
        let x = from.0 + (to.0 - from.0) * (1.5 * rest * rest * at + 1.5 * rest * at * at + at * at * at);
        let y = from.1 + (to.1 - from.1) * (3.0 * rest * at * at + at * at * at);
        (x.clamp(from.0 + room, (to.0 - room).max(from.0 + room)), y)
    })
}

/// The first place on the way where no other mark is, or else the nearest above or below its middle.
fn place_mark(middles: &[(f64, f64)], marks: &mut Vec<(f64, f64)>) -> (f64, f64) {
    let free = |at: &&(f64, f64)| {
        !marks.iter().any(|it| (it.0 - at.0).abs() < MARK.1 + 4.0 && (it.1 - at.1).abs() < MARK.0 + 2.0)
    };
    let middle = middles.first().copied().unwrap_or_default();
    let beside: Vec<(f64, f64)> = (1..100)
        .flat_map(|it| [1.0, -1.0].map(|sign| (middle.0, middle.1 + sign * f64::from(it) * (MARK.0 + 2.0))))
        .collect();
    let place = middles.iter().chain(&beside).find(free).copied().unwrap_or(middle);
    marks.push(place);
    place
}

/// Where each edge leaves and meets the sides of boxes.
struct Ports {
    starts: Vec<f64>,
    ends: Vec<f64>,
}

impl Ports {
    fn new(items: &[Item], chains: &[Vec<usize>]) -> Self {
        let mut ports = Self { starts: vec![0.0; chains.len()], ends: vec![0.0; chains.len()] };
        // At each side of each box: how high the other end lies, the edge, and whether it starts here.
        let mut sides: Vec<[Vec<(f64, usize, bool)>; 2]> = items.iter().map(|_| Default::default()).collect();
        for (edge, chain) in chains.iter().enumerate() {
            let last = chain.len() - 1;
            let (from, to) = (chain[0], chain[last]);
            let (start, end) = match items[from].column.cmp(&items[to].column) {
                std::cmp::Ordering::Less => (Side::Right, Side::Left),
                std::cmp::Ordering::Equal => (Side::Right, Side::Right),
                std::cmp::Ordering::Greater => (Side::Left, Side::Right),
            };
            sides[from][usize::from(start == Side::Right)].push((items[chain[1]].y, edge, true));
            sides[to][usize::from(end == Side::Right)].push((items[chain[last - 1]].y, edge, false));
        }
        for (item, sides) in items.iter().zip(&mut sides) {
            for side in sides {
                side.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
                let count = side.len();
                let step = PORT.min((HEIGHT - 20.0) / (count.max(2) - 1) as f64);
                for (at, (_, edge, starts)) in side.iter().enumerate() {
                    let y = item.y + (at as f64 - (count as f64 - 1.0) / 2.0) * step;
                    if *starts { ports.starts[*edge] = y } else { ports.ends[*edge] = y }
                }
            }
        }
        ports
    }
}
