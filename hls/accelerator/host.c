/* Runs the network on a board with Linux: reads the words of samples from a file and writes those of the results.
 *
 *     host DMA_ADDRESS BUFFER INPUTS OUTPUTS
 *
 * DMA_ADDRESS is where the registers of the DMA engine lie, such as 0x40400000. BUFFER is a contiguous buffer that the
 * driver u-dma-buf offers, such as udmabuf0. Build with: cc -std=c99 -O2 -o host host.c
 */

#define _POSIX_C_SOURCE 200809L

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "design.h"

/* Registers of the engine, in words of 32 bits: control, status, address, upper address and length of each direction. */
enum { SEND = 0x00 / 4, RECEIVE = 0x30 / 4 };
enum { CONTROL = 0, STATUS = 1, ADDRESS = 6, UPPER_ADDRESS = 7, LENGTH = 10 };
enum { RUN = 1u << 0, RESET = 1u << 2, IDLE = 1u << 1, ERRORS = 0x770u };

enum { REGISTERS_SIZE = 0x10000, N_POLLS = 100000000 };

static int fail(const char *what) {
    fprintf(stderr, "ERROR: %s: %s\n", what, strerror(errno));
    return 1;
}

static void start(volatile uint32_t *channel, uint64_t address, uint32_t length) {
    channel[CONTROL] = RUN;
    channel[ADDRESS] = (uint32_t)address;
    channel[UPPER_ADDRESS] = (uint32_t)(address >> 32);
    channel[LENGTH] = length;
}

/* 0 when the transfer is over, else 1. */
static int finish(volatile uint32_t *channel) {
    long polls;
    for (polls = 0; polls < N_POLLS; polls++) {
        const uint32_t status = channel[STATUS];
        if (status & ERRORS) {
            fprintf(stderr, "ERROR: the DMA engine reports the status 0x%08x\n", (unsigned)status);
            return 1;
        }
        if (status & IDLE)
            return 0;
    }
    fprintf(stderr, "ERROR: the transfer does not end\n");
    return 1;
}

static int read_number(const char *buffer, const char *name, uint64_t *value) {
    char path[256], text[64];
    const char *const ways[] = {"/sys/class/u-dma-buf", "/sys/class/udmabuf"};
    size_t i;
    for (i = 0; i < sizeof ways / sizeof *ways; i++) {
        FILE *file;
        if (snprintf(path, sizeof path, "%s/%s/%s", ways[i], buffer, name) >= (int)sizeof path)
            return 1;
        file = fopen(path, "r");
        if (file == NULL)
            continue;
        if (fgets(text, sizeof text, file) != NULL) {
            *value = strtoull(text, NULL, 0);
            fclose(file);
            return 0;
        }
        fclose(file);
    }
    return 1;
}

static int run(volatile uint32_t *dma, volatile uint8_t *words, uint64_t address, FILE *from, FILE *to) {
    static uint8_t sample[DESIGN_INPUT_BYTES], result[DESIGN_OUTPUT_BYTES];
    /* Results lie behind the sample, on a boundary that every word fits. */
    const size_t offset = (DESIGN_INPUT_BYTES + 63u) / 64u * 64u;
    while (fread(sample, 1, sizeof sample, from) == sizeof sample) {
        size_t i;
        for (i = 0; i < sizeof sample; i++)
            words[i] = sample[i];
        start(dma + RECEIVE, address + offset, DESIGN_OUTPUT_BYTES);
        start(dma + SEND, address, DESIGN_INPUT_BYTES);
        if (finish(dma + SEND) || finish(dma + RECEIVE))
            return 1;
        for (i = 0; i < sizeof result; i++)
            result[i] = words[offset + i];
        if (fwrite(result, 1, sizeof result, to) != sizeof result)
            return fail("the results cannot be written");
    }
    return 0;
}

int main(int argc, char **argv) {
    uint64_t address = 0, size = 0;
    char path[256];
    int memory, buffer, status;
    volatile uint32_t *dma;
    volatile uint8_t *words;
    FILE *from, *to;
    if (argc != 5) {
        fprintf(stderr, "usage: %s DMA_ADDRESS BUFFER INPUTS OUTPUTS\n", argv[0]);
        return 2;
    }
    if (read_number(argv[2], "phys_addr", &address) || read_number(argv[2], "size", &size))
        return fail("the buffer is not there");
    if (size < DESIGN_INPUT_BYTES + DESIGN_OUTPUT_BYTES + 64u) {
        fprintf(stderr, "ERROR: the buffer is too small for a sample and its result\n");
        return 1;
    }
    if (snprintf(path, sizeof path, "/dev/%s", argv[2]) >= (int)sizeof path)
        return 1;
    /* Without a cache between program and engine. */
    buffer = open(path, O_RDWR | O_SYNC);
    memory = open("/dev/mem", O_RDWR | O_SYNC);
    if (buffer < 0 || memory < 0)
        return fail("the memory cannot be opened");
    words = mmap(NULL, (size_t)size, PROT_READ | PROT_WRITE, MAP_SHARED, buffer, 0);
    dma = mmap(NULL, REGISTERS_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, memory, (off_t)strtoull(argv[1], NULL, 0));
    if (words == MAP_FAILED || dma == MAP_FAILED)
        return fail("the memory cannot be mapped");
    from = fopen(argv[3], "rb");
    to = fopen(argv[4], "wb");
    if (from == NULL || to == NULL)
        return fail("the samples cannot be read or the results not be written");
    dma[SEND + CONTROL] = RESET;
    while (dma[SEND + CONTROL] & RESET)
        ;
    status = run(dma, words, address, from, to);
    fclose(from);
    if (fclose(to) != 0)
        return fail("the results cannot be written");
    return status;
}
