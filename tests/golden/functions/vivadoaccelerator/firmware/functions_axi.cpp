#include "functions_axi.h"
#include "functions.h"

void functions_axi(hls::stream<nnet::axi_word<32>> &axi_in, hls::stream<nnet::axi_word<32>> &axi_out) {
    #pragma HLS INTERFACE axis port=axi_in
    #pragma HLS INTERFACE axis port=axi_out
    #pragma HLS INTERFACE ap_ctrl_none port=return
    #pragma HLS DATAFLOW

    input_t x_local_[6];
    #pragma HLS ARRAY_PARTITION variable=x_local_ complete dim=0

    layer7_t layer7_out_local_[6];
    #pragma HLS ARRAY_PARTITION variable=layer7_out_local_ complete dim=0

    nnet::read_words<nnet::axi_float, input_t, 6>(axi_in, x_local_);
    functions(x_local_, layer7_out_local_);
    nnet::write_words<nnet::axi_float, layer7_t, 6>(layer7_out_local_, axi_out);
}
