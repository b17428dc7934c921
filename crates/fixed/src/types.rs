//! Number formats and the modes of assignment.

use std::fmt;

use crate::Raw;

/// Widest supported format, in bits.
pub const MAX_WIDTH: u32 = 1024;

/// How bits below the least significant bit are dropped on assignment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Rounding {
    /// Toward minus infinity.
    #[default]
    Trn,
    /// Toward zero.
    TrnZero,
    /// To nearest, ties toward plus infinity.
    Rnd,
    /// To nearest, ties toward zero.
    RndZero,
    /// To nearest, ties away from zero.
    RndInf,
    /// To nearest, ties toward minus infinity.
    RndMinInf,
    /// To nearest, ties to even.
    RndConv,
}

/// What happens on assignment to a value outside the range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Overflow {
    /// Two's complement wrap-around, with the saturation bits of the type.
    #[default]
    Wrap,
    /// Clamp to the nearest bound.
    Sat,
    /// Zero.
    SatZero,
    /// Clamp to bounds of equal magnitude.
    SatSym,
    /// Sign-magnitude wrap-around.
    WrapSm,
}

/// The grid and range of a number: `width` bits in all, of which `integer` stand left of the binary point.
///
/// `integer` may be negative or exceed `width`. A signed format counts its sign bit in both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Format {
    /// Bits in all, 1 to [`MAX_WIDTH`].
    pub width: u32,
    /// Bits left of the binary point, including the sign bit of a signed format.
    pub integer: i32,
    /// Whether the format is two's complement.
    pub signed: bool,
}

impl Format {
    /// Bits right of the binary point; the least significant bit weighs `2^-fraction`.
    pub fn fraction(self) -> i32 {
        self.width as i32 - self.integer
    }

    /// Bits of the two's complement integer that holds every raw value: one more than the width when unsigned.
    pub fn container_bits(self) -> u32 {
        self.width + u32::from(!self.signed)
    }

    /// The smallest raw value.
    pub fn lower(self) -> Raw {
        if self.signed { -&Raw::from(1).shl(self.width - 1) } else { Raw::ZERO }
    }

    /// The largest raw value.
    pub fn upper(self) -> Raw {
        &Raw::from(1).shl(self.width - u32::from(self.signed)) - &Raw::from(1)
    }

    /// The smallest format that holds the values of both.
    #[must_use]
    pub fn hull(self, other: Format) -> Format {
        let signed = self.signed || other.signed;
        let own = |format: Format| format.integer + i32::from(signed && !format.signed);
        let integer = own(self).max(own(other));
        let width = integer + self.fraction().max(other.fraction());
        Format { width: width.max(1).unsigned_abs(), integer, signed }
    }

    /// Whether `raw` is a raw value of this format.
    pub fn contains(self, raw: &Raw) -> bool {
        self.lower() <= *raw && *raw <= self.upper()
    }
}

/// A fixed-point type: a format and the modes of assignment to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FixedType {
    /// Grid and range.
    pub format: Format,
    /// Rounding on assignment.
    pub rounding: Rounding,
    /// Overflow on assignment.
    pub overflow: Overflow,
    /// Saturation bits of the wrapping modes; 0 in ordinary types.
    pub saturation_bits: u32,
}

impl FixedType {
    /// A type that truncates and wraps.
    pub fn new(width: u32, integer: i32, signed: bool) -> Self {
        Self {
            format: Format { width, integer, signed },
            rounding: Rounding::Trn,
            overflow: Overflow::Wrap,
            saturation_bits: 0,
        }
    }

    /// An integer type, which drops a fraction toward zero and wraps.
    pub fn integer(width: u32, signed: bool) -> Self {
        Self::new(width, width as i32, signed).with_modes(Rounding::TrnZero, Overflow::Wrap)
    }

    /// The smallest and largest raw values that an assignment can give.
    pub fn bounds(self) -> (Raw, Raw) {
        let upper = self.format.upper();
        let symmetric = self.overflow == Overflow::SatSym && self.format.signed && self.format.width > 1;
        (if symmetric { -&upper } else { self.format.lower() }, upper)
    }

    /// The same type with other modes.
    #[must_use]
    pub fn with_modes(self, rounding: Rounding, overflow: Overflow) -> Self {
        Self { rounding, overflow, ..self }
    }
}

/// A binary floating-point format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FloatFormat {
    /// IEEE binary64.
    Double,
    /// IEEE binary32.
    Float,
    /// IEEE binary16.
    Half,
    /// bfloat16.
    Bfloat16,
    /// Another width and exponent width, in the IEEE layout.
    Custom {
        /// Bits in all.
        width: u32,
        /// Bits of the exponent.
        exponent: u32,
    },
}

/// What a precision string can say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Precision {
    /// To be derived from the operands.
    Auto,
    /// Fixed point.
    Fixed(FixedType),
    /// An integer, assigned with truncation toward zero and wrap-around.
    Integer {
        /// Bits in all.
        width: u32,
        /// Whether it is two's complement.
        signed: bool,
    },
    /// One bit that stands for -1 and +1; computed with and written as the two-bit integers -1 and 1.
    Xnor,
    /// A signed power of two, given by its exponent.
    Exponent {
        /// Bits of the exponent.
        width: u32,
        /// Whether the exponent is two's complement.
        signed: bool,
    },
    /// Floating point.
    Float(FloatFormat),
}

impl Precision {
    /// Truncating and wrapping fixed point.
    pub fn fixed(width: u32, integer: i32, signed: bool) -> Self {
        Precision::Fixed(FixedType::new(width, integer, signed))
    }

    /// The grid of a fixed-point or integer type (that of -1 and 1 for [`Precision::Xnor`]); `None` for the others.
    pub fn format(self) -> Option<Format> {
        self.assignment().map(|fixed| fixed.format)
    }

    /// The type whose assignment rule this precision follows in the `ac_*` headers; `None` where it is not an integer
    /// grid. They drop the fraction of a number assigned to an integer toward minus infinity, the `ap_*` headers toward
    /// zero ([`Precision::assignment`]).
    pub fn ac_assignment(self) -> Option<FixedType> {
        let fixed = self.assignment()?;
        match self {
            Precision::Integer { .. } => Some(fixed.with_modes(Rounding::Trn, Overflow::Wrap)),
            Precision::Auto
            | Precision::Fixed(_)
            | Precision::Xnor
            | Precision::Exponent { .. }
            | Precision::Float(_) => Some(fixed),
        }
    }

    /// The type whose assignment rule this precision follows; `None` where it is not an integer grid.
    pub fn assignment(self) -> Option<FixedType> {
        match self {
            Precision::Fixed(fixed) => Some(fixed),
            Precision::Integer { width, signed } => Some(FixedType::integer(width, signed)),
            Precision::Xnor => Some(FixedType::integer(2, true)),
            Precision::Auto | Precision::Exponent { .. } | Precision::Float(_) => None,
        }
    }
}

impl Rounding {
    /// Every mode.
    pub const ALL: [Rounding; 7] = [
        Rounding::Trn,
        Rounding::TrnZero,
        Rounding::Rnd,
        Rounding::RndZero,
        Rounding::RndInf,
        Rounding::RndMinInf,
        Rounding::RndConv,
    ];

    /// The name as precision strings spell it, without vendor prefix.
    pub fn name(self) -> &'static str {
        match self {
            Rounding::Trn => "TRN",
            Rounding::TrnZero => "TRN_ZERO",
            Rounding::Rnd => "RND",
            Rounding::RndZero => "RND_ZERO",
            Rounding::RndInf => "RND_INF",
            Rounding::RndMinInf => "RND_MIN_INF",
            Rounding::RndConv => "RND_CONV",
        }
    }
}

impl Overflow {
    /// Every mode.
    pub const ALL: [Overflow; 5] =
        [Overflow::Wrap, Overflow::Sat, Overflow::SatZero, Overflow::SatSym, Overflow::WrapSm];

    /// The name as precision strings spell it, without vendor prefix.
    pub fn name(self) -> &'static str {
        match self {
            Overflow::Wrap => "WRAP",
            Overflow::Sat => "SAT",
            Overflow::SatZero => "SAT_ZERO",
            Overflow::SatSym => "SAT_SYM",
            Overflow::WrapSm => "WRAP_SM",
        }
    }
}

impl fmt::Display for FixedType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Format { width, integer, signed } = self.format;
        write!(f, "{}fixed<{width},{integer}", if signed { "" } else { "u" })?;
        write!(f, ",{},{},{}>", self.rounding.name(), self.overflow.name(), self.saturation_bits)
    }
}

impl fmt::Display for FloatFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FloatFormat::Double => f.write_str("double"),
            FloatFormat::Float => f.write_str("float"),
            FloatFormat::Half => f.write_str("half"),
            FloatFormat::Bfloat16 => f.write_str("bfloat16"),
            FloatFormat::Custom { width, exponent } => write!(f, "std_float<{width},{exponent}>"),
        }
    }
}

/// The canonical spelling, without vendor prefix and with all five parameters of a fixed-point type.
impl fmt::Display for Precision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = |signed: bool| if signed { "" } else { "u" };
        match self {
            Precision::Auto => f.write_str("auto"),
            Precision::Fixed(fixed) => fixed.fmt(f),
            Precision::Integer { width, signed } => write!(f, "{}int<{width}>", sign(*signed)),
            Precision::Xnor => f.write_str("xnor"),
            Precision::Exponent { width, signed } => write!(f, "{}exponent<{width}>", sign(*signed)),
            Precision::Float(format) => format.fmt(f),
        }
    }
}
