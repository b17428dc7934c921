//! Bit-exact emulator of hlsmith.
