#include "recurrent_axi.h"
#include "recurrent.h"

void recurrent_sample(const ap_uint<32> *axi_in, ap_uint<32> *axi_out, unsigned sample) {
    #pragma HLS DATAFLOW

    input_t inp_local_[12];
    #pragma HLS ARRAY_PARTITION variable=inp_local_ complete dim=0

    result_t layer7_out_local_[2];
    #pragma HLS ARRAY_PARTITION variable=layer7_out_local_ complete dim=0

    nnet::read_words<nnet::axi_float, input_t, 12>(axi_in, sample, inp_local_);
    recurrent(inp_local_, layer7_out_local_);
    nnet::write_words<nnet::axi_float, result_t, 2>(layer7_out_local_, sample, axi_out);
}

extern "C" {

void recurrent_axi(const ap_uint<32> *axi_in, ap_uint<32> *axi_out, unsigned n_samples) {
    #pragma HLS INTERFACE m_axi port=axi_in offset=slave bundle=gmem0
    #pragma HLS INTERFACE m_axi port=axi_out offset=slave bundle=gmem1
    #pragma HLS INTERFACE s_axilite port=n_samples
    #pragma HLS INTERFACE s_axilite port=return

    for (unsigned sample = 0; sample < n_samples; sample++) {
        recurrent_sample(axi_in, axi_out, sample);
    }
}

} // extern "C"
