//! Where boxes lie: columns are given by what things are, the order within each by where their neighbours lie. An arrow that
//! passes a column has a place of its own there, so that none runs through a box.

use super::route::Route;
use super::spread::spread;
use crate::index::graph::View;

/// Width of a box.
pub(super) const WIDTH: f64 = 184.0;
/// Height of a box.
pub(super) const HEIGHT: f64 = 58.0;
/// Between two columns.
pub(super) const GAP: f64 = 76.0;
/// Above the boxes, where the columns are named.
pub(super) const HEAD: f64 = 52.0;
/// Height of the place of an arrow that passes a column.
const LANE: f64 = 24.0;
/// Between two boxes of a column.
const SPACE: f64 = 18.0;
/// Around everything.
const MARGIN: f64 = 24.0;
/// How often the order is mended.
const SWEEPS: usize = 8;
/// How often places are: first from one side, then between both, which makes long arrows straight.
const MOVES: usize = 40;

/// A drawing.
#[derive(Debug)]
pub(super) struct Layout {
    /// Upper left corner of each box.
    pub(super) at: Vec<(f64, f64)>,
    /// The way of each edge.
    pub(super) routes: Vec<Route>,
    /// The columns there are, with where each begins.
    pub(super) columns: Vec<(usize, f64)>,
    pub(super) width: f64,
    pub(super) height: f64,
}

/// What takes room in a column: a box, or an arrow that passes.
#[derive(Debug)]
pub(super) struct Item {
    pub(super) column: usize,
    pub(super) height: f64,
    /// Middle.
    pub(super) y: f64,
    left: Vec<usize>,
    right: Vec<usize>,
}

pub(super) fn layout(view: &View) -> Layout {
    let mut used: Vec<usize> = view.nodes.iter().map(|it| it.column).collect();
    used.sort_unstable();
    used.dedup();
    let column = |node: usize| used.binary_search(&view.nodes[node].column).unwrap_or_default();
    let item = |column, height| Item { column, height, y: 0.0, left: Vec::new(), right: Vec::new() };
    let mut items: Vec<Item> = (0..view.nodes.len()).map(|it| item(column(it), HEIGHT)).collect();
    // The items that each edge passes, from its start to its end.
    let mut chains: Vec<Vec<usize>> = Vec::new();
    for edge in &view.edges {
        let mut chain = vec![edge.from];
        for passed in column(edge.from) + 1..column(edge.to) {
            chain.push(items.len());
            items.push(item(passed, LANE));
        }
        chain.push(edge.to);
        if column(edge.from) < column(edge.to) {
            for pair in chain.windows(2) {
                items[pair[0]].right.push(pair[1]);
                items[pair[1]].left.push(pair[0]);
            }
        }
        chains.push(chain);
    }
    let mut columns: Vec<Vec<usize>> = vec![Vec::new(); used.len()];
    for (number, item) in items.iter().enumerate() {
        columns[item.column].push(number);
    }
    order(&mut items, &mut columns);
    align(&mut items, &columns);
    let top = items.iter().map(|it| it.y - it.height / 2.0).fold(f64::INFINITY, f64::min);
    items.iter_mut().for_each(|it| it.y += MARGIN + HEAD - top);
    let x = |column: usize| MARGIN + column as f64 * (WIDTH + GAP);
    let height = items.iter().map(|it| it.y + it.height / 2.0).fold(HEAD + MARGIN + HEIGHT, f64::max).ceil() + MARGIN;
    Layout {
        at: items.iter().take(view.nodes.len()).map(|it| (x(it.column), it.y - HEIGHT / 2.0)).collect(),
        routes: super::route::routes(view, &items, &chains, x),
        columns: used.iter().enumerate().map(|(at, &column)| (column, x(at))).collect(),
        width: x(used.len().max(1) - 1) + WIDTH + MARGIN,
        height,
    }
}

/// Puts the items of each column into the order of the middles of their neighbours, from left to right and back.
fn order(items: &mut [Item], columns: &mut [Vec<usize>]) {
    let mut rank = vec![0.0; items.len()];
    let number = |column: &[usize], rank: &mut [f64]| {
        let first = -(column.len() as f64) / 2.0;
        column.iter().enumerate().for_each(|(row, &it)| rank[it] = first + row as f64);
    };
    columns.iter().for_each(|it| number(it, &mut rank));
    for sweep in 0..SWEEPS {
        for step in 0..columns.len() {
            let forth = sweep % 2 == 0;
            let at = if forth { step } else { columns.len() - 1 - step };
            let mean = |it: usize| {
                let near = if forth { &items[it].left } else { &items[it].right };
                if near.is_empty() {
                    rank[it]
                } else {
                    near.iter().map(|it| rank[*it]).sum::<f64>() / near.len() as f64
                }
            };
            let mut keys: Vec<(f64, usize)> = columns[at].iter().map(|&it| (mean(it), it)).collect();
            keys.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            columns[at] = keys.into_iter().map(|it| it.1).collect();
            number(&columns[at], &mut rank);
        }
    }
}

/// Moves items to where their neighbours are, as near as those above and below let them.
fn align(items: &mut [Item], columns: &[Vec<usize>]) {
    let distances = |items: &[Item], column: &[usize]| -> Vec<f64> {
        let between = |pair: &[usize]| (items[pair[0]].height + items[pair[1]].height) / 2.0 + SPACE;
        column.windows(2).map(between).collect()
    };
    for column in columns {
        let distances = distances(items, column);
        let mut y = -distances.iter().sum::<f64>() / 2.0;
        for (at, &it) in column.iter().enumerate() {
            items[it].y = y;
            y += distances.get(at).copied().unwrap_or_default();
        }
    }
    for sweep in 0..MOVES {
        for step in 0..columns.len() {
            let (forth, both) = (sweep % 2 == 0, sweep >= SWEEPS);
            let column = &columns[if forth { step } else { columns.len() - 1 - step }];
            let wanted: Vec<f64> = column
                .iter()
                .map(|&it| {
                    let (left, right) = (&items[it].left, &items[it].right);
                    let near: Vec<usize> = match (forth, both) {
                        (_, true) => left.iter().chain(right).copied().collect(),
                        (true, _) => left.clone(),
                        (false, _) => right.clone(),
                    };
                    let sum: f64 = near.iter().map(|it| items[*it].y).sum();
                    if near.is_empty() { items[it].y } else { sum / near.len() as f64 }
                })
                .collect();
            let places = spread(&wanted, &distances(items, column));
            column.iter().zip(places).for_each(|(&it, y)| items[it].y = y);
        }
    }
}
