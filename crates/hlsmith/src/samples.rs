//! Sample files: NumPy arrays and whitespace-separated text.

use std::fs::File;
use std::io::{BufReader, BufWriter, ErrorKind, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use hlsmith_diag::{Code, Diagnostic, Result, Subject};
use npyz::{DType, Deserialize, NpyFile, NpyWriter, Order, TypeChar, TypeRead, WriteOptions, WriterBuilder};

/// Most brackets in the header of an array file; that of an array of numbers has two, that of records one more for each
/// field. The parser may try each open bracket in several ways, so its time multiplies with each.
const MAX_BRACKETS: usize = 5;

/// Largest product of the numbers in the header of an array file: bytes times elements of the largest array.
const MAX_PRODUCT: u64 = 1 << 56;

/// Longest header of an array file that is read.
const MAX_HEADER: u64 = 1 << 16;

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
    let mut file = SampleFile::open(path)?;
    file.read(0, file.len())
}

/// An open file of samples, of which parts are read. Of a `.npy` file nothing but the part that is asked for is in memory.
#[derive(Debug)]
pub struct SampleFile {
    path: PathBuf,
    shape: Vec<usize>,
    source: Source,
}

/// Where samples come from.
#[derive(Debug)]
enum Source {
    /// An array: its elements follow the header.
    Npy { file: BufReader<File>, header: u64, dtype: DType, kind: Kind, order: Order },
    /// Everything a text file holds.
    Text(SampleData),
}

impl SampleFile {
    /// Opens a `.npy` file, or reads a text file with one sample a line.
    ///
    /// # Errors
    /// When the file cannot be read, is damaged, or holds elements that are not numbers.
    pub fn open(path: &Path) -> Result<Self> {
        let is_npy = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("npy"));
        if is_npy {
            return Self::open_npy(path);
        }
        let bytes = std::fs::read(path).map_err(|error| access(path, &error))?;
        let Samples { shape, data } = read_text(path, &bytes)?;
        Ok(Self { path: path.to_owned(), shape, source: Source::Text(data) })
    }

    fn open_npy(path: &Path) -> Result<Self> {
        let mut file = BufReader::new(File::open(path).map_err(|error| access(path, &error))?);
        let n_bytes = file.get_ref().metadata().map_err(|error| access(path, &error))?.len();
        let header = read_header(&mut file).map_err(|error| access(path, &error))?;
        if !is_plausible(&header) {
            return Err(damaged(path, "this is not a NumPy array file").found("a header that cannot be right").into());
        }
        let npy = NpyFile::new(&header[..])
            .map_err(|error| damaged(path, "this is not a NumPy array file").found(error.to_string()))?;
        let shape: Option<Vec<usize>> = npy.shape().iter().map(|&extent| usize::try_from(extent).ok()).collect();
        let Some(shape) = shape.filter(|shape| !shape.is_empty()) else {
            return Err(damaged(path, "an array with a dimension of samples is needed").found("a scalar").into());
        };
        let (dtype, order) = (npy.dtype(), npy.order());
        let Some(kind) = Kind::of(&dtype) else { return Err(unusable(path, &dtype).into()) };
        // The product of the extents and the size fits, as the header is plausible.
        let expected = shape.iter().product::<usize>() as u64 * kind.size();
        let header = header.len() as u64;
        if expected > n_bytes.saturating_sub(header) {
            return Err(damaged(path, "the array is cut short").found(format!("{n_bytes} bytes for {shape:?}")).into());
        }
        Ok(Self { path: path.to_owned(), shape, source: Source::Npy { file, header, dtype, kind, order } })
    }

    /// Extents, the number of samples first.
    pub fn shape(&self) -> &[usize] {
        &self.shape
    }

    /// Number of samples: the first extent.
    pub fn len(&self) -> usize {
        self.shape[0]
    }

    /// True when there is no sample.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether the elements are read as `f32`; otherwise as `f64`.
    pub fn is_f32(&self) -> bool {
        match &self.source {
            Source::Npy { kind, .. } => matches!(kind, Kind::F32),
            Source::Text(data) => matches!(data, SampleData::F32(_)),
        }
    }

    /// Reads `n` samples from `first` on, fewer where the file ends before.
    ///
    /// # Errors
    /// When the file cannot be read, or has become shorter.
    pub fn read(&mut self, first: usize, n: usize) -> Result<Samples> {
        let first = first.min(self.len());
        let n = n.min(self.len() - first);
        let elements: usize = self.shape[1..].iter().product();
        let shape = [&[n], &self.shape[1..]].concat();
        let data = match &mut self.source {
            Source::Text(data) => {
                let part = first * elements..(first + n) * elements;
                match data {
                    SampleData::F32(data) => SampleData::F32(data[part].to_vec()),
                    SampleData::F64(data) => SampleData::F64(data[part].to_vec()),
                }
            }
            Source::Npy { file, header, dtype, kind, order } => {
                let path = &self.path;
                let cut = |error: std::io::Error| damaged(path, "the array is cut short").found(error.to_string());
                let mut run = |first: usize, n: usize| -> Result<SampleData> {
                    file.seek(SeekFrom::Start(*header + first as u64 * kind.size())).map_err(cut)?;
                    Ok(elements_of(file, dtype, *kind, n).map_err(cut)?)
                };
                match order {
                    Order::C => run(first * elements, n * elements)?,
                    // The samples of each element lie together, elements in the order of the first axis first.
                    Order::Fortran => {
                        let n_samples = self.shape[0];
                        let mut data = if matches!(kind, Kind::F32) {
                            SampleData::F32(vec![0.0; n * elements])
                        } else {
                            SampleData::F64(vec![0.0; n * elements])
                        };
                        for (position, place) in to_c_order(&self.shape[1..]).into_iter().enumerate() {
                            match (&mut data, run(place * n_samples + first, n)?) {
                                (SampleData::F32(to), SampleData::F32(from)) => {
                                    spread(&from, &mut to[position..], elements)
                                }
                                (SampleData::F64(to), SampleData::F64(from)) => {
                                    spread(&from, &mut to[position..], elements)
                                }
                                (SampleData::F32(_), SampleData::F64(_)) | (SampleData::F64(_), SampleData::F32(_)) => {
                                }
                            }
                        }
                        data
                    }
                }
            }
        };
        Ok(Samples { shape, data })
    }
}

/// Writes numbers `step` places apart.
fn spread<T: Copy>(from: &[T], to: &mut [T], step: usize) {
    for (to, from) in to.iter_mut().step_by(step).zip(from) {
        *to = *from;
    }
}

/// The magic string, version and header of an array file, as far as there is one of at most 64 KiB.
fn read_header(file: &mut impl Read) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.take(8).read_to_end(&mut bytes)?;
    let n_length = if bytes.get(6) == Some(&1) { 2 } else { 4 };
    file.take(n_length).read_to_end(&mut bytes)?;
    let length = bytes.iter().skip(8).rev().fold(0_u64, |length, &byte| length << 8 | u64::from(byte));
    file.take(length.min(MAX_HEADER)).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn access(path: &Path, error: &std::io::Error) -> Diagnostic {
    Diagnostic::error(Code::FileAccess, Subject::File(path.display().to_string()), "the file cannot be read")
        .found(error.to_string())
}

fn damaged(path: &Path, message: impl Into<String>) -> Diagnostic {
    Diagnostic::error(Code::InputData, Subject::File(path.display().to_string()), message)
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

/// An element type that can be read.
#[derive(Clone, Copy, Debug)]
enum Kind {
    F32,
    F64,
    I8,
    I16,
    I32,
    I64,
    U8,
    U16,
    U32,
    U64,
}

impl Kind {
    fn of(dtype: &DType) -> Option<Self> {
        let DType::Plain(plain) = dtype else { return None };
        Some(match (plain.type_char(), plain.size_field()) {
            (TypeChar::Float, 4) => Kind::F32,
            (TypeChar::Float, 8) => Kind::F64,
            (TypeChar::Int, 1) => Kind::I8,
            (TypeChar::Int, 2) => Kind::I16,
            (TypeChar::Int, 4) => Kind::I32,
            (TypeChar::Int, 8) => Kind::I64,
            (TypeChar::Uint, 1) => Kind::U8,
            (TypeChar::Uint, 2) => Kind::U16,
            (TypeChar::Uint, 4) => Kind::U32,
            (TypeChar::Uint, 8) => Kind::U64,
            _ => return None,
        })
    }

    /// Bytes of an element.
    fn size(self) -> u64 {
        match self {
            Kind::I8 | Kind::U8 => 1,
            Kind::I16 | Kind::U16 => 2,
            Kind::F32 | Kind::I32 | Kind::U32 => 4,
            Kind::F64 | Kind::I64 | Kind::U64 => 8,
        }
    }
}

/// Reads `n` elements.
fn elements_of(file: &mut impl Read, dtype: &DType, kind: Kind, n: usize) -> std::io::Result<SampleData> {
    macro_rules! as_f64 {
        ($ty:ty) => {
            SampleData::F64(numbers::<$ty>(file, dtype, n)?.into_iter().map(|value| value as f64).collect())
        };
    }
    Ok(match kind {
        Kind::F32 => SampleData::F32(numbers(file, dtype, n)?),
        Kind::F64 => SampleData::F64(numbers(file, dtype, n)?),
        Kind::I8 => as_f64!(i8),
        Kind::I16 => as_f64!(i16),
        Kind::I32 => as_f64!(i32),
        Kind::I64 => as_f64!(i64),
        Kind::U8 => as_f64!(u8),
        Kind::U16 => as_f64!(u16),
        Kind::U32 => as_f64!(u32),
        Kind::U64 => as_f64!(u64),
    })
}

fn numbers<T: Deserialize>(file: &mut impl Read, dtype: &DType, n: usize) -> std::io::Result<Vec<T>> {
    let reader = T::reader(dtype).map_err(|error| std::io::Error::new(ErrorKind::InvalidData, error.to_string()))?;
    (0..n).map(|_| reader.read_one(&mut *file)).collect()
}

fn unusable(path: &Path, dtype: &DType) -> Diagnostic {
    damaged(path, "the element type cannot be used")
        .found(dtype.descr())
        .expected("float32, float64 or integers")
        .remedy("convert the array with `x.astype(numpy.float32)`")
}

/// For each element in C order its place in Fortran order.
fn to_c_order(shape: &[usize]) -> Vec<usize> {
    let mut strides = vec![1; shape.len()];
    for axis in 1..shape.len() {
        strides[axis] = strides[axis - 1] * shape[axis - 1];
    }
    let mut index = vec![0usize; shape.len()];
    let next = |_| {
        let place = index.iter().zip(&strides).map(|(i, stride)| i * stride).sum();
        for axis in (0..shape.len()).rev() {
            index[axis] += 1;
            if index[axis] < shape[axis] {
                break;
            }
            index[axis] = 0;
        }
        place
    };
    (0..shape.iter().product()).map(next).collect()
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
    let is_f32 = matches!(samples.data, SampleData::F32(_));
    let mut writer = SampleWriter::create(path, &samples.shape, is_f32)?;
    writer.write(&samples.data)?;
    writer.finish()
}

/// A `.npy` file in C order that is written part by part.
pub struct SampleWriter {
    path: PathBuf,
    elements: Elements,
}

enum Elements {
    F32(NpyWriter<f32, BufWriter<File>>),
    F64(NpyWriter<f64, BufWriter<File>>),
}

impl SampleWriter {
    /// Begins an array of a shape, with elements of 32 or of 64 bits.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn create(path: &Path, shape: &[usize], is_f32: bool) -> Result<Self> {
        let failed = |error: std::io::Error| unwritable(path, &error);
        let shape: Vec<u64> = shape.iter().map(|&extent| extent as u64).collect();
        let file = BufWriter::new(File::create(path).map_err(failed)?);
        let elements = if is_f32 {
            Elements::F32(WriteOptions::new().default_dtype().shape(&shape).writer(file).begin_nd().map_err(failed)?)
        } else {
            Elements::F64(WriteOptions::new().default_dtype().shape(&shape).writer(file).begin_nd().map_err(failed)?)
        };
        Ok(Self { path: path.to_owned(), elements })
    }

    /// Appends elements.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write(&mut self, data: &SampleData) -> Result<()> {
        let written = match (&mut self.elements, data) {
            (Elements::F32(writer), SampleData::F32(data)) => writer.extend(data.iter().copied()),
            (Elements::F64(writer), SampleData::F64(data)) => writer.extend(data.iter().copied()),
            (Elements::F64(writer), SampleData::F32(data)) => writer.extend(data.iter().map(|&x| f64::from(x))),
            (Elements::F32(writer), SampleData::F64(data)) => writer.extend(data.iter().map(|&x| x as f32)),
        };
        Ok(written.map_err(|error| unwritable(&self.path, &error))?)
    }

    /// Ends the array, which must be complete.
    ///
    /// # Errors
    /// When elements are missing or the file cannot be written.
    pub fn finish(self) -> Result<()> {
        let finished = match self.elements {
            Elements::F32(writer) => writer.finish(),
            Elements::F64(writer) => writer.finish(),
        };
        Ok(finished.map_err(|error| unwritable(&self.path, &error))?)
    }
}

fn unwritable(path: &Path, error: &std::io::Error) -> Diagnostic {
    Diagnostic::error(Code::FileAccess, Subject::File(path.display().to_string()), "the file cannot be written")
        .found(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::{SampleData, SampleFile, Samples, read_samples, to_c_order, write_npy};

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
        assert_eq!(to_c_order(&[2, 3]), [0, 2, 4, 1, 3, 5]);
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("x.npy");
        // Element [i, j, k] is 100 i + 10 j + k.
        let numbers = (0..24_i16).map(|at| 100 * (at % 4) + 10 * (at / 4 % 2) + at / 8);
        let header = "{'descr': '>i2', 'fortran_order': True, 'shape': (4, 2, 3)}\n";
        let data: Vec<u8> = numbers.flat_map(i16::to_be_bytes).collect();
        let bytes = [b"\x93NUMPY\x01\x00", &(header.len() as u16).to_le_bytes()[..], header.as_bytes(), &data].concat();
        std::fs::write(&path, bytes).expect("written");
        let part = SampleFile::open(&path).and_then(|mut file| file.read(1, 2)).expect("read");
        let expected = [100., 101., 102., 110., 111., 112., 200., 201., 202., 210., 211., 212.];
        assert_eq!(part, Samples { shape: vec![2, 2, 3], data: SampleData::F64(expected.to_vec()) });
    }

    #[test]
    fn parts_are_those_of_the_whole() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("x.npy");
        let samples = Samples { shape: vec![5, 2], data: SampleData::F32((0..10_u8).map(f32::from).collect()) };
        write_npy(&path, &samples).expect("written");
        let mut file = SampleFile::open(&path).expect("opened");
        assert_eq!((file.shape(), file.is_f32()), (&[5, 2][..], true));
        for (first, n, expected) in [(0, 2, vec![0., 1., 2., 3.]), (3, 9, vec![6., 7., 8., 9.]), (7, 1, vec![])] {
            let part = file.read(first, n).expect("read");
            assert_eq!(part, Samples { shape: vec![expected.len() / 2, 2], data: SampleData::F32(expected) });
        }
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
