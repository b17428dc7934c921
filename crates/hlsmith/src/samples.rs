//! Sample files: NumPy arrays and whitespace-separated text.

use std::fs::File;
use std::io::{BufWriter, Read, Write};
use std::path::Path;

use hlsmith_diag::{Code, Diagnostic, Result, Subject};
use npyz::{DType, NpyFile, Order, TypeChar, WriterBuilder};

/// Most brackets in the header of an array file; that of an array of numbers has two, that of records one more for each
/// field. The parser may try each open bracket in several ways, so its time multiplies with each.
const MAX_BRACKETS: usize = 5;

/// Largest product of the numbers in the header of an array file: bytes times elements of the largest array.
const MAX_PRODUCT: u64 = 1 << 56;

/// Samples of one model input or output, in C order.
#[derive(Clone, Debug, PartialEq)]
pub struct Samples {
    /// Extents, the number of samples first.
    pub shape: Vec<usize>,
    /// The elements.
    pub data: SampleData,
}

/// Elements of [`Samples`].
#[derive(Clone, Debug, PartialEq)]
pub enum SampleData {
    /// IEEE binary32.
    F32(Vec<f32>),
    /// IEEE binary64; also for integers, which it holds exactly up to 2^53.
    F64(Vec<f64>),
}

impl Samples {
    /// Number of samples: the first extent.
    pub fn len(&self) -> usize {
        self.shape.first().copied().unwrap_or(0)
    }

    /// True when there is no sample.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The elements as `f64`, exactly.
    pub fn to_f64(&self) -> Vec<f64> {
        match &self.data {
            SampleData::F32(data) => data.iter().map(|&value| f64::from(value)).collect(),
            SampleData::F64(data) => data.clone(),
        }
    }

    /// The elements as `f32`, rounded to nearest.
    pub fn to_f32(&self) -> Vec<f32> {
        match &self.data {
            SampleData::F32(data) => data.clone(),
            SampleData::F64(data) => data.iter().map(|&value| value as f32).collect(),
        }
    }
}

/// Reads a `.npy` file, or a text file with one sample a line.
///
/// # Errors
/// When the file cannot be read, is damaged, or holds elements that are not numbers.
pub fn read_samples(path: &Path) -> Result<Samples> {
    let bytes = std::fs::read(path).map_err(|error| access(path, &error))?;
    let is_npy = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("npy"));
    if is_npy { read_npy(path, &bytes) } else { read_text(path, &bytes) }
}

fn access(path: &Path, error: &std::io::Error) -> Diagnostic {
    Diagnostic::error(Code::FileAccess, Subject::File(path.display().to_string()), "the file cannot be read")
        .found(error.to_string())
}

fn damaged(path: &Path, message: impl Into<String>) -> Diagnostic {
    Diagnostic::error(Code::InputData, Subject::File(path.display().to_string()), message)
}

fn read_npy(path: &Path, bytes: &[u8]) -> Result<Samples> {
    if !is_plausible(bytes) {
        return Err(damaged(path, "this is not a NumPy array file").found("a header that cannot be right").into());
    }
    let npy = NpyFile::new(bytes)
        .map_err(|error| damaged(path, "this is not a NumPy array file").found(error.to_string()))?;
    let shape: Option<Vec<usize>> = npy.shape().iter().map(|&extent| usize::try_from(extent).ok()).collect();
    let Some(shape) = shape.filter(|shape| !shape.is_empty()) else {
        return Err(damaged(path, "an array with a dimension of samples is needed").found("a scalar").into());
    };
    let n_elements: usize = shape.iter().product();
    if n_elements > bytes.len() {
        return Err(damaged(path, "the array is cut short")
            .found(format!("{} bytes for {shape:?}", bytes.len()))
            .into());
    }
    let order = npy.order();
    let data = elements(path, npy)?;
    let data = match (order, data) {
        (Order::C, data) => data,
        (Order::Fortran, SampleData::F32(data)) => SampleData::F32(to_c_order(&shape, &data)),
        (Order::Fortran, SampleData::F64(data)) => SampleData::F64(to_c_order(&shape, &data)),
    };
    Ok(Samples { shape, data })
}

/// Whether a header can be read without harm: its text lies in the file, is one dictionary with no more brackets than a header has,
/// and its numbers, the extents among them, multiply to something that fits a machine integer.
fn is_plausible(bytes: &[u8]) -> bool {
    let header = match *bytes {
        [_, _, _, _, _, _, 1, _, a, b, ref rest @ ..] => rest.get(..usize::from(u16::from_le_bytes([a, b]))),
        [_, _, _, _, _, _, 2 | 3, _, a, b, c, d, ref rest @ ..] => {
            usize::try_from(u32::from_le_bytes([a, b, c, d])).ok().and_then(|length| rest.get(..length))
        }
        _ => None,
    };
    let Some(header) = header else { return false };
    let n_brackets = header.iter().filter(|byte| b"([{".contains(byte)).count();
    let numbers = header.split(|byte| !byte.is_ascii_digit()).filter(|digits| !digits.is_empty());
    let product = numbers
        .map(|digits| std::str::from_utf8(digits).ok()?.parse::<u32>().ok())
        .try_fold(1u64, |product, number| product.checked_mul(u64::from(number?).max(1)));
    let n_dictionaries = header.iter().filter(|byte| **byte == b'{').count();
    n_brackets <= MAX_BRACKETS && n_dictionaries == 1 && product.is_some_and(|product| product <= MAX_PRODUCT)
}

fn elements<R: Read>(path: &Path, npy: NpyFile<R>) -> Result<SampleData> {
    let dtype = npy.dtype();
    let kind = match &dtype {
        DType::Plain(plain) => (plain.type_char(), plain.size_field()),
        DType::Array(..) | DType::Record(_) => {
            return Err(unusable(path, &dtype).into());
        }
    };
    let broken = |error: std::io::Error| damaged(path, "the array is cut short").found(error.to_string());
    macro_rules! exact {
        ($ty:ty) => {
            SampleData::F64(npy.into_vec::<$ty>().map_err(broken)?.into_iter().map(f64::from).collect())
        };
    }
    Ok(match kind {
        (TypeChar::Float, 4) => SampleData::F32(npy.into_vec().map_err(broken)?),
        (TypeChar::Float, 8) => SampleData::F64(npy.into_vec().map_err(broken)?),
        (TypeChar::Int, 1) => exact!(i8),
        (TypeChar::Int, 2) => exact!(i16),
        (TypeChar::Int, 4) => exact!(i32),
        (TypeChar::Uint, 1) => exact!(u8),
        (TypeChar::Uint, 2) => exact!(u16),
        (TypeChar::Uint, 4) => exact!(u32),
        (TypeChar::Int, 8) => {
            let data: Vec<i64> = npy.into_vec().map_err(broken)?;
            SampleData::F64(data.into_iter().map(|value| value as f64).collect())
        }
        (TypeChar::Uint, 8) => {
            let data: Vec<u64> = npy.into_vec().map_err(broken)?;
            SampleData::F64(data.into_iter().map(|value| value as f64).collect())
        }
        _ => return Err(unusable(path, &dtype).into()),
    })
}

fn unusable(path: &Path, dtype: &DType) -> Diagnostic {
    damaged(path, "the element type cannot be used")
        .found(dtype.descr())
        .expected("float32, float64 or integers")
        .remedy("convert the array with `x.astype(numpy.float32)`")
}

fn to_c_order<T: Copy>(shape: &[usize], data: &[T]) -> Vec<T> {
    let mut strides = vec![1; shape.len()];
    for axis in 1..shape.len() {
        strides[axis] = strides[axis - 1] * shape[axis - 1];
    }
    let mut index = vec![0usize; shape.len()];
    let mut ordered = Vec::with_capacity(data.len());
    for _ in 0..data.len() {
        ordered.push(data[index.iter().zip(&strides).map(|(i, stride)| i * stride).sum::<usize>()]);
        for axis in (0..shape.len()).rev() {
            index[axis] += 1;
            if index[axis] < shape[axis] {
                break;
            }
            index[axis] = 0;
        }
    }
    ordered
}

fn read_text(path: &Path, bytes: &[u8]) -> Result<Samples> {
    let text = std::str::from_utf8(bytes).map_err(|error| damaged(path, "this is no text").found(error.to_string()))?;
    let mut data = Vec::new();
    let mut width = None;
    let mut n_samples = 0;
    for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let before = data.len();
        for token in line.split_whitespace() {
            let value: f64 = token.parse().map_err(|_| {
                damaged(path, format!("line {} holds something that is no number", number + 1)).found(token)
            })?;
            data.push(value);
        }
        let count = data.len() - before;
        let expected = *width.get_or_insert(count);
        if count != expected {
            return Err(damaged(path, format!("line {} has another length than the first", number + 1))
                .found(count.to_string())
                .expected(expected.to_string())
                .into());
        }
        n_samples += 1;
    }
    Ok(Samples { shape: vec![n_samples, width.unwrap_or(0)], data: SampleData::F64(data) })
}

/// Writes a `.npy` file in C order.
///
/// # Errors
/// When the file cannot be written.
pub fn write_npy(path: &Path, samples: &Samples) -> Result<()> {
    let failed = |error: std::io::Error| {
        Diagnostic::error(Code::FileAccess, Subject::File(path.display().to_string()), "the file cannot be written")
            .found(error.to_string())
    };
    let shape: Vec<u64> = samples.shape.iter().map(|&extent| extent as u64).collect();
    let mut file = BufWriter::new(File::create(path).map_err(failed)?);
    match &samples.data {
        SampleData::F32(data) => {
            let mut writer =
                npyz::WriteOptions::new().default_dtype().shape(&shape).writer(&mut file).begin_nd().map_err(failed)?;
            writer.extend(data).map_err(failed)?;
            writer.finish().map_err(failed)?;
        }
        SampleData::F64(data) => {
            let mut writer =
                npyz::WriteOptions::new().default_dtype().shape(&shape).writer(&mut file).begin_nd().map_err(failed)?;
            writer.extend(data).map_err(failed)?;
            writer.finish().map_err(failed)?;
        }
    }
    file.flush().map_err(failed)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{SampleData, Samples, read_samples, to_c_order, write_npy};

    fn check_round_trip(samples: &Samples) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("x.npy");
        write_npy(&path, samples).expect("written");
        assert_eq!(&read_samples(&path).expect("read"), samples);
    }

    #[test]
    fn arrays_survive_a_round_trip() {
        check_round_trip(&Samples { shape: vec![2, 3], data: SampleData::F32(vec![0.5, -1.0, 3.0, 1e-30, 0.0, -0.0]) });
        check_round_trip(&Samples { shape: vec![0, 3], data: SampleData::F64(vec![]) });
        check_round_trip(&Samples { shape: vec![1, 1, 2], data: SampleData::F64(vec![f64::MAX, 1.0]) });
    }

    #[test]
    fn fortran_order_becomes_c_order() {
        assert_eq!(to_c_order(&[2, 3], &[0, 3, 1, 4, 2, 5]), [0, 1, 2, 3, 4, 5]);
    }

    fn check_header(header: &str, expected: &str) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("x.npy");
        let length = u16::try_from(header.len()).expect("a short header");
        let bytes = [b"\x93NUMPY\x01\x00", &length.to_le_bytes()[..], header.as_bytes(), &[0; 16]].concat();
        std::fs::write(&path, bytes).expect("written");
        match read_samples(&path) {
            Ok(samples) => assert_eq!(format!("{samples:?}"), expected),
            Err(findings) => assert!(findings.to_string().contains(expected), "{header}: {findings}"),
        }
    }

    #[test]
    fn array_headers_are_not_trusted() {
        let of_shape = |shape: &str| format!("{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}}}\n");
        check_header(&of_shape("(2,)"), "Samples { shape: [2], data: F64([0.0, 0.0]) }");
        check_header(&of_shape("(0, 64)"), "Samples { shape: [0, 64], data: F64([]) }");
        check_header(&of_shape("(3,)"), "the array is cut short");
        check_header(&of_shape("(100000, 100000)"), "the array is cut short");
        check_header(&of_shape("(4294967295, 4294967295, 4)"), "a header that cannot be right");
        check_header(&of_shape("(99999999999999999999,)"), "a header that cannot be right");
        check_header(&of_shape(&"(".repeat(10_000)), "a header that cannot be right");
        check_header(&format!("{}'des'{}\n", "{".repeat(31), " ".repeat(60)), "a header that cannot be right");
        check_header(&format!("{{'descr': {}{}\n", "(".repeat(4), " ".repeat(60)), "this is not a NumPy array file");
        check_header(
            "{'descr': [('a', '<f4'), ('b', '<f4')], 'fortran_order': False, 'shape': (2,)}\n",
            "the element type cannot be used",
        );
        check_header("no header", "this is not a NumPy array file");
    }

    #[test]
    fn a_header_beyond_the_file_is_refused() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("x.npy");
        for bytes in [&b"\x93NUMPY\x03\x00\xff\xff\xff\x7f{}"[..], b"\x93NUMPY\x01\x00", b""] {
            std::fs::write(&path, bytes).expect("written");
            let findings = read_samples(&path).expect_err("refused");
            assert!(findings.to_string().contains("a header that cannot be right"), "{findings}");
        }
    }

    fn check_text(text: &str, expected: Result<Samples, &str>) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("x.dat");
        std::fs::write(&path, text).expect("written");
        match (read_samples(&path), expected) {
            (Ok(samples), Ok(expected)) => assert_eq!(samples, expected),
            (Err(findings), Err(expected)) => assert!(findings.to_string().contains(expected), "{findings}"),
            (got, expected) => panic!("{got:?} instead of {expected:?}"),
        }
    }

    #[test]
    fn text_has_one_sample_a_line() {
        check_text(
            "1 2\n\n3 -4.5e1\n",
            Ok(Samples { shape: vec![2, 2], data: SampleData::F64(vec![1., 2., 3., -45.]) }),
        );
        check_text("", Ok(Samples { shape: vec![0, 0], data: SampleData::F64(vec![]) }));
        check_text("1 2\n3\n", Err("line 2 has another length than the first"));
        check_text("1 x\n", Err("line 1 holds something that is no number"));
    }
}
