//! Sums of products of rows with other rows or with constants, in any order.

use multiversion::multiversion;

use super::lane::Lane;
use super::mac::Rule;

/// What rows are multiplied with.
#[derive(Clone, Copy)]
pub(crate) enum Factors<'a, C> {
    /// Rows.
    Rows(&'a [C]),
    /// A number for all lanes.
    Constants(&'a [C]),
}

/// The products of a sum.
#[derive(Clone, Copy)]
pub(crate) struct Products<'a, C> {
    /// Rows of `lanes` lanes.
    pub(crate) rows: &'a [C],
    pub(crate) factors: Factors<'a, C>,
    /// Row and factor of the first product.
    pub(crate) first: [usize; 2],
    /// Those of each product, behind the first.
    pub(crate) steps: &'a [[usize; 2]],
    pub(crate) lanes: usize,
}

/// A type of operands and sums, without the bits beyond it.
pub(crate) trait InnerProduct: Lane {
    /// Writes the sums from `start` on, one for each lane of `sums`, whose length is a multiple of 16.
    fn inner_product(products: Products<'_, Self>, rule: Rule<Self>, start: Self, sums: &mut [Self]);
}

/// The sums of `LANES` lanes at a time.
#[inline(always)]
fn chunk<C: Lane, const LANES: usize>(
    products: Products<'_, C>,
    lane: usize,
    start: C,
    sums: &mut [C],
    term: impl Fn(C) -> C,
) {
    let Products { rows, factors, first, steps, lanes } = products;
    let mut accumulators = [start; LANES];
    for [step, other_step] in steps {
        let row = &rows[(first[0] + step) * lanes + lane..][..LANES];
        let other = first[1] + other_step;
        match factors {
            Factors::Rows(others) => {
                let other = &others[other * lanes + lane..][..LANES];
                for ((sum, x), y) in accumulators.iter_mut().zip(row).zip(other) {
                    *sum = sum.wrapping_add(&term(x.wrapping_mul(y)));
                }
            }
            Factors::Constants(constants) => {
                let constant = constants[other];
                for (sum, x) in accumulators.iter_mut().zip(row) {
                    *sum = sum.wrapping_add(&term(x.wrapping_mul(&constant)));
                }
            }
        }
    }
    sums[lane..][..LANES].copy_from_slice(&accumulators);
}

#[inline(always)]
fn all<C: Lane>(products: Products<'_, C>, start: C, sums: &mut [C], term: impl Fn(C) -> C + Copy) {
    /// Lanes whose sums and operands stay in registers.
    const WIDE: usize = 64;
    const NARROW: usize = 16;
    let wide = products.lanes / WIDE * WIDE;
    for lane in (0..wide).step_by(WIDE) {
        chunk::<C, WIDE>(products, lane, start, sums, term);
    }
    for lane in (wide..products.lanes).step_by(NARROW) {
        chunk::<C, NARROW>(products, lane, start, sums, term);
    }
}

/// Picks the treatment of products outside of the loop.
#[inline(always)]
fn by_rule<C: Lane>(products: Products<'_, C>, rule: Rule<C>, start: C, sums: &mut [C]) {
    match rule {
        Rule::Full => all(products, start, sums, |p| p),
        Rule::Shift(shift) => all(products, start, sums, |p| p.shr(shift)),
        Rule::Round(shift, add) => all(products, start, sums, |p| p.wrapping_add(&add).shr(shift)),
    }
}

/// Implements [`InnerProduct`] with code for each generation of vector extensions.
macro_rules! inner_products {
    ($($name:ident: $int:ty;)+) => { $(
        #[multiversion(targets("x86_64+avx512f+avx512bw+avx512dq+avx512vl", "x86_64+avx2"))]
        fn $name(products: Products<'_, $int>, rule: Rule<$int>, start: $int, sums: &mut [$int]) {
            by_rule(products, rule, start, sums);
        }

        impl InnerProduct for $int {
            fn inner_product(products: Products<'_, Self>, rule: Rule<Self>, start: Self, sums: &mut [Self]) {
                $name(products, rule, start, sums);
            }
        }
    )+ };
}

inner_products! {
    inner_product_i16: i16;
    inner_product_i32: i32;
    inner_product_i64: i64;
    inner_product_i128: i128;
}
