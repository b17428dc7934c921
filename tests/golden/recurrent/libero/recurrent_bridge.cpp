#include "firmware/recurrent.h"
#include "firmware/nnet_utils/nnet_helpers.h"

namespace nnet {

bool trace_enabled = false;
std::map<std::string, void *> *trace_outputs = NULL;
std::size_t trace_type_size = sizeof(double);

} // namespace nnet

extern "C" {

void recurrent_float(float *inp, float *layer7_out) {
    input_t inp_ap_[12];
    result_t layer7_out_ap_[2];
    nnet::from_numbers<float, input_t, 12>(inp, inp_ap_);
    recurrent_arrays(inp_ap_, layer7_out_ap_);
    nnet::to_numbers<float, result_t, 2>(layer7_out_ap_, layer7_out);
}

void recurrent_double(double *inp, double *layer7_out) {
    input_t inp_ap_[12];
    result_t layer7_out_ap_[2];
    nnet::from_numbers<double, input_t, 12>(inp, inp_ap_);
    recurrent_arrays(inp_ap_, layer7_out_ap_);
    nnet::to_numbers<double, result_t, 2>(layer7_out_ap_, layer7_out);
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
