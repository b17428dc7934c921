#include "firmware/convolutions.h"
#include "firmware/nnet_utils/nnet_helpers.h"

namespace nnet {

bool trace_enabled = false;
std::map<std::string, void *> *trace_outputs = NULL;
std::size_t trace_type_size = sizeof(double);

} // namespace nnet

extern "C" {

void convolutions_float(float *inp, float *layer10_out) {
    hls::FIFO<input_t> inp_ap_(36);
    hls::FIFO<result_t> layer10_out_ap_(1);
    nnet::from_numbers<float, input_t, 36>(inp, inp_ap_);
    convolutions(inp_ap_, layer10_out_ap_);
    nnet::to_numbers<float, result_t, 3>(layer10_out_ap_, layer10_out);
}

void convolutions_double(double *inp, double *layer10_out) {
    hls::FIFO<input_t> inp_ap_(36);
    hls::FIFO<result_t> layer10_out_ap_(1);
    nnet::from_numbers<double, input_t, 36>(inp, inp_ap_);
    convolutions(inp_ap_, layer10_out_ap_);
    nnet::to_numbers<double, result_t, 3>(layer10_out_ap_, layer10_out);
}

void allocate_trace_storage(std::size_t element_size) {
    nnet::trace_enabled = true;
    nnet::trace_type_size = element_size;
}

void free_trace_storage() {
    nnet::trace_enabled = false;
    nnet::free_traces();
}

void collect_trace_output(nnet::trace_data *traces) {
    nnet::collect_traces(traces);
}

} // extern "C"
