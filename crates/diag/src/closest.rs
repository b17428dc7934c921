//! The closest valid choice to what a user wrote.

/// The candidate most similar to `found`, if any is similar enough to be a likely misspelling.
///
/// Comparison ignores case, `_`, `-` and blanks; similarity is Damerau-Levenshtein, at least 0.5 of 1.
pub fn closest<'a>(found: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let plain = |text: &str| text.chars().filter(|c| !matches!(c, '_' | '-' | ' ')).collect::<String>().to_lowercase();
    let wanted = plain(found);
    candidates
        .into_iter()
        .map(|candidate| (strsim::normalized_damerau_levenshtein(&wanted, &plain(candidate)), candidate))
        .filter(|(similarity, _)| *similarity >= 0.5)
        .fold(None, |best: Option<(f64, &str)>, next| match best {
            Some(best) if best.0 >= next.0 => Some(best),
            Some(_) | None => Some(next),
        })
        .map(|(_, candidate)| candidate)
}

/// A remedy naming the closest valid choice, or all choices when none is close.
pub fn did_you_mean<'a>(found: &str, candidates: impl IntoIterator<Item = &'a str>) -> String {
    let candidates: Vec<&str> = candidates.into_iter().collect();
    match closest(found, candidates.iter().copied()) {
        Some(candidate) => format!("did you mean `{candidate}`?"),
        None => format!("choose one of: {}", candidates.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::closest;

    fn check(found: &str, candidates: &[&str], expected: Option<&str>) {
        assert_eq!(closest(found, candidates.iter().copied()), expected, "{found}");
    }

    #[test]
    fn misspellings_find_their_target() {
        let strategies = ["Latency", "Resource", "Resource_Unrolled"];
        check("latancy", &strategies, Some("Latency"));
        check("RESOURCE", &strategies, Some("Resource"));
        check("resource unrolled", &strategies, Some("Resource_Unrolled"));
        check("xyz", &strategies, None);
        check("", &strategies, None);
        check("a", &[], None);
    }
}
