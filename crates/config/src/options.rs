//! Keyword arguments of a conversion.

use serde_json::Value;

/// The keyword arguments of the peer's `convert_from_keras_model`, unread; an absent or null one has its default.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ConvertOptions {
    /// `OutputDir`.
    pub output_dir: Option<Value>,
    /// `ProjectName`.
    pub project_name: Option<Value>,
    /// `InputData`.
    pub input_data_tb: Option<Value>,
    /// `OutputPredictions`.
    pub output_data_tb: Option<Value>,
    /// `Backend`.
    pub backend: Option<Value>,
    /// `Version`.
    pub version: Option<Value>,
    /// `Board`.
    pub board: Option<Value>,
    /// `AcceleratorConfig.Interface`.
    pub interface: Option<Value>,
    /// `AcceleratorConfig.Driver`.
    pub driver: Option<Value>,
    /// `AcceleratorConfig.Platform`.
    pub platform: Option<Value>,
    /// `AcceleratorConfig.Precision.Input`.
    pub input_type: Option<Value>,
    /// `AcceleratorConfig.Precision.Output`.
    pub output_type: Option<Value>,
    /// `Technology`.
    pub tech: Option<Value>,
    /// `ASICLibs`.
    pub asiclibs: Option<Value>,
    /// `FIFO`.
    pub fifo: Option<Value>,
    /// `FPGAFamily`.
    pub fpga_family: Option<Value>,
    /// `SmartHLSPath`.
    pub smarthls_path: Option<Value>,
    /// `Part`.
    pub part: Option<Value>,
    /// `ClockPeriod`.
    pub clock_period: Option<Value>,
    /// `ClockUncertainty`.
    pub clock_uncertainty: Option<Value>,
    /// `IOType`.
    pub io_type: Option<Value>,
    /// `HyperoptHandshake`.
    pub hyperopt_handshake: Option<Value>,
    /// `WriterConfig.Namespace`.
    pub namespace: Option<Value>,
    /// `WriterConfig.WriteWeightsTxt`.
    pub write_weights_txt: Option<Value>,
    /// `WriterConfig.WriteTar`.
    pub write_tar: Option<Value>,
    /// `WriterConfig.TBOutputStream`.
    pub tb_output_stream: Option<Value>,
    /// `WriterConfig.WriteEmulationConstants`.
    pub write_emulation_constants: Option<Value>,
    /// `HLSConfig.Model.BitExact`.
    pub bit_exact: Option<Value>,
    /// `HLSConfig.Model.AllowDAFallback`.
    pub allow_da_fallback: Option<Value>,
    /// `HLSConfig.Model.AllowV2Fallback`.
    pub allow_v2_fallback: Option<Value>,
}
