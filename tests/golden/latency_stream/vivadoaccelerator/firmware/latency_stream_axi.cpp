#include "latency_stream_axi.h"
#include "latency_stream.h"

void latency_stream_axi(hls::stream<nnet::axi_word<32>> &axi_in, hls::stream<nnet::axi_word<32>> &axi_out) {
    #pragma HLS INTERFACE axis port=axi_in
    #pragma HLS INTERFACE axis port=axi_out
    #pragma HLS INTERFACE ap_ctrl_none port=return
    #pragma HLS DATAFLOW

    hls::stream<input_t> x_local_("x_local_");
    #pragma HLS STREAM variable=x_local_ depth=2

    hls::stream<result_t> layer5_out_local_("layer5_out_local_");
    #pragma HLS STREAM variable=layer5_out_local_ depth=2

    nnet::read_words<nnet::axi_float, input_t, 3>(axi_in, x_local_);
    latency_stream(x_local_, layer5_out_local_);
    nnet::write_words<nnet::axi_float, result_t, 3>(layer5_out_local_, axi_out);
}
