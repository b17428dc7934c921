//! User options of hlsmith, validated and resolved to typed settings.
