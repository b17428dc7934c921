#include "firmware/shared.h"
#include "firmware/nnet_utils/nnet_helpers.h"

namespace nnet {

bool trace_enabled = false;
std::map<std::string, void *> *trace_outputs = NULL;
std::size_t trace_type_size = sizeof(double);

} // namespace nnet

using namespace outer::inner;

extern "C" {

void shared_float(
    float *left,
    float *right,
    float *layer5_out,
    float *layer6_out,
    float *layer7_out,
    float *layer3_out
) {
    input_t left_ap_[4];
    input2_t right_ap_[4];
    layer5_t layer5_out_ap_[4];
    layer6_t layer6_out_ap_[2];
    layer7_t layer7_out_ap_[2];
    layer3_t layer3_out_ap_[2];
    nnet::from_numbers<float, input_t, 4>(left, left_ap_);
    nnet::from_numbers<float, input2_t, 4, nnet::become_zero>(right, right_ap_);
    outer::inner::shared(left_ap_, right_ap_, layer5_out_ap_, layer6_out_ap_, layer7_out_ap_, layer3_out_ap_);
    nnet::to_numbers<float, layer5_t, 4>(layer5_out_ap_, layer5_out);
    nnet::to_numbers<float, layer6_t, 2>(layer6_out_ap_, layer6_out);
    nnet::to_numbers<float, layer7_t, 2>(layer7_out_ap_, layer7_out);
    nnet::to_numbers<float, layer3_t, 2>(layer3_out_ap_, layer3_out);
}

void shared_double(
    double *left,
    double *right,
    double *layer5_out,
    double *layer6_out,
    double *layer7_out,
    double *layer3_out
) {
    input_t left_ap_[4];
    input2_t right_ap_[4];
    layer5_t layer5_out_ap_[4];
    layer6_t layer6_out_ap_[2];
    layer7_t layer7_out_ap_[2];
    layer3_t layer3_out_ap_[2];
    nnet::from_numbers<double, input_t, 4>(left, left_ap_);
    nnet::from_numbers<double, input2_t, 4, nnet::become_zero>(right, right_ap_);
    outer::inner::shared(left_ap_, right_ap_, layer5_out_ap_, layer6_out_ap_, layer7_out_ap_, layer3_out_ap_);
    nnet::to_numbers<double, layer5_t, 4>(layer5_out_ap_, layer5_out);
    nnet::to_numbers<double, layer6_t, 2>(layer6_out_ap_, layer6_out);
    nnet::to_numbers<double, layer7_t, 2>(layer7_out_ap_, layer7_out);
    nnet::to_numbers<double, layer3_t, 2>(layer3_out_ap_, layer3_out);
}

void allocate_trace_storage(std::size_t element_size) {
    nnet::trace_enabled = true;
    nnet::trace_type_size = element_size;
    nnet::allocate_trace("within", 2);
    nnet::allocate_trace("unrolled", 2);
}

void free_trace_storage() {
    nnet::trace_enabled = false;
    nnet::free_traces();
}

void collect_trace_output(nnet::trace_data *traces) {
    nnet::collect_traces(traces);
}

} // extern "C"
