#include "firmware/stream.h"
#include "firmware/nnet_utils/nnet_helpers.h"

namespace nnet {

bool trace_enabled = false;
std::map<std::string, void *> *trace_outputs = NULL;
std::size_t trace_type_size = sizeof(double);

} // namespace nnet

extern "C" {

void stream_float(float *inp, float *layer7_out, float *layer8_out) {
    nnet::stream<inp_packet> inp_ap_;
    nnet::stream<layer7_out_packet> layer7_out_ap_;
    nnet::stream<layer8_out_packet> layer8_out_ap_;
    nnet::from_numbers<float, inp_packet, 6>(inp, inp_ap_);
    stream_arrays(inp_ap_, layer7_out_ap_, layer8_out_ap_);
    nnet::to_numbers<float, layer7_out_packet, 6>(layer7_out_ap_, layer7_out);
    nnet::to_numbers<float, layer8_out_packet, 6>(layer8_out_ap_, layer8_out);
}

void stream_double(double *inp, double *layer7_out, double *layer8_out) {
    nnet::stream<inp_packet> inp_ap_;
    nnet::stream<layer7_out_packet> layer7_out_ap_;
    nnet::stream<layer8_out_packet> layer8_out_ap_;
    nnet::from_numbers<double, inp_packet, 6>(inp, inp_ap_);
    stream_arrays(inp_ap_, layer7_out_ap_, layer8_out_ap_);
    nnet::to_numbers<double, layer7_out_packet, 6>(layer7_out_ap_, layer7_out);
    nnet::to_numbers<double, layer8_out_packet, 6>(layer8_out_ap_, layer8_out);
}

void allocate_trace_storage(std::size_t element_size) {
    nnet::trace_enabled = true;
    nnet::trace_type_size = element_size;
    nnet::allocate_trace("rest", 6);
}

void free_trace_storage() {
    nnet::trace_enabled = false;
    nnet::free_traces();
}

void collect_trace_output(nnet::trace_data *traces) {
    nnet::collect_traces(traces);
}

} // extern "C"
