/*
 * The memory of the program under test: its variables, which program.ld has put together, and its heap, in which pieces lie
 * apart here. A run begins with both as they were, without a new process. AddressSanitizer is told what of the heap is in
 * use; what the program takes is counted as in the file.
 */
#include "fuzz.h"

#include <sanitizer/asan_interface.h>
#include <stdlib.h>
#include <string.h>

/* The heap's size in the file (src/native/c/teavm.c). */
#define BYTES_IN_FILE (256 * 1024)
#define GAP 16
#define LARGE_GAP 64
#define MOST_MAPPINGS 256

extern char __start_pidone_data[], __stop_pidone_data[], __start_pidone_bss[], __stop_pidone_bss[];

static _Alignas(16) char heap[4 * BYTES_IN_FILE];
static size_t used, used_at_end, taken;
static char *first_data;

static struct {
    char *data, *bss, *heap, *heap_end;
    size_t used, used_at_end, taken;
} saved;

static struct {
    char *address;
    size_t bytes;
} mappings[MOST_MAPPINGS];

/* Not memcpy(3), which would be told of what lies between variables. */
__attribute__((no_sanitize("address"))) static void copy(void *to, const void *from, size_t bytes) {
#ifdef __x86_64__
    __asm__ volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(bytes) : : "memory");
#else
    for (size_t index = 0; index < bytes; index++) {
        ((char *) to)[index] = ((const char *) from)[index];
        __asm__ volatile("" : : : "memory");
    }
#endif
}

static void unpoison_heap(void) {
    ASAN_UNPOISON_MEMORY_REGION(heap, sizeof(heap));
}

void reset_memory(void) {
    size_t data_bytes = (size_t) (__stop_pidone_data - __start_pidone_data);
    size_t bss_bytes = (size_t) (__stop_pidone_bss - __start_pidone_bss);
    static char *zeros;
    if (first_data == NULL) {
        first_data = malloc(data_bytes);
        saved.data = malloc(data_bytes);
        saved.bss = malloc(bss_bytes);
        saved.heap = malloc(sizeof(heap));
        saved.heap_end = malloc(sizeof(heap));
        zeros = calloc(1, bss_bytes);
        copy(first_data, __start_pidone_data, data_bytes);
    } else {
        copy(__start_pidone_data, first_data, data_bytes);
        copy(__start_pidone_bss, zeros, bss_bytes);
    }
    unpoison_heap();
    memset(heap, 0, used);
    memset(heap + sizeof(heap) - used_at_end, 0, used_at_end);
    ASAN_POISON_MEMORY_REGION(heap, sizeof(heap));
    used = used_at_end = taken = 0;
    for (size_t index = 0; index < MOST_MAPPINGS; index++) {
        free(mappings[index].address);
        mappings[index].address = NULL;
    }
}

/* What is poisoned cannot be copied, and what was poisoned is not looked at any more: the child is over. */
void save_memory(void) {
    copy(saved.data, __start_pidone_data, (size_t) (__stop_pidone_data - __start_pidone_data));
    copy(saved.bss, __start_pidone_bss, (size_t) (__stop_pidone_bss - __start_pidone_bss));
    copy(saved.heap, heap, used);
    copy(saved.heap_end, heap + sizeof(heap) - used_at_end, used_at_end);
    saved.used = used;
    saved.used_at_end = used_at_end;
    saved.taken = taken;
}

void restore_memory(void) {
    copy(__start_pidone_data, saved.data, (size_t) (__stop_pidone_data - __start_pidone_data));
    copy(__start_pidone_bss, saved.bss, (size_t) (__stop_pidone_bss - __start_pidone_bss));
    copy(heap, saved.heap, saved.used);
    copy(heap + sizeof(heap) - saved.used_at_end, saved.heap_end, saved.used_at_end);
    used = saved.used;
    used_at_end = saved.used_at_end;
    taken = saved.taken;
}

size_t memory_taken(void) {
    return taken;
}

static void count(size_t bytes, size_t alignment) {
    taken = ((taken + alignment - 1) & -alignment) + bytes;
    if (bytes > BYTES_IN_FILE || taken > BYTES_IN_FILE || used + used_at_end + bytes + 64 * 1024 > sizeof(heap)) {
        finding("the heap is exhausted");
    }
}

void *pidone_take(size_t bytes, size_t alignment);
void *pidone_take_from_end(size_t bytes, size_t alignment);

void *pidone_take(size_t bytes, size_t alignment) {
    count(bytes, alignment);
    char *address = heap + used;
    used = (used + bytes + GAP + 15) & ~(size_t) 15;
    ASAN_UNPOISON_MEMORY_REGION(address, bytes);
    return address;
}

void *pidone_take_from_end(size_t bytes, size_t alignment) {
    count(bytes, alignment);
    used_at_end = (used_at_end + bytes + LARGE_GAP + 15) & ~(size_t) 15;
    char *address = heap + sizeof(heap) - used_at_end;
    ASAN_UNPOISON_MEMORY_REGION(address, bytes);
    return address;
}

void *map_memory(size_t bytes) {
    for (size_t index = 0; index < MOST_MAPPINGS; index++) {
        if (mappings[index].address == NULL) {
            mappings[index].address = calloc(1, bytes);
            mappings[index].bytes = bytes;
            return mappings[index].address;
        }
    }
    finding("memory is mapped again and again, and not given back");
}

int unmap_memory(void *address, size_t bytes) {
    for (size_t index = 0; index < MOST_MAPPINGS; index++) {
        if (address != NULL && mappings[index].address == address) {
            if (mappings[index].bytes != bytes) {
                finding("munmap(2) of %zu bytes, of %zu", bytes, mappings[index].bytes);
            }
            free(address);
            mappings[index].address = NULL;
            return 1;
        }
    }
    return 0;
}

void expect_memory(const void *address, size_t bytes) {
    if (bytes > 0 && __asan_region_is_poisoned((void *) (uintptr_t) address, bytes) != NULL) {
        /* AddressSanitizer says more. */
        char *poisoned = __asan_region_is_poisoned((void *) (uintptr_t) address, bytes);
        trace("of %zu bytes at %p those from %p on are not the program's\n", bytes, address, (void *) poisoned);
        *(volatile char *) poisoned;
        finding("memory is not the program's");
    }
}
