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
        nnet::stream<inp_packet> inp;
        nnet::stream<layer7_out_packet> layer7_out;
        nnet::stream<layer8_out_packet> layer8_out;
        bench.input<inp_packet, 6>(inp);
        stream_arrays(inp, layer7_out, layer8_out);
        bench.output<layer7_out_packet, 6>(layer7_out);
        bench.output<layer8_out_packet, 6>(layer8_out);
    }
    return bench.finish();
}
