//! Reuse factors that divide the work of a matrix product.

use hlsmith_diag::{Code, Diagnostic, Diagnostics, Result, Subject};
use hlsmith_ir::{Compatibility, Geometry, Node, Strategy};

use crate::{HlsSettings, rules};

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

/// Strategy and reuse factor that a matrix product really gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settled {
    /// How the product is laid out.
    pub strategy: Strategy,
    /// How many products share one multiplier.
    pub reuse_factor: u32,
}

/// The reuse factors that the products of a dense layer or convolution can have under the resource strategies,
/// ascending.
///
/// A convolution shares multipliers among the products of one pixel, and products along any axes among those of a row. With groups of channels every factor that divides
/// their number will do; the peer counts as if every filter read every channel.
pub fn valid_reuse_factors_of(geometry: &Geometry, compatibility: Compatibility) -> Vec<u32> {
    match compatibility {
        Compatibility::Sound if geometry.n_groups > 1 => valid_reuse_factors(geometry.n_in() * geometry.n_filt, 1),
        Compatibility::Sound => valid_reuse_factors(geometry.n_in(), geometry.n_filt),
        Compatibility::Hls4ml13 => valid_reuse_factors(geometry.n_taps() * geometry.n_chan, geometry.n_filt),
    }
}

/// Settles strategy and reuse factor of a dense layer or convolution, with warnings.
///
/// The latency strategy keeps any factor. The others need one of [`valid_reuse_factors_of`], the unrolled one not the
/// largest; with a factor of 1 there is nothing to unroll. A target of `cycles` asks for the factor closest to
/// `(cycles - 6 * n) / n`, where `n` is the number of outputs of a dense layer, and of pixels of a convolution.
///
/// # Errors
/// [`Code::ReuseFactor`] when the factor is not valid and the regime does not replace it.
pub fn settle_reuse_factor(
    settings: &HlsSettings,
    subject: &Subject,
    wanted: Settled,
    target_cycles: Option<u32>,
    geometry: &Geometry,
) -> Result<(Settled, Diagnostics)> {
    let mut warnings = Diagnostics::new();
    if wanted.strategy == Strategy::Latency {
        return Ok((wanted, warnings));
    }
    let mut factor = f64::from(wanted.reuse_factor);
    let mut is_target = false;
    if let Some(cycles) = target_cycles {
        let outputs = if geometry.n_pixels() == 1 { geometry.n_filt } else { geometry.n_pixels() };
        let (cycles, outputs) = (f64::from(cycles), outputs as f64);
        if cycles < 6.0 * outputs {
            warnings.push(
                Diagnostic::warning(Code::ReuseFactor, subject.clone(), "the target of cycles is too small to be met")
                    .found(cycles.to_string())
                    .expected(format!("at least {}", 6.0 * outputs))
                    .remedy("the reuse factor is used instead"),
            );
        } else {
            factor = (cycles - 6.0 * outputs) / outputs;
            is_target = true;
        }
    }
    let mut strategy = wanted.strategy;
    let mut valid = valid_reuse_factors_of(geometry, settings.compatibility);
    if strategy == Strategy::ResourceUnrolled {
        if factor == 1.0 {
            let message = "a reuse factor of 1 leaves nothing to unroll; the strategy becomes `resource`";
            warnings.push(Diagnostic::warning(Code::ReuseFactor, subject.clone(), message));
            strategy = Strategy::Resource;
        } else if valid.len() > 1 {
            valid.pop();
        }
    }
    let Some(closest) = closest_reuse_factor(&valid, factor) else {
        return Ok((Settled { strategy, ..wanted }, warnings));
    };
    if !is_target && f64::from(closest) != factor {
        let choices = valid.iter().map(u32::to_string).collect::<Vec<_>>().join(", ");
        let message = "the reuse factor does not divide the work of the layer";
        let is_common = settings.common_reuse_factor() == Some(wanted.reuse_factor);
        let finding = if rules::invalid_reuse_factor::is_replaced(settings.compatibility, is_common) {
            Diagnostic::warning(Code::ReuseFactor, subject.clone(), format!("{message}; the closest valid one is used"))
        } else {
            Diagnostic::error(Code::ReuseFactor, subject.clone(), message)
        };
        warnings.push(
            finding
                .found(factor.to_string())
                .expected(format!("one of {choices}"))
                .remedy(format!("set `ReuseFactor` of the layer to {closest}")),
        );
    }
    Ok((Settled { strategy, reuse_factor: closest }, warnings.into_result()?))
}

/// Settles how many of the pixels of a convolution, or of the rows of a product, are computed side by side, with warnings:
/// a divisor of their number.
///
/// # Errors
/// [`Code::ReuseFactor`] when the factor is not valid and the regime does not replace it.
pub fn settle_parallelization_factor(
    settings: &HlsSettings,
    node: &Node,
    geometry: &Geometry,
    wanted: u32,
) -> Result<(u32, Diagnostics)> {
    let subject = Subject::Layer(node.name.clone());
    let valid = valid_reuse_factors(1, geometry.n_pixels());
    let mut warnings = Diagnostics::new();
    let Some(closest) = closest_reuse_factor(&valid, f64::from(wanted)) else { return Ok((wanted, warnings)) };
    if closest != wanted {
        let message = "the parallelization factor does not divide the pixels or rows of the layer";
        let finding = if rules::parallelization::is_replaced(
            settings.compatibility,
            settings.model.parallelization_factor == Some(wanted),
        ) {
            Diagnostic::warning(Code::ReuseFactor, subject.clone(), format!("{message}; the closest valid one is used"))
        } else {
            Diagnostic::error(Code::ReuseFactor, subject.clone(), message)
        };
        let choices = valid.iter().map(u32::to_string).collect::<Vec<_>>().join(", ");
        warnings.push(
            finding
                .found(wanted.to_string())
                .expected(format!("one of {choices}"))
                .remedy(format!("set `ParallelizationFactor` of the layer to {closest}")),
        );
    }
    Ok((closest, warnings.into_result()?))
}

#[cfg(test)]
mod tests {
    use hlsmith_diag::Subject;
    use hlsmith_ir::{Compatibility, Geometry, Strategy};

    use super::{HlsSettings, Settled, closest_reuse_factor, settle_reuse_factor, valid_reuse_factors};

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

    /// What hls4ml 1.3.0 settles on, as seen in its layers after conversion.
    fn check_settled(
        strategy: Strategy,
        wanted: u32,
        cycles: Option<u32>,
        shape: (usize, usize),
        expected: (Strategy, u32),
    ) {
        let subject = Subject::Layer("fc".into());
        let geometry = Geometry::of_rows(1, shape.0, shape.1);
        let settle = |compatibility| {
            let wanted = Settled { strategy, reuse_factor: wanted };
            let settings = HlsSettings { compatibility, ..HlsSettings::default() };
            settle_reuse_factor(&settings, &subject, wanted, cycles, &geometry)
        };
        let (settled, warnings) = settle(Compatibility::Hls4ml13).expect("invalid factors are replaced");
        assert_eq!((settled.strategy, settled.reuse_factor), expected, "{strategy} {wanted} {cycles:?} {shape:?}");
        match settle(Compatibility::Sound) {
            Ok((sound, _)) => assert_eq!(sound, settled),
            Err(findings) => assert_eq!(findings.iter().count(), warnings.iter().count(), "{findings}"),
        }
    }

    #[test]
    fn factors_settle_as_in_the_peer() {
        use Strategy::{Latency, Resource, ResourceUnrolled};
        for (wanted, shape, resource, unrolled) in [
            (1, (8, 5), 1, (Resource, 1)),
            (2, (5, 4), 1, (ResourceUnrolled, 1)),
            (3, (8, 5), 2, (ResourceUnrolled, 2)),
            (20, (8, 5), 8, (ResourceUnrolled, 8)),
            (20, (5, 4), 20, (ResourceUnrolled, 10)),
            (40, (8, 5), 40, (ResourceUnrolled, 8)),
            (100, (5, 4), 20, (ResourceUnrolled, 10)),
        ] {
            check_settled(Latency, wanted, Some(60), shape, (Latency, wanted));
            check_settled(Resource, wanted, None, shape, (Resource, resource));
            check_settled(ResourceUnrolled, wanted, None, shape, unrolled);
        }
        for (cycles, wide, narrow) in
            [(20, 2, 1), (24, 2, 1), (30, 1, 1), (31, 1, 1), (48, 4, 5), (60, 4, 10), (300, 40, 20)]
        {
            check_settled(Resource, 3, Some(cycles), (8, 5), (Resource, wide));
            check_settled(Resource, 3, Some(cycles), (5, 4), (Resource, narrow));
        }
    }
}
