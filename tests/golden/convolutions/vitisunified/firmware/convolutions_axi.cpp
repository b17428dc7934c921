#include "convolutions_axi.h"
#include "convolutions.h"

void convolutions_sample(const ap_uint<32> *axi_in, ap_uint<32> *axi_out, unsigned sample) {
    #pragma HLS DATAFLOW

    hls::stream<input_t> inp_local_("inp_local_");
    #pragma HLS STREAM variable=inp_local_ depth=2

    hls::stream<result_t> layer10_out_local_("layer10_out_local_");
    #pragma HLS STREAM variable=layer10_out_local_ depth=2

    nnet::read_words<nnet::axi_float, input_t, 36>(axi_in, sample, inp_local_);
    convolutions(inp_local_, layer10_out_local_);
    nnet::write_words<nnet::axi_float, result_t, 3>(layer10_out_local_, sample, axi_out);
}

extern "C" {

void convolutions_axi(const ap_uint<32> *axi_in, ap_uint<32> *axi_out, unsigned n_samples) {
    #pragma HLS INTERFACE m_axi port=axi_in offset=slave bundle=gmem0
    #pragma HLS INTERFACE m_axi port=axi_out offset=slave bundle=gmem1
    #pragma HLS INTERFACE s_axilite port=n_samples
    #pragma HLS INTERFACE s_axilite port=return

    for (unsigned sample = 0; sample < n_samples; sample++) {
        convolutions_sample(axi_in, axi_out, sample);
    }
}

} // extern "C"
