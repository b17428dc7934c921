#include "firmware/functions_stream.h"
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
        hls::FIFO<input_t> x(2);
        hls::FIFO<layer7_t> layer7_out(2);
        bench.input<input_t, 6>(x);
        functions_stream(x, layer7_out);
        bench.output<layer7_t, 6>(layer7_out);
    }
    return bench.finish();
}
