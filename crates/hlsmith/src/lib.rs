//! Trained neural networks to FPGA firmware, exact to the last bit.
