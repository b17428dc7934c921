//! `exp(x) - 1` in single precision.

/// `exp(x) - 1`, within 1 unit in the last place; the algorithm of Sun's freely distributable library in `f32`.
///
/// `x = k * ln 2 + r` with `|r| <= ln 2 / 2`; a rational function gives `exp(r) - 1`, which is scaled by `2^k`.
#[expect(clippy::excessive_precision, reason = "the literals are the decimal forms of the published constants")]
pub(super) fn expm1f(x: f32) -> f32 {
    const LN2_HI: f32 = 6.931_381_225_6e-1;
    const LN2_LO: f32 = 9.058_000_614_5e-6;
    const INV_LN2: f32 = 1.442_695_021_6;
    const Q1: f32 = -3.333_333_507_2e-2;
    const Q2: f32 = 1.587_301_609_1e-3;
    const Q3: f32 = -7.936_507_609_0e-5;
    const Q4: f32 = 4.008_217_729_3e-6;
    const Q5: f32 = -2.010_992_119_5e-7;

    let magnitude = x.to_bits() & 0x7fff_ffff;
    let negative = x.is_sign_negative();
    if magnitude >= 0x4195_b844 {
        // Beyond 27 ln 2.
        if x.is_nan() {
            return x;
        }
        if negative {
            return -1.0;
        }
        if x > f32::from_bits(0x42b1_7180) {
            return f32::INFINITY;
        }
    }
    if magnitude < 0x3300_0000 {
        return x;
    }
    // The reduced argument `r = high - low` and what its rounding lost.
    let (r, lost, k) = if magnitude > 0x3eb1_7218 {
        let (high, low, k) = if magnitude < 0x3f85_1592 {
            if negative { (x + LN2_HI, -LN2_LO, -1) } else { (x - LN2_HI, LN2_LO, 1) }
        } else {
            let k = (INV_LN2 * x + if negative { -0.5 } else { 0.5 }) as i32;
            (x - k as f32 * LN2_HI, k as f32 * LN2_LO, k)
        };
        let r = high - low;
        (r, (high - r) - low, k)
    } else {
        (x, 0.0, 0)
    };
    let half = 0.5 * r;
    let square = r * half;
    let r1 = 1.0 + square * (Q1 + square * (Q2 + square * (Q3 + square * (Q4 + square * Q5))));
    let t = 3.0 - r1 * half;
    let e = square * ((r1 - t) / (6.0 - r * t));
    if k == 0 {
        return r - (r * e - square);
    }
    let e = (r * (e - lost) - lost) - square;
    let scale = |y: f32| f32::from_bits(y.to_bits().wrapping_add((k as u32) << 23));
    match k {
        -1 => 0.5 * (r - e) - 0.5,
        1 if r < -0.25 => -2.0 * (e - (r + 0.5)),
        1 => 1.0 + 2.0 * (r - e),
        ..=-2 | 57.. => scale(1.0 - (e - r)) - 1.0,
        0..=22 => scale(f32::from_bits(0x3f80_0000 - (0x0100_0000 >> k)) - (e - r)),
        23..=56 => scale((r - (e + f32::from_bits((0x7f - k as u32) << 23))) + 1.0),
    }
}
