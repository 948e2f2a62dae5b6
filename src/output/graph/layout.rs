//! Where boxes lie: columns are given by what things are, and the order within each by where their neighbours lie.

use crate::index::graph::View;
use petgraph::Direction;
use petgraph::graph::{DiGraph, NodeIndex};

/// Width of a box.
pub(super) const WIDTH: i64 = 250;
/// Height of a box.
pub(super) const HEIGHT: i64 = 40;
/// From one column to the next.
const STEP: i64 = 340;
/// From one row to the next.
const ROW: i64 = 62;
/// Around everything.
const MARGIN: i64 = 24;
/// How often the order is mended.
const SWEEPS: usize = 6;

/// A drawing.
pub(super) struct Layout {
    /// Upper left corner of each box.
    pub(super) at: Vec<(i64, i64)>,
    pub(super) width: i64,
    pub(super) height: i64,
}

pub(super) fn layout(view: &View) -> Layout {
    let mut graph: DiGraph<usize, ()> = DiGraph::new();
    let nodes: Vec<NodeIndex> = (0..view.nodes.len()).map(|it| graph.add_node(it)).collect();
    for edge in &view.edges {
        graph.add_edge(nodes[edge.from], nodes[edge.to], ());
    }
    let mut columns: Vec<Vec<usize>> = vec![Vec::new(); View::COLUMNS];
    for (number, node) in view.nodes.iter().enumerate() {
        columns[node.column.min(View::COLUMNS - 1)].push(number);
    }
    columns.retain(|it| !it.is_empty());
    let mut rank = vec![0.0; view.nodes.len()];
    let number = |columns: &[Vec<usize>], rank: &mut Vec<f64>| {
        for column in columns {
            // Short columns lie beside the middle of long ones.
            let first = -(column.len() as f64) / 2.0;
            column.iter().enumerate().for_each(|(row, &it)| rank[it] = first + row as f64);
        }
    };
    number(&columns, &mut rank);
    for sweep in 0..SWEEPS {
        let direction = if sweep % 2 == 0 { Direction::Incoming } else { Direction::Outgoing };
        let order: Vec<usize> =
            if sweep % 2 == 0 { (0..columns.len()).collect() } else { (0..columns.len()).rev().collect() };
        for at in order {
            let mean = |it: usize| {
                let near: Vec<f64> = graph.neighbors_directed(nodes[it], direction).map(|it| rank[graph[it]]).collect();
                if near.is_empty() { rank[it] } else { near.iter().sum::<f64>() / near.len() as f64 }
            };
            let mut keys: Vec<(f64, usize)> = columns[at].iter().map(|&it| (mean(it), it)).collect();
            keys.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            columns[at] = keys.into_iter().map(|it| it.1).collect();
            number(&columns[at..=at], &mut rank);
        }
    }
    let rows = columns.iter().map(Vec::len).max().unwrap_or(0) as i64;
    let mut at = vec![(0, 0); view.nodes.len()];
    for (column, all) in columns.iter().enumerate() {
        let top = MARGIN + (rows - all.len() as i64) * ROW / 2;
        for (row, &it) in all.iter().enumerate() {
            at[it] = (MARGIN + column as i64 * STEP, top + row as i64 * ROW);
        }
    }
    let width = 2 * MARGIN + (columns.len() as i64 - 1).max(0) * STEP + WIDTH;
    Layout { at, width, height: 2 * MARGIN + rows.max(1) * ROW }
}
