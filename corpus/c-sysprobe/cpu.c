#include "probe.h"

#if defined(__x86_64__) || defined(__i386__)
#include <immintrin.h>
unsigned long long ticks(void) { return __rdtsc(); }
#elif defined(__aarch64__)
unsigned long long ticks(void) {
    unsigned long long found;
    __asm__ volatile("mrs %0, cntvct_el0" : "=r"(found));
    return found;
}
#else
#include <time.h>
unsigned long long ticks(void) { return (unsigned long long)clock(); }
#endif

double average(const double *values, int count) {
    double sum = 0;
#pragma omp parallel for reduction(+ : sum)
    for (int i = 0; i < count; i++) sum += values[i];
    return sum / count;
}
