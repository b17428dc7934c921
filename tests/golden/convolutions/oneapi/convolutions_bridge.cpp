#include "firmware/convolutions.h"
#include "firmware/nnet_utils/nnet_helpers.h"

namespace nnet {

bool trace_enabled = false;
std::map<std::string, void *> *trace_outputs = NULL;
std::size_t trace_type_size = sizeof(double);

} // namespace nnet

extern "C" {

void convolutions_float(float *inp, float *layer10_out) {
    nnet::stream<inp_packet> inp_ap_;
    nnet::stream<layer10_out_packet> layer10_out_ap_;
    nnet::from_numbers<float, inp_packet, 36>(inp, inp_ap_);
    convolutions_arrays(inp_ap_, layer10_out_ap_);
    nnet::to_numbers<float, layer10_out_packet, 3>(layer10_out_ap_, layer10_out);
}

void convolutions_double(double *inp, double *layer10_out) {
    nnet::stream<inp_packet> inp_ap_;
    nnet::stream<layer10_out_packet> layer10_out_ap_;
    nnet::from_numbers<double, inp_packet, 36>(inp, inp_ap_);
    convolutions_arrays(inp_ap_, layer10_out_ap_);
    nnet::to_numbers<double, layer10_out_packet, 3>(layer10_out_ap_, layer10_out);
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
