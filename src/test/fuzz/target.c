/* What libFuzzer calls with each case, and plain.c. A finding ends the process, as AddressSanitizer's do. */
#include "fuzz.h"

#include <sanitizer/common_interface_defs.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

int traces;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

void finding(const char *format, ...) {
    va_list values;
    va_start(values, format);
    fputs("FINDING: ", stderr);
    vfprintf(stderr, format, values);
    fputs("\n", stderr);
    va_end(values);
    __sanitizer_print_stack_trace();
    abort();
}

void trace(const char *format, ...) {
    if (traces) {
        va_list values;
        va_start(values, format);
        vfprintf(stderr, format, values);
        va_end(values);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const char *wanted = getenv("FUZZ_TRACE");
    traces = wanted == NULL ? 0 : atoi(wanted);
    read_case(data, size);
    run_program();
    return 0;
}
