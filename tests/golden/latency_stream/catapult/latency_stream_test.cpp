#include "firmware/latency_stream.h"
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

CCS_MAIN(int, char **) {
    nnet::test_bench bench(results, true, true);
    while (bench.next()) {
        ac_channel<input_t> x;
        ac_channel<result_t> layer5_out;
        bench.input<input_t, 3>(x);
        CCS_DESIGN(latency_stream)(x, layer5_out);
        bench.output<result_t, 3>(layer5_out);
    }
    CCS_RETURN(bench.finish());
}
