//! The little CMake that depends on a project: assignments of variables.

/// `set(NAME [==[value]==])`, with a value that CMake takes for exactly this text.
pub(crate) fn assignment(name: &'static str, value: &str) -> String {
    // Text between brackets is taken as it is up to brackets with as many signs.
    let mut signs = "=".to_owned();
    while value.contains(&format!("]{signs}]")) || value.ends_with(&format!("]{signs}")) {
        signs.push('=');
    }
    format!("set({name} [{signs}[{value}]{signs}])\n")
}

#[cfg(test)]
mod tests {
    use super::assignment;

    #[test]
    fn values_stay_values() {
        assert_eq!(assignment("PART", "Agilex7"), "set(PART [=[Agilex7]=])\n");
        assert_eq!(assignment("PART", "a]=]b;${c}\\"), "set(PART [==[a]=]b;${c}\\]==])\n");
        assert_eq!(assignment("PART", "a]="), "set(PART [==[a]=]==])\n");
    }
}
