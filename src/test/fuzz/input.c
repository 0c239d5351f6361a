/*
 * A case: the words of the command line, each with a zero behind it, an empty one, those of the environment, an empty one,
 * and then what the kernel does. Of that a byte says how many usual things come before the next unusual one, so that few
 * bytes lead far into a run.
 */
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

static const uint8_t *next;
static const uint8_t *end;
static int usual;

void read_case(const uint8_t *data, size_t size) {
    next = data;
    end = data + size;
    usual = -1;
}

int is_used_up(void) {
    return next == end;
}

int take(void) {
    return next == end ? 0 : *next++;
}

int take_below(int limit) {
    return take() % limit;
}

long take_number(void) {
    static const long numbers[] = {0, 1, 2, 7, 100, 255, 256, 4096, 32768, 65535, 65536, 4194304, 0x7fffffff, 0x80000000,
                                   0xffffffff, 0x100000000, 1L << 52, 0x7fffffffffffffff, -1, -2, -4096};
    int which = take();
    return which < 128 ? which : which < 224 ? numbers[which % (int) LENGTH(numbers)]
                                             : (long) take() << 24 | take() << 16 | take() << 8 | take();
}

char *take_word(void) {
    size_t length = 0;
    while (next + length < end && next[length] != 0) {
        length++;
    }
    char *word = NULL;
    if (length > 0) {
        word = malloc(length + 1);
        memcpy(word, next, length);
        word[length] = 0;
    }
    next += next + length < end ? length + 1 : length;
    return word;
}

int take_deviation(void) {
    if (is_used_up()) {
        return 0;
    }
    if (usual < 0) {
        usual = take();
        usual = usual < 192 ? usual : (usual - 191) * 192;
    }
    if (usual > 0) {
        usual--;
        return 0;
    }
    usual = -1;
    return take();
}
