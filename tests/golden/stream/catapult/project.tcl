set project_name "stream"
set top_name "stream"
set clock_period "5"
set clock_uncertainty "0"
set libraries [list \
    [list "mgc_Xilinx-KINTEX-u-2_beh" "--" "-rtlsyntool" "Vivado" "-manufacturer" "Xilinx" "-family" "KINTEX-u" "-speed" "-2" "-part" "xcku115-flvb2104-2-i"] \
    [list "Xilinx_RAMS"] \
    [list "Xilinx_ROMS"] \
    [list "Xilinx_FIFO"] \
    [list "amba"]]
set fifo ""
set channels [list \
    [list "layer9_cpy1" "2"] \
    [list "layer9_cpy2" "2"] \
    [list "layer2_out" "2"] \
    [list "layer10_cpy1" "2"] \
    [list "layer10_cpy2" "2"] \
    [list "layer10_cpy3" "2"] \
    [list "layer10_cpy1_rest" "2"] \
    [list "layer3_out" "2"] \
    [list "layer11_cpy1" "2"] \
    [list "layer11_cpy2" "2"] \
    [list "layer11_cpy3" "2"] \
    [list "layer11_cpy1_rest" "2"] \
    [list "layer4_out" "2"] \
    [list "layer5_out" "2"] \
    [list "layer6_out" "2"] \
    [list "layer12_cpy1" "2"] \
    [list "layer12_cpy2" "2"]]
set logic_synthesis [list "/Vivado/synthesize" "-shell" "vivado_concat_v/concat_rtl.v.xv"]
