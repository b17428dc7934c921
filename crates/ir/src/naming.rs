//! The two spellings of a setting: `ReuseFactor` in configurations, `reuse_factor` as an attribute.

/// `snake_case` form: an underscore before each capital except the first character, lower case, no doubled underscores.
pub fn snake_case(text: &str) -> String {
    let mut snake = String::with_capacity(text.len() + 4);
    for (position, c) in text.chars().enumerate() {
        if c.is_uppercase() && position > 0 && !snake.ends_with('_') {
            snake.push('_');
        }
        if c == '_' && snake.ends_with('_') {
            continue;
        }
        snake.extend(c.to_lowercase());
    }
    snake
}

/// `PascalCase` form: each part between underscores with a capital first letter.
pub fn pascal_case(text: &str) -> String {
    text.split('_')
        .flat_map(|part| {
            let mut chars = part.chars();
            chars.next().into_iter().flat_map(char::to_uppercase).chain(chars.flat_map(char::to_lowercase))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{pascal_case, snake_case};

    #[test]
    fn spellings_convert() {
        for (pascal, snake) in [
            ("ReuseFactor", "reuse_factor"),
            ("TableSize", "table_size"),
            ("Trace", "trace"),
            ("TableRangePower2", "table_range_power2"),
        ] {
            assert_eq!(snake_case(pascal), snake);
            assert_eq!(pascal_case(snake), pascal);
        }
        assert_eq!(snake_case("Resource_Unrolled"), "resource_unrolled");
        assert_eq!(snake_case("exp_table_t"), "exp_table_t");
        assert_eq!(snake_case("RESOURCE"), "r_e_s_o_u_r_c_e");
    }
}
