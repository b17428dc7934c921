#include "firmware/latency_stream.h"
#include "firmware/nnet_utils/nnet_helpers.h"

namespace nnet {

bool trace_enabled = false;
std::map<std::string, void *> *trace_outputs = NULL;
std::size_t trace_type_size = sizeof(double);

} // namespace nnet

extern "C" {

void latency_stream_float(float *x, float *layer5_out) {
    hls::FIFO<input_t> x_ap_(1);
    hls::FIFO<result_t> layer5_out_ap_(1);
    nnet::from_numbers<float, input_t, 3>(x, x_ap_);
    latency_stream(x_ap_, layer5_out_ap_);
    nnet::to_numbers<float, result_t, 3>(layer5_out_ap_, layer5_out);
}

void latency_stream_double(double *x, double *layer5_out) {
    hls::FIFO<input_t> x_ap_(1);
    hls::FIFO<result_t> layer5_out_ap_(1);
    nnet::from_numbers<double, input_t, 3>(x, x_ap_);
    latency_stream(x_ap_, layer5_out_ap_);
    nnet::to_numbers<double, result_t, 3>(layer5_out_ap_, layer5_out);
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
