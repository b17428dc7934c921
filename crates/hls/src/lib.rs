//! HLS C++ project generator of hlsmith.
