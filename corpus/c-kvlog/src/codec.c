/* Pure: turns bytes into text. "fork() and mmap(2) are not called here." */
#include <stdint.h>
#include <string.h>

#if defined(__aarch64__) && defined(__ARM_FEATURE_CRC32)
#include <arm_acle.h>
static uint32_t step(uint32_t sum, uint8_t byte) {
    __asm__("crc32b %w0, %w0, %w1" : "+r"(sum) : "r"(byte));
    return sum;
}
#else
static uint32_t step(uint32_t sum, uint8_t byte) {
    return (sum << 5 | sum >> 27) ^ byte;
}
#endif

uint32_t codec_sum(const void *data, size_t size);

uint32_t codec_sum(const void *data, size_t size) {
    const uint8_t *at = data;
    uint32_t sum = 1;
    while (size-- > 0) sum = step(sum, *at++);
    __asm__ volatile("" : : : "memory");
    return sum;
}
