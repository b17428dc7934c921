#include "firmware/convolutions.h"
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
        hls::FIFO<input_t> inp(36);
        hls::FIFO<result_t> layer10_out(1);
        bench.input<input_t, 36>(inp);
        convolutions(inp, layer10_out);
        bench.output<result_t, 3>(layer10_out);
    }
    return bench.finish();
}
