#include "firmware/stream.h"
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
        hls::FIFO<input_t> inp(2);
        hls::FIFO<product_result_t> layer7_out(2);
        hls::FIFO<mean_result_t> layer8_out(2);
        bench.input<input_t, 6>(inp);
        stream(inp, layer7_out, layer8_out);
        bench.output<product_result_t, 6>(layer7_out);
        bench.output<mean_result_t, 6>(layer8_out);
    }
    return bench.finish();
}
