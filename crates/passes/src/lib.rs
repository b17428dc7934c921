//! Graph passes, flows and precision inference of hlsmith.
