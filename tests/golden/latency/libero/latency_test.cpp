#include "firmware/latency.h"
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

int main() {
    nnet::test_bench bench(results, true, true);
    while (bench.next()) {
        input_t x[3];
        result_t layer5_out[3];
        bench.input<input_t, 3>(x);
        latency_arrays(x, layer5_out);
        bench.output<result_t, 3>(layer5_out);
    }
    return bench.finish();
}
