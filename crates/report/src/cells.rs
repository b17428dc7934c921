//! Rows of tables drawn with `|`.

/// The cells of a row, without the blanks around them; `None` for other lines.
pub(crate) fn cells(line: &str) -> Option<Vec<&str>> {
    let inner = line.trim().strip_prefix('|')?;
    Some(inner.strip_suffix('|').unwrap_or(inner).split('|').map(str::trim).collect())
}

/// The cells of all rows of a text.
pub(crate) fn rows(text: &str) -> impl Iterator<Item = Vec<&str>> {
    text.lines().filter_map(cells)
}
