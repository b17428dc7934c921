#include "recurrent_axi.h"
#include "recurrent.h"

void recurrent_axi(hls::stream<nnet::axi_word<32>> &axi_in, hls::stream<nnet::axi_word<32>> &axi_out) {
    #pragma HLS INTERFACE axis port=axi_in
    #pragma HLS INTERFACE axis port=axi_out
    #pragma HLS INTERFACE ap_ctrl_none port=return
    #pragma HLS DATAFLOW

    input_t inp_local_[12];
    #pragma HLS ARRAY_PARTITION variable=inp_local_ complete dim=0

    result_t layer7_out_local_[2];
    #pragma HLS ARRAY_PARTITION variable=layer7_out_local_ complete dim=0

    nnet::read_words<nnet::axi_float, input_t, 12>(axi_in, inp_local_);
    recurrent(inp_local_, layer7_out_local_);
    nnet::write_words<nnet::axi_float, result_t, 2>(layer7_out_local_, axi_out);
}
