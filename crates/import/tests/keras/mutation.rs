//! Damaged model files are refused or imported, but never bring the importer down.

use std::time::{Duration, Instant};

use hlsmith_import::keras::{self, Format};

use crate::common::{file_name, models};

/// Damaged copies of each file.
const COPIES: usize = 40;
/// Longest time one import may take, far above what any sound model here takes.
const LIMIT: Duration = Duration::from_secs(5);

/// The xorshift generator, seeded by a name.
struct Random(u64);

impl Random {
    fn new(name: &str) -> Self {
        Self(
            name.bytes()
                .fold(0x9e37_79b9_7f4a_7c15, |seed, byte| (seed ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)),
        )
    }

    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit as u64) as usize
    }
}

/// Changes one to eight bytes, and sometimes the length.
fn damage(bytes: &mut Vec<u8>, random: &mut Random) {
    for _ in 0..=random.below(8) {
        let position = random.below(bytes.len());
        match random.below(4) {
            0 => bytes[position] ^= 1 << random.below(8),
            1 => bytes[position] = 0xff,
            2 => bytes[position] = 0,
            _ => bytes[position] = bytes[random.below(bytes.len())],
        }
    }
    if random.below(8) == 0 {
        bytes.truncate(random.below(bytes.len()) + 1);
    }
}

fn check(framework: &str) {
    let mut outcomes = [0, 0];
    for path in models(framework) {
        let name = file_name(&path);
        let sound = std::fs::read(&path).expect("the model is readable");
        let format = Format::detect(&sound).expect("the model is of a known format");
        let weights = ["_weights.h5", ".weights.h5"]
            .into_iter()
            .find_map(|ending| std::fs::read(path.with_file_name(name.replace(".json", ending))).ok());
        let mut random = Random::new(&name);
        for copy in 0..COPIES {
            let (mut bytes, mut weights) = (sound.clone(), weights.clone().filter(|_| format == Format::Json));
            match &mut weights {
                Some(weights) if copy % 2 == 0 => damage(weights, &mut random),
                Some(_) | None => damage(&mut bytes, &mut random),
            }
            let start = Instant::now();
            let outcome = keras::load_bytes(&bytes, weights.as_deref(), format);
            assert!(start.elapsed() < LIMIT, "copy {copy} of {name} takes {:?}", start.elapsed());
            if let Err(findings) = &outcome {
                assert!(findings.has_errors(), "copy {copy} of {name} is refused without a reason");
                let internal = findings.iter().find(|finding| finding.code == hlsmith_diag::Code::Internal);
                assert_eq!(internal, None, "copy {copy} of {name}");
            }
            outcomes[usize::from(outcome.is_ok())] += 1;
        }
    }
    assert!(outcomes.iter().all(|&count| count > 0), "the damage is always or never noticed: {outcomes:?}");
}

#[test]
fn damaged_keras2_files_are_survived() {
    check("keras2");
    check("import/keras2");
}

#[test]
fn damaged_keras3_files_are_survived() {
    check("keras3");
    check("import/keras3");
}
