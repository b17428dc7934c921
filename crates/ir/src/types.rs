//! Named number types and weights.

use hlsmith_fixed::Precision;

use crate::Array;

/// A number type with the name it has in generated code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedType {
    /// Name before it is made fit for a target language; empty while nobody has named it.
    pub name: String,
    /// The type itself.
    pub precision: Precision,
}

impl NamedType {
    /// A type with a name.
    pub fn new(name: impl Into<String>, precision: Precision) -> Self {
        Self { name: name.into(), precision }
    }

    /// A type that is still to be derived and has no name yet.
    pub fn auto() -> Self {
        Self { name: String::new(), precision: Precision::Auto }
    }
}

/// What a quantiser that a model was trained with gives.
#[derive(Clone, Debug, PartialEq)]
pub struct Quantizer {
    /// The type whose assignment is the quantiser; of weights the type that holds them exactly.
    pub exact: Precision,
    /// The type that hls4ml 1.3 takes in its place, also in starting configurations.
    pub peer: Precision,
    /// By what weights are still to be multiplied; nothing where that is 1, and for results.
    pub scale: Option<Scale>,
    /// Whether it draws its values at random when the model is used; the most probable ones stand for them.
    pub is_random: bool,
}

impl Quantizer {
    /// A quantiser without a scale that draws nothing at random.
    pub fn new(exact: Precision, peer: Precision) -> Self {
        Self { exact, peer, scale: None, is_random: false }
    }

    /// The same with a scale.
    #[must_use]
    pub fn with_scale(self, scale: Option<Scale>) -> Self {
        Self { scale, ..self }
    }
}

/// The factors of weights on a grid, one for each output.
#[derive(Clone, Debug, PartialEq)]
pub struct Scale {
    /// The factors, a vector.
    pub factors: Array,
    /// Whether the quantiser makes powers of two only.
    pub is_power_of_two: bool,
}

/// Trained constants of a layer and the type they are assigned to.
#[derive(Clone, Debug, PartialEq)]
pub struct Weight {
    /// Variable name in generated code, such as `w2`.
    pub name: String,
    /// The constants as trained.
    pub data: Array,
    /// The type they are assigned to.
    pub ty: NamedType,
    /// The quantiser they were trained with, if there is one; the constants are what it gives, without its scale.
    pub quantizer: Option<Box<Quantizer>>,
}

impl Weight {
    /// The type that holds the constants in hardware: the one they are assigned to, and in place of exponents the
    /// narrowest that holds their powers of two.
    pub fn stored(&self) -> NamedType {
        let precision = match self.ty.precision {
            Precision::Exponent { .. } => self
                .data
                .narrowest_format()
                .map_or(self.ty.precision, |format| Precision::fixed(format.width, format.integer, format.signed)),
            Precision::Auto
            | Precision::Fixed(_)
            | Precision::Integer { .. }
            | Precision::Xnor
            | Precision::Float(_) => self.ty.precision,
        };
        NamedType { name: self.ty.name.clone(), precision }
    }

    /// Constants whose type is still to be derived.
    pub fn new(name: impl Into<String>, data: Array) -> Self {
        Self { name: name.into(), data, ty: NamedType::auto(), quantizer: None }
    }
}
