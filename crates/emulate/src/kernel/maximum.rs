//! The largest of several rows.

use multiversion::multiversion;

use super::LANE_STEP;
use super::lane::Lane;

/// Lanes whose largest numbers stay in registers.
const WIDE: usize = 64;

/// Writes for each lane the largest number of the rows that begin at some places; there is one at least, and the lanes are a
/// multiple of [`LANE_STEP`].
#[multiversion(targets("x86_64+avx512f+avx512bw+avx512dq+avx512vl", "x86_64+avx2"))]
pub(crate) fn maximum<C: Lane>(rows: &[C], places: &[usize], to: &mut [C]) {
    let Some((first, others)) = places.split_first() else { return };
    let wide = to.len() / WIDE * WIDE;
    for lane in (0..wide).step_by(WIDE) {
        chunk::<C, WIDE>(rows, (*first, others), lane, to);
    }
    for lane in (wide..to.len()).step_by(LANE_STEP) {
        chunk::<C, LANE_STEP>(rows, (*first, others), lane, to);
    }
}

#[inline(always)]
fn chunk<C: Lane, const LANES: usize>(rows: &[C], (first, others): (usize, &[usize]), lane: usize, to: &mut [C]) {
    let mut largest = [C::zero(); LANES];
    largest.copy_from_slice(&rows[first + lane..][..LANES]);
    for place in others {
        let row = &rows[place + lane..][..LANES];
        largest.iter_mut().zip(row).for_each(|(largest, &x)| *largest = if x > *largest { x } else { *largest });
    }
    to[lane..][..LANES].copy_from_slice(&largest);
}

#[cfg(test)]
mod tests {
    use super::maximum;

    #[test]
    fn each_lane_has_its_largest_number() {
        for lanes in [16, 48, 64, 160] {
            let rows: Vec<i16> = (0..5 * lanes).map(|index| (index * 7919 % 1009) as i16 - 500).collect();
            for places in [vec![0], vec![3 * lanes, 0], vec![lanes, 4 * lanes, 2 * lanes]] {
                let mut to = vec![0; lanes];
                maximum(&rows, &places, &mut to);
                for (lane, &largest) in to.iter().enumerate() {
                    let expected = places.iter().map(|place| rows[place + lane]).max();
                    assert_eq!(Some(largest), expected, "{places:?} {lane}");
                }
            }
        }
    }
}
