#include "firmware/shared.h"
#include "firmware/nnet_utils/nnet_test_bench.h"

namespace nnet {

bool trace_enabled = true;
std::map<std::string, void *> *trace_outputs = NULL;
std::size_t trace_type_size = sizeof(double);

} // namespace nnet

#ifdef RTL_SIM
static const char *results = "tb_data/rtl_cosim_results";
#else
static const char *results = "tb_data/csim_results";
#endif

using namespace outer::inner;

CCS_MAIN(int, char **) {
    nnet::test_bench bench(results, true, true);
    while (bench.next()) {
        input_t left[4];
        input2_t right[4];
        layer5_t layer5_out[4];
        layer6_t layer6_out[2];
        layer7_t layer7_out[2];
        layer3_t layer3_out[2];
        bench.input<input_t, 4>(left);
        bench.input<input2_t, 4, nnet::become_zero>(right);
        outer::inner::CCS_DESIGN(shared)(left, right, layer5_out, layer6_out, layer7_out, layer3_out);
        bench.output<layer5_t, 4>(layer5_out);
        bench.output<layer6_t, 2>(layer6_out);
        bench.output<layer7_t, 2>(layer7_out);
        bench.output<layer3_t, 2>(layer3_out);
    }
    CCS_RETURN(bench.finish());
}
