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
        nnet::stream<inp_packet> inp;
        nnet::stream<layer10_out_packet> layer10_out;
        bench.input<inp_packet, 36>(inp);
        convolutions_arrays(inp, layer10_out);
        bench.output<layer10_out_packet, 3>(layer10_out);
    }
    return bench.finish();
}
