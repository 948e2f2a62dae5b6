//! Places on a line that keep their order and their distances and are as near as can be to where they are wanted.

/// The places; `distances` stand between each and the next. The sum of the squares of what they are off is least: those that
/// are in each other's way move together, to the mean of what they want.
pub(super) fn spread(wanted: &[f64], distances: &[f64]) -> Vec<f64> {
    let mut offset = 0.0;
    // Without the distances, all that is asked is that none comes before the one above it.
    let mut offsets = vec![0.0];
    for distance in distances {
        offset += distance;
        offsets.push(offset);
    }
    let mut blocks: Vec<(f64, usize)> = Vec::new();
    for (wish, offset) in wanted.iter().zip(&offsets) {
        let mut block = (wish - offset, 1);
        while let Some(&(sum, count)) = blocks.last()
            && sum / count as f64 > block.0 / block.1 as f64
        {
            blocks.pop();
            block = (block.0 + sum, block.1 + count);
        }
        blocks.push(block);
    }
    let places = blocks.into_iter().flat_map(|(sum, count)| std::iter::repeat_n(sum / count as f64, count));
    places.zip(offsets).map(|(place, offset)| place + offset).collect()
}

#[cfg(test)]
mod tests {
    use super::spread;

    #[test]
    fn what_is_in_no_way_stays_and_the_rest_shares() {
        assert_eq!(spread(&[0.0, 50.0, 200.0], &[10.0, 10.0]), [0.0, 50.0, 200.0]);
        assert_eq!(spread(&[100.0, 100.0, 300.0], &[10.0, 10.0]), [95.0, 105.0, 300.0]);
        assert_eq!(spread(&[30.0, 20.0, 10.0], &[10.0, 10.0]), [10.0, 20.0, 30.0]);
        assert!(spread(&[], &[]).is_empty());
    }
}
