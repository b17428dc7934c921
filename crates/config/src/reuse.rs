//! Reuse factors that divide the work of a matrix product.

/// The reuse factors that a product with `n_in` inputs and `n_out` outputs can have under the resource strategies,
/// ascending; empty when there is no product.
///
/// With `m = min(n_in, rf)` and `L = ceil(n_in * n_out / m)`, `rf` is valid when it divides `n_in * n_out` and either
/// is below `n_in` with `L` a multiple of `n_out`, or is a multiple of `n_in`.
pub fn valid_reuse_factors(n_in: usize, n_out: usize) -> Vec<u32> {
    let Some(products) = n_in.checked_mul(n_out).filter(|&products| products > 0) else {
        return Vec::new();
    };
    let is_valid = |rf: usize| {
        if rf < n_in { products.div_ceil(rf).is_multiple_of(n_out) } else { rf.is_multiple_of(n_in) }
    };
    let small = (1..).take_while(|&rf| rf <= products / rf).filter(|&rf| products.is_multiple_of(rf));
    let mut factors: Vec<usize> = small.flat_map(|rf| [rf, products / rf]).filter(|&rf| is_valid(rf)).collect();
    factors.sort_unstable();
    factors.dedup();
    factors.into_iter().filter_map(|rf| u32::try_from(rf).ok()).collect()
}

/// The factor of an ascending list that is closest to a wanted one, the smaller of two that are equally close; `None`
/// for an empty list or a wanted factor that is not a number.
pub fn closest_reuse_factor(valid: &[u32], wanted: f64) -> Option<u32> {
    let distance = |factor: u32| (f64::from(factor) - wanted).abs();
    valid
        .iter()
        .copied()
        .filter(|&factor| !distance(factor).is_nan())
        .min_by(|&a, &b| distance(a).total_cmp(&distance(b)))
}

#[cfg(test)]
mod tests {
    use super::{closest_reuse_factor, valid_reuse_factors};

    fn check_valid(n_in: usize, n_out: usize, expected: &[u32]) {
        assert_eq!(valid_reuse_factors(n_in, n_out), expected, "{n_in} {n_out}");
    }

    #[test]
    fn valid_factors_are_those_of_the_peer() {
        check_valid(16, 8, &[1, 2, 4, 8, 16, 32, 64, 128]);
        check_valid(3, 5, &[1, 3, 15]);
        check_valid(0, 5, &[]);
    }

    /// The definition, tried on every factor.
    #[test]
    fn valid_factors_follow_the_definition() {
        for n_in in 1..=24usize {
            for n_out in 1..=24usize {
                let expected: Vec<u32> = (1..=n_in * n_out)
                    .filter(|&rf| {
                        let limit = (n_in * n_out).div_ceil(n_in.min(rf));
                        (limit % n_out == 0 || rf >= n_in) && (rf % n_in == 0 || rf < n_in) && (n_in * n_out) % rf == 0
                    })
                    .map(|rf| rf as u32)
                    .collect();
                check_valid(n_in, n_out, &expected);
            }
        }
    }

    #[test]
    fn ties_go_to_the_smaller_factor() {
        let valid = valid_reuse_factors(16, 8);
        for (wanted, expected) in [(3.0, 2), (6.0, 4), (12.0, 8), (48.0, 32), (1.5, 1), (0.2, 1), (1e9, 128), (9.0, 8)]
        {
            assert_eq!(closest_reuse_factor(&valid, wanted), Some(expected), "{wanted}");
        }
        assert_eq!(closest_reuse_factor(&valid, f64::NAN), None);
        assert_eq!(closest_reuse_factor(&[], 1.0), None);
    }
}
