#include "convolutions_axi.h"
#include "convolutions.h"

void convolutions_axi(hls::stream<nnet::axi_word<32>> &axi_in, hls::stream<nnet::axi_word<32>> &axi_out) {
    #pragma HLS INTERFACE axis port=axi_in
    #pragma HLS INTERFACE axis port=axi_out
    #pragma HLS INTERFACE ap_ctrl_none port=return
    #pragma HLS DATAFLOW

    hls::stream<input_t> inp_local_("inp_local_");
    #pragma HLS STREAM variable=inp_local_ depth=2

    hls::stream<result_t> layer10_out_local_("layer10_out_local_");
    #pragma HLS STREAM variable=layer10_out_local_ depth=2

    nnet::read_words<nnet::axi_float, input_t, 36>(axi_in, inp_local_);
    convolutions(inp_local_, layer10_out_local_);
    nnet::write_words<nnet::axi_float, result_t, 3>(layer10_out_local_, axi_out);
}
