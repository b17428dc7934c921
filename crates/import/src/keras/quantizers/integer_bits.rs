//! How many bits left of the point a range needs, as QKeras finds it.

/// The bits left of the point, besides the sign, of numbers from `least` to `greatest` with this many bits in all. Where
/// the range `is_rounded`, its ends count as the nearest powers of two. Each operation is one of single precision.
pub(crate) fn integer_bits(
    [least, greatest]: [f32; 2],
    bits: usize,
    is_symmetric: bool,
    has_sign: bool,
    is_rounded: bool,
) -> i32 {
    let [least, greatest] = if has_sign { [least, greatest] } else { [least.max(0.0), greatest.max(0.0)] };
    let unsigned = bits as f32 - f32::from(u8::from(has_sign));
    let exponent = |end: f32| ((f64::from(end.abs()).ln() as f32) / std::f32::consts::LN_2).max(0.0);
    let (below, above) = if is_rounded {
        (exponent(least).round_ties_even(), exponent(greatest).round_ties_even())
    } else {
        let (mut below, mut above) = (exponent(least).ceil(), exponent(greatest).ceil());
        // The greatest number is one step short of the power of two.
        let step = |integer: f32| (integer - unsigned).min(0.0).exp2();
        if greatest > above.exp2() - step(above) {
            above += 1.0;
        }
        if is_symmetric && step(below) - below.exp2() > least {
            below += 1.0;
        }
        (below, above)
    };
    below.max(above).min(unsigned) as i32
}

#[cfg(test)]
mod tests {
    use super::integer_bits;

    #[test]
    fn ranges_get_the_bits_that_hold_them() {
        let check = |range: [f32; 2], flags: [bool; 3], expected: i32| {
            let [is_symmetric, has_sign, is_rounded] = flags;
            assert_eq!(integer_bits(range, 8, is_symmetric, has_sign, is_rounded), expected, "{range:?} {flags:?}");
        };
        check([0.0, 0.0], [true, true, false], 0);
        check([0.0, 2.7], [true, false, false], 2);
        check([-1.0, 0.5], [false, true, false], 0);
        check([-1.0, 0.5], [true, true, false], 1);
        check([0.0, 4.0], [true, false, false], 3);
        check([0.0, 5.0], [true, false, true], 2);
        check([-300.0, 5.0], [true, true, false], 7);
    }
}
