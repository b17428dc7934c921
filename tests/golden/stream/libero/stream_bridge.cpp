#include "firmware/stream.h"
#include "firmware/nnet_utils/nnet_helpers.h"

namespace nnet {

bool trace_enabled = false;
std::map<std::string, void *> *trace_outputs = NULL;
std::size_t trace_type_size = sizeof(double);

} // namespace nnet

extern "C" {

void stream_float(float *inp, float *layer7_out, float *layer8_out) {
    hls::FIFO<input_t> inp_ap_(2);
    hls::FIFO<product_result_t> layer7_out_ap_(2);
    hls::FIFO<mean_result_t> layer8_out_ap_(2);
    nnet::from_numbers<float, input_t, 6>(inp, inp_ap_);
    stream(inp_ap_, layer7_out_ap_, layer8_out_ap_);
    nnet::to_numbers<float, product_result_t, 6>(layer7_out_ap_, layer7_out);
    nnet::to_numbers<float, mean_result_t, 6>(layer8_out_ap_, layer8_out);
}

void stream_double(double *inp, double *layer7_out, double *layer8_out) {
    hls::FIFO<input_t> inp_ap_(2);
    hls::FIFO<product_result_t> layer7_out_ap_(2);
    hls::FIFO<mean_result_t> layer8_out_ap_(2);
    nnet::from_numbers<double, input_t, 6>(inp, inp_ap_);
    stream(inp_ap_, layer7_out_ap_, layer8_out_ap_);
    nnet::to_numbers<double, product_result_t, 6>(layer7_out_ap_, layer7_out);
    nnet::to_numbers<double, mean_result_t, 6>(layer8_out_ap_, layer8_out);
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
