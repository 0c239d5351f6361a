/*
 * Fuzzing without libFuzzer, for where there is only gcc:
 *
 *     fuzz RUNS FILE...
 *
 * Runs each file, and then RUNS cases that are made of them, the same ones each time. Where one fails it stands in
 * the file crash.
 */
#include "fuzz.h"

#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST_SEEDS 4096
#define LONGEST 4096

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
void __sanitizer_set_death_callback(void (*callback)(void));

static struct {
    unsigned char *bytes;
    size_t length;
} seeds[MOST_SEEDS];
static size_t seed_count;
static unsigned char current[LONGEST];
static size_t current_length;
static uint64_t state = 88172645463325252;

/* xorshift64, G. Marsaglia */
static size_t random_below(size_t limit) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (size_t) (state >> 11) % limit;
}

static void keep_case(void) {
    FILE *file = fopen("crash", "wb");
    if (file != NULL) {
        fwrite(current, 1, current_length, file);
        fclose(file);
        fputs("the case is in the file crash\n", stderr);
    }
}

static void keep_case_of(int signal) {
    (void) signal;
    keep_case();
    _Exit(77);
}

static void read_seed(const char *name) {
    FILE *file = fopen(name, "rb");
    if (file == NULL || seed_count == MOST_SEEDS) {
        perror(name);
        exit(2);
    }
    seeds[seed_count].bytes = malloc(LONGEST);
    seeds[seed_count].length = fread(seeds[seed_count].bytes, 1, LONGEST, file);
    fclose(file);
    seed_count++;
}

static void run_current(void) {
    /* In memory of its own length. */
    unsigned char *copy = malloc(current_length + 1);
    memcpy(copy, current, current_length);
    LLVMFuzzerTestOneInput(copy, current_length);
    free(copy);
}

static void insert(size_t at, const unsigned char *bytes, size_t length) {
    length = length < LONGEST - current_length ? length : LONGEST - current_length;
    memmove(current + at + length, current + at, current_length - at);
    memcpy(current + at, bytes, length);
    current_length += length;
}

static void mutate(void) {
    unsigned char bytes[16];
    size_t at = random_below(current_length + 1);
    switch (random_below(6)) {
        case 0:
            current_length = at;
            break;
        case 1: {
            size_t length = random_below(8);
            length = length < current_length - at ? length : current_length - at;
            memmove(current + at, current + at + length, current_length - at - length);
            current_length -= length;
            break;
        }
        case 2:
        case 3:
            for (size_t index = 0; index < sizeof(bytes); index++) {
                bytes[index] = (unsigned char) (random_below(3) == 0 ? random_below(256) : random_below(8));
            }
            insert(at, bytes, 1 + random_below(sizeof(bytes)));
            break;
        case 4: {
            size_t other = random_below(seed_count);
            size_t from = random_below(seeds[other].length + 1);
            insert(at, seeds[other].bytes + from, random_below(seeds[other].length - from + 1));
            break;
        }
        default:
            if (at < current_length) {
                current[at] = (unsigned char) random_below(256);
            }
    }
}

int main(int argc, char **argv) {
    if (argc < 3) {
        fputs("usage: fuzz RUNS FILE...\n", stderr);
        return 2;
    }
    __sanitizer_set_death_callback(keep_case);
    signal(SIGABRT, keep_case_of);
    for (int index = 2; index < argc; index++) {
        read_seed(argv[index]);
    }
    for (size_t index = 0; index < seed_count; index++) {
        current_length = seeds[index].length;
        memcpy(current, seeds[index].bytes, current_length);
        run_current();
    }
    long runs = atol(argv[1]);
    for (long run = 0; run < runs; run++) {
        size_t seed = random_below(seed_count);
        current_length = seeds[seed].length;
        memcpy(current, seeds[seed].bytes, current_length);
        for (size_t count = 1 + random_below(6); count > 0; count--) {
            mutate();
        }
        run_current();
    }
    printf("%zu files and %ld cases made of them: nothing found\n", seed_count, runs);
    return 0;
}
