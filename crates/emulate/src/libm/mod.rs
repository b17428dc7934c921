//! Elementary functions with the same result on every machine.
//!
//! Table entries of activations are defined by what `expf` and `tanhf` of the GNU C library return, to the last bit.
//! Correct rounding would differ from it in places, and the platform's own library differs between platforms.

mod expf;
mod expm1f;
mod tanhf;

pub(crate) use expf::expf;
pub(crate) use tanhf::tanhf;

#[cfg(test)]
mod tests {
    use super::{expf, tanhf};

    /// Every 4096th bit pattern, both signs, NaN excluded: the hash of the results in the GNU C library 2.36.
    fn fingerprint(function: fn(f32) -> f32) -> u64 {
        (0..=u32::MAX)
            .step_by(4096)
            .map(f32::from_bits)
            .filter(|x| !x.is_nan())
            .fold(0xcbf2_9ce4_8422_2325, |hash, x| {
                (hash ^ u64::from(function(x).to_bits())).wrapping_mul(0x100_0000_01b3)
            })
    }

    #[test]
    fn results_are_those_of_the_gnu_library() {
        assert_eq!(fingerprint(expf), 0xab70_aafb_2afe_58d8);
        assert_eq!(fingerprint(tanhf), 0x7f04_f9fe_0dee_fa81);
    }
}
