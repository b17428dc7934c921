#include "latency_axi.h"
#include "latency.h"

void latency_axi(hls::stream<nnet::axi_word<32>> &axi_in, hls::stream<nnet::axi_word<32>> &axi_out) {
    #pragma HLS INTERFACE axis port=axi_in
    #pragma HLS INTERFACE axis port=axi_out
    #pragma HLS INTERFACE ap_ctrl_none port=return
    #pragma HLS DATAFLOW

    input_t x_local_[3];
    #pragma HLS ARRAY_PARTITION variable=x_local_ complete dim=0

    result_t layer5_out_local_[3];
    #pragma HLS ARRAY_PARTITION variable=layer5_out_local_ complete dim=0

    nnet::read_words<nnet::axi_float, input_t, 3>(axi_in, x_local_);
    latency(x_local_, layer5_out_local_);
    nnet::write_words<nnet::axi_float, result_t, 3>(layer5_out_local_, axi_out);
}
