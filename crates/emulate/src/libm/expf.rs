//! The exponential in single precision.

/// Entry `i` is the bit pattern of the `f64` nearest to `2^(i/32)`, less `i` in the 47th bit: adding `k` there gives
/// `2^(k/32)` for every `k` that is `i` modulo 32.
const POWERS: [u64; 32] = [
    0x3ff0_0000_0000_0000,
    0x3fef_d9b0_d315_8574,
    0x3fef_b558_6cf9_890f,
    0x3fef_9301_d012_5b51,
    0x3fef_72b8_3c7d_517b,
    0x3fef_5487_3168_b9aa,
    0x3fef_387a_6e75_6238,
    0x3fef_1e9d_f51f_dee1,
    0x3fef_06fe_0a31_b715,
    0x3fee_f1a7_373a_a9cb,
    0x3fee_dea6_4c12_3422,
    0x3fee_ce08_6061_892d,
    0x3fee_bfda_d536_2a27,
    0x3fee_b42b_569d_4f82,
    0x3fee_ab07_dd48_5429,
    0x3fee_a47e_b03a_5585,
    0x3fee_a09e_667f_3bcd,
    0x3fee_9f75_e8ec_5f74,
    0x3fee_a114_73eb_0187,
    0x3fee_a589_994c_ce13,
    0x3fee_ace5_422a_a0db,
    0x3fee_b737_b0cd_c5e5,
    0x3fee_c491_82a3_f090,
    0x3fee_d503_b23e_255d,
    0x3fee_e89f_995a_d3ad,
    0x3fee_ff76_f2fb_5e47,
    0x3fef_199b_dd85_529c,
    0x3fef_3720_dcef_9069,
    0x3fef_5818_dcfb_a487,
    0x3fef_7c97_337b_9b5f,
    0x3fef_a4af_a2a4_90da,
    0x3fef_d076_5b6e_4540,
];
const N: f64 = POWERS.len() as f64;

/// `exp(x)`, within 0.502 units in the last place; the algorithm of the Arm optimized routines.
///
/// With `k = round(x * 32 / ln 2)` and `r = x * 32 / ln 2 - k`, the result is `2^(k/32)` from the table times `2^(r/32)`
/// from a polynomial of degree 3, all in `f64`. Sums of a product are fused, as the library computes
/// them on every processor that can; without fusing, two of all arguments, 32.564632 and -63.09946, give a neighbour.
pub(crate) fn expf(x: f32) -> f32 {
    if x > f32::from_bits(0x42b1_7217) {
        return f32::INFINITY;
    }
    if x < f32::from_bits(0xc2cf_f1b4) {
        return 0.0;
    }
    if x.is_nan() {
        return x;
    }
    // 32 / ln 2, and 1.5 * 2^52, which rounds a sum to an integer in the low bits.
    let inverse = f64::from_bits(0x3ff7_1547_652b_82fe) * N;
    let shift = f64::from_bits(0x4338_0000_0000_0000);
    let cubic = f64::from_bits(0x3fac_6af8_4b91_2394) / N / N / N;
    let square = f64::from_bits(0x3fce_bfce_50fa_c4f3) / N / N;
    let linear = f64::from_bits(0x3fe6_2e42_ff0c_52d6) / N;

    let x = f64::from(x);
    let shifted = inverse.mul_add(x, shift);
    let k = shifted.to_bits();
    let r = inverse.mul_add(x, -(shifted - shift));
    let power = f64::from_bits(POWERS[(k % 32) as usize].wrapping_add(k << 47));
    let polynomial = cubic.mul_add(r, square).mul_add(r * r, linear.mul_add(r, 1.0));
    (polynomial * power) as f32
}
