// Runs the network on a card: reads the words of samples from a file and writes those of the results.
//
//     host XCLBIN INPUTS OUTPUTS
//
// Build with: c++ -std=c++17 -O2 -o host host.cpp -I$XILINX_XRT/include -L$XILINX_XRT/lib -lxrt_coreutil -pthread

#include <cstdio>
#include <exception>
#include <fstream>
#include <stdexcept>
#include <vector>

#include <xrt/xrt_bo.h>
#include <xrt/xrt_device.h>
#include <xrt/xrt_kernel.h>

#include "design.h"

namespace {

// Samples that one call of the kernel computes.
const unsigned N_SAMPLES = 1024;

void run(const char *xclbin, const char *inputs, const char *outputs) {
    std::ifstream from(inputs, std::ios::binary);
    if (!from)
        throw std::runtime_error("the samples cannot be read");
    std::ofstream to(outputs, std::ios::binary);
    if (!to)
        throw std::runtime_error("the results cannot be written");
    xrt::device device(0);
    xrt::kernel kernel(device, device.load_xclbin(xclbin), DESIGN_KERNEL);
    std::vector<char> words(std::size_t(N_SAMPLES) * DESIGN_INPUT_BYTES);
    std::vector<char> results(std::size_t(N_SAMPLES) * DESIGN_OUTPUT_BYTES);
    xrt::bo sent(device, words.size(), kernel.group_id(0));
    xrt::bo received(device, results.size(), kernel.group_id(1));
    while (from) {
        from.read(words.data(), std::streamsize(words.size()));
        const std::size_t n_bytes = std::size_t(from.gcount());
        if (n_bytes % DESIGN_INPUT_BYTES != 0)
            throw std::runtime_error("the last sample is not complete");
        const unsigned n_samples = unsigned(n_bytes / DESIGN_INPUT_BYTES);
        if (n_samples == 0)
            break;
        sent.write(words.data(), n_bytes, 0);
        sent.sync(XCL_BO_SYNC_BO_TO_DEVICE, n_bytes, 0);
        kernel(sent, received, n_samples).wait();
        const std::size_t n_results = std::size_t(n_samples) * DESIGN_OUTPUT_BYTES;
        received.sync(XCL_BO_SYNC_BO_FROM_DEVICE, n_results, 0);
        received.read(results.data(), n_results, 0);
        to.write(results.data(), std::streamsize(n_results));
    }
    if (!to.flush())
        throw std::runtime_error("the results cannot be written");
}

} // namespace

int main(int argc, char **argv) {
    if (argc != 4) {
        std::fprintf(stderr, "usage: %s XCLBIN INPUTS OUTPUTS\n", argv[0]);
        return 2;
    }
    try {
        run(argv[1], argv[2], argv[3]);
    } catch (const std::exception &error) {
        std::fprintf(stderr, "ERROR: %s\n", error.what());
        return 1;
    }
    return 0;
}
