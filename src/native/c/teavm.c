/* The part of the runtime that is code; see teavm.h. There is no libc in the file. */
#include <linux/mman.h>

#ifndef PIDONE_HEAP_BYTES
#define PIDONE_HEAP_BYTES (256 * 1024)
#endif
#define PIDONE_LARGE_BYTES 1024
struct pidone_frame *pidone_stack_top;

/* A test has one in which a look beside a piece of memory is found. */
#ifndef PIDONE_OTHER_HEAP
/*
 * Zero when the kernel maps it; a page exists from the moment that an object is on it. Nothing is ever freed. It lies
 * behind other variables, so that what is written to at every start is together.
 */
static _Alignas(16) __attribute__((section(".bss.~heap"))) char pidone_heap[PIDONE_HEAP_BYTES];
static size_t pidone_heap_used;
static size_t pidone_heap_used_at_end;

static void *pidone_take(size_t bytes, size_t alignment) {
    size_t begin = (pidone_heap_used + alignment - 1) & -alignment;
    size_t end = sizeof(pidone_heap) - pidone_heap_used_at_end;
    if (begin > end || bytes > end - begin) {
        pidone_out_of_memory();
    }
    pidone_heap_used = begin + bytes;
    return pidone_heap + begin;
}

static void *pidone_take_from_end(size_t bytes, size_t alignment) {
    size_t used = (pidone_heap_used_at_end + bytes + alignment - 1) & -alignment;
    if (used < bytes || used > sizeof(pidone_heap) - pidone_heap_used) {
        pidone_out_of_memory();
    }
    pidone_heap_used_at_end = used;
    return pidone_heap + sizeof(pidone_heap) - used;
}
#endif

/* Objects are aligned to words. */
void *pidone_allocate(int32_t size) {
    return pidone_take((size_t) size, sizeof(void *));
}

/* For Arena. A large buffer costs nothing, as long as it is not used: it lies apart from what is. */
int64_t pidone_allocate_native(int64_t bytes, int64_t alignment) {
    void *(*take)(size_t, size_t) = bytes >= PIDONE_LARGE_BYTES ? pidone_take_from_end : pidone_take;
    return (int64_t) (uintptr_t) take((size_t) bytes, (size_t) alignment);
}

/* For what grows while pidone runs: memory that can be given back; 0 if there is none (mmap(2)). */
int64_t pidone_map(int64_t bytes) {
    int64_t address = CALL(mmap, 0, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return address < 0 && address > -4096 ? 0 : address;
}

void pidone_unmap(int64_t address, int64_t bytes) {
    CALL(munmap, address, bytes);
}

_Noreturn void pidone_uncaught(void) {
    pidone_fatal("an exception that nothing catches");
}

/* Where the elements' type is known at run time only: of that type there is an array already, which is being copied. */
TeaVM_Class *teavm_getArrayClass(TeaVM_Class *item) {
    if (item->arrayType == NULL) {
        pidone_fatal("an array of an unexpected type");
    }
    return PIDONE_FIELD(item, TeaVM_Class, arrayType);
}

/* Of few classes somebody wants to have the object, to compare it with another one: it cannot be noted in the class. */
#define PIDONE_CLASS_OBJECTS 16

TeaVM_Object *teavm_getClassObject(TeaVM_Class *type) {
    static struct {
        TeaVM_Class *type;
        TeaVM_Object *object;
    } known[PIDONE_CLASS_OBJECTS];
    for (int index = 0; index < PIDONE_CLASS_OBJECTS; index++) {
        if (known[index].type == NULL) {
            known[index].type = type;
            known[index].object = TEAVM_CREATE_CLASS_OBJECT(type);
        }
        if (known[index].type == type) {
            return known[index].object;
        }
    }
    pidone_fatal("too many objects of classes");
}

/* The new array of objects with what the compiler passes; other types of array are filled the same way. */
#define PIDONE_FILL_ARRAY(name, type, passed) \
    void *name(void *array, ...) { \
        type *data = TEAVM_ARRAY_DATA(array, type); \
        int32_t size = TEAVM_ARRAY_LENGTH(array); \
        __builtin_va_list values; \
        __builtin_va_start(values, array); \
        for (int32_t index = 0; index < size; index++) { \
            data[index] = (type) __builtin_va_arg(values, passed); \
        } \
        __builtin_va_end(values); \
        return array; \
    }
PIDONE_FILL_ARRAY(teavm_fillArray, void *, void *)
PIDONE_FILL_ARRAY(teavm_fillBooleanArray, int8_t, int)
PIDONE_FILL_ARRAY(teavm_fillByteArray, int8_t, int)
PIDONE_FILL_ARRAY(teavm_fillShortArray, int16_t, int)
PIDONE_FILL_ARRAY(teavm_fillCharArray, char16_t, int)
PIDONE_FILL_ARRAY(teavm_fillIntArray, int32_t, int)
PIDONE_FILL_ARRAY(teavm_fillLongArray, int64_t, int64_t)

/* What the compiler takes for granted, also without a libc. */
__attribute__((used)) void *memset(void *to, int value, size_t bytes) {
    char *at = to;
#ifdef FILL_MEMORY
    FILL_MEMORY(at, value, bytes);
#else
    for (; bytes > 0; bytes--) {
        *at++ = (char) value;
        __asm__ volatile("" : : : "memory");    /* not to be recognised as a memset */
    }
#endif
    return to;
}

__attribute__((used)) void *memcpy(void *restrict to, const void *restrict from, size_t bytes) {
    char *at = to;
    const char *source = from;
#ifdef COPY_MEMORY
    COPY_MEMORY(at, source, bytes);
#else
    for (; bytes > 0; bytes--) {
        *at++ = *source++;
        __asm__ volatile("" : : : "memory");
    }
#endif
    return to;
}

__attribute__((used)) void *memmove(void *to, const void *from, size_t bytes) {
    if ((uintptr_t) to - (uintptr_t) from >= bytes) {
        return memcpy(to, from, bytes);
    }
    while (bytes > 0) {
        bytes--;
        ((char *) to)[bytes] = ((const char *) from)[bytes];
        __asm__ volatile("" : : : "memory");
    }
    return to;
}

FUNCTION(pidone_set_jump, SET_JUMP);
FUNCTION(pidone_jump, JUMP);
FUNCTION(_start, MAIN_AND_EXIT);
