#include "latency_stream_axi.h"
#include "latency_stream.h"

void latency_stream_sample(const ap_uint<32> *axi_in, ap_uint<32> *axi_out, unsigned sample) {
    #pragma HLS DATAFLOW

    hls::stream<input_t> x_local_("x_local_");
    #pragma HLS STREAM variable=x_local_ depth=2

    hls::stream<result_t> layer5_out_local_("layer5_out_local_");
    #pragma HLS STREAM variable=layer5_out_local_ depth=2

    nnet::read_words<nnet::axi_float, input_t, 3>(axi_in, sample, x_local_);
    latency_stream(x_local_, layer5_out_local_);
    nnet::write_words<nnet::axi_float, result_t, 3>(layer5_out_local_, sample, axi_out);
}

extern "C" {

void latency_stream_axi(const ap_uint<32> *axi_in, ap_uint<32> *axi_out, unsigned n_samples) {
    #pragma HLS INTERFACE m_axi port=axi_in offset=slave bundle=gmem0
    #pragma HLS INTERFACE m_axi port=axi_out offset=slave bundle=gmem1
    #pragma HLS INTERFACE s_axilite port=n_samples
    #pragma HLS INTERFACE s_axilite port=return

    for (unsigned sample = 0; sample < n_samples; sample++) {
        latency_stream_sample(axi_in, axi_out, sample);
    }
}

} // extern "C"
