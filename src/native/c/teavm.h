/*
 * What the C that TeaVM generates needs of a runtime, in place of most of TeaVM's own. Translate (src/build/java) puts it
 * behind TeaVM's headers and in front of the generated classes, all in one translation unit, so that macros take their
 * new meaning. What TeaVM's headers declare and nothing here defines, files for instance, fails when linking.
 */
#ifndef PIDONE_TEAVM_H
#define PIDONE_TEAVM_H

#include <stddef.h>
#include <stdint.h>

#include "arch.h"

#if !defined(TEAVM_PACK_CLASS) || !defined(TEAVM_UNPACK_CLASS) || !defined(TEAVM_ALLOC_STACK) || !defined(TEAVM_TRY) \
        || !defined(TEAVM_FIND_CALLSITE)
#error "this is not the version of TeaVM that the macros below were written for"
#endif

/*
 * The kernel puts the file at a random address, and nobody writes to its constants: an address in one of them (a class, a
 * constant string, the table of handlers) counts from the beginning of the file (src/main/c/pidone.ld). Whoever reads one
 * adds where that is. GeneratedC (src/build/java) finds these places, of which there are few; the linker refuses constants
 * with addresses that stand anywhere else.
 */
#ifdef __PIE__
extern __attribute__((visibility("hidden"))) const char __ehdr_start[];
#define PIDONE_BASE ((uintptr_t) __ehdr_start)
#else
/* Who links it for a fixed address, as the fuzzer does, has addresses that count from 0. */
#define PIDONE_BASE ((uintptr_t) 0)
#endif

#define PIDONE_ADDRESS(constant) ((__typeof__(constant)) pidone_address((uintptr_t) (constant)))

/*
 * The compiler must not know which constant is read: it knows what is in there, and would put the address itself, which counts
 * from nowhere, in place of the number that the linker writes.
 */
#define PIDONE_UNKNOWN(pointer) \
    ({ \
        __typeof__(pointer) pidone_pointer = (pointer); \
        __asm__("" : "+r"(pidone_pointer)); \
        pidone_pointer; \
    })

static inline uintptr_t pidone_address(uintptr_t constant) {
    return constant == 0 ? 0 : PIDONE_BASE + constant;
}

/*
 * An object's header is where its class is, counted as in a constant. TeaVM's own header counts from the class that is
 * first in memory, which has to be found at each start; and so the header of a constant string could not be known to the
 * compiler.
 */
#undef TEAVM_PACK_CLASS
#undef TEAVM_UNPACK_CLASS
#undef TEAVM_METHOD
#define TEAVM_PACK_CLASS(cls) ((int32_t) ((uintptr_t) (cls) - PIDONE_BASE))
#undef TEAVM_CLASS_OF
#define TEAVM_UNPACK_CLASS(header) ((TeaVM_Class *) (PIDONE_BASE + (uint32_t) (header)))
#define TEAVM_CLASS_OF(object) TEAVM_UNPACK_CLASS(((TeaVM_Object *) PIDONE_UNKNOWN((void *) (object)))->header)
#define TEAVM_METHOD(object, type, method) \
    ((__typeof__(TEAVM_VTABLE(object, type)->method)) \
     (PIDONE_BASE + (uintptr_t) PIDONE_UNKNOWN(TEAVM_VTABLE(object, type))->method))

/* A member of a constant that is an address. */
#define PIDONE_FIELD(constant, type, name) PIDONE_ADDRESS(PIDONE_UNKNOWN((type *) (constant))->name)

/* The characters of a string, which may be a constant: there addresses are small, as the kernel leaves the first 4 GiB free. */
#define PIDONE_STRING_FIELD(string, type, name) pidone_characters(PIDONE_UNKNOWN((type *) (string))->name)

static inline __attribute__((always_inline)) TeaVM_Array *pidone_characters(TeaVM_Array *characters) {
    return (TeaVM_Array *) ((uintptr_t) characters >> 32 == 0 ? PIDONE_BASE + (uintptr_t) characters
                                                              : (uintptr_t) characters);
}

/* Functions of TeaVM's headers that were compiled with its own macros. */
#define teavm_instanceof pidone_instanceof
#define teavm_checkcast pidone_checkcast
/* It reads an address in a class, and nobody uses it: who does is not linked. */
#define teavm_isSupertypeOf pidone_does_not_read_addresses

static inline int32_t pidone_instanceof(void *object, void *type, int32_t (*isSupertype)(TeaVM_Class *, TeaVM_Class *)) {
    return object != NULL && isSupertype(type, TEAVM_CLASS_OF(object));
}

static inline void *pidone_checkcast(void *object, void *type, int32_t (*isSupertype)(TeaVM_Class *, TeaVM_Class *)) {
    return object == NULL || isSupertype(type, TEAVM_CLASS_OF(object)) ? object : teavm_throwClassCastException();
}

/* arrays.c has an array class for each type (Translate generates it). */
static int32_t teavm_isSupertypeOfArray(TeaVM_Class *superclass, TeaVM_Class *subclass) {
    TeaVM_Class *item = PIDONE_FIELD(superclass, TeaVM_Class, itemType);
    return subclass->itemType != NULL && PIDONE_FIELD(item, TeaVM_Class, isSupertypeOf)(
            item, PIDONE_FIELD(subclass, TeaVM_Class, itemType));
}

/* Nothing is collected, so nobody needs to know of references. */
#define teavm_gc_writeBarrier(object) ((void) 0)

/*
 * The shadow stack: TeaVM's has a frame for each method that runs, with its references for the collector, and with the
 * number of the call under way, which tells who catches an exception. Without a collector only methods that are inside of
 * a try need one: TEAVM_TRY puts it on the stack, leaving the (outermost) try takes it off. In all others the frame is a
 * variable that the compiler removes.
 */
typedef uintptr_t pidone_jump_buffer[JUMP_WORDS];

struct pidone_try {
    pidone_jump_buffer buffer;
    struct pidone_try *previous;        /* the one around it in the same method */
};

struct pidone_frame {
    struct pidone_frame *next;
    struct pidone_try *innermost;       /* null: not inside of a try, and not on the stack */
    int32_t callSiteId;
};

extern struct pidone_frame *pidone_stack_top;
__attribute__((returns_twice)) int pidone_set_jump(pidone_jump_buffer buffer);
_Noreturn void pidone_jump(pidone_jump_buffer buffer, int value);

/* The first handler of exceptions at a call site (Translate generates it). */
static TeaVM_ExceptionHandler *pidone_first_handler(int32_t call_site);

#undef TEAVM_ALLOC_STACK
#undef TEAVM_RELEASE_STACK
#undef TEAVM_GC_ROOT
#undef TEAVM_GC_ROOT_RELEASE
#undef TEAVM_CALL_SITE
#undef TEAVM_RESTORE_JUMP_BUFFER
#undef TEAVM_TRY
#undef TEAVM_CATCH
#undef TEAVM_END_TRY
#undef TEAVM_JUMP_TO_FRAME
#undef TEAVM_GET_NEXT_FRAME
#undef TEAVM_GET_CALL_SITE_ID
#undef TEAVM_FIND_CALLSITE
#undef TEAVM_UNREACHABLE

#define teavm_stackTop pidone_stack_top
#define TEAVM_ALLOC_STACK(size) struct pidone_frame pidone_frame; pidone_frame.innermost = NULL
#define TEAVM_RELEASE_STACK ((void) 0)
#define TEAVM_GC_ROOT(index, reference) ((void) 0)
#define TEAVM_GC_ROOT_RELEASE(index) ((void) 0)
#define TEAVM_CALL_SITE(id) (pidone_frame.callSiteId = (id))
#define TEAVM_GET_NEXT_FRAME(frame) (((struct pidone_frame *) (frame))->next)
#define TEAVM_GET_CALL_SITE_ID(frame) (((struct pidone_frame *) (frame))->callSiteId)

#define TEAVM_TRY \
    do { \
        struct pidone_try pidone_try; \
        if (pidone_frame.innermost == NULL) { \
            pidone_frame.next = pidone_stack_top; \
            pidone_stack_top = &pidone_frame; \
        } \
        pidone_try.previous = pidone_frame.innermost; \
        pidone_frame.innermost = &pidone_try; \
        int pidone_handler = pidone_set_jump(pidone_try.buffer); \
        if (pidone_handler == 0) {

#define TEAVM_RESTORE_JUMP_BUFFER \
    do { \
        pidone_frame.innermost = pidone_frame.innermost->previous; \
        if (pidone_frame.innermost == NULL) { \
            pidone_stack_top = pidone_frame.next; \
        } \
    } while (0)

#define TEAVM_CATCH \
            TEAVM_RESTORE_JUMP_BUFFER; \
        } else { \
            TEAVM_RESTORE_JUMP_BUFFER; \
            switch (pidone_handler) {

/* A handler of a try around this one in the same method. */
#define TEAVM_END_TRY \
                default: \
                    pidone_jump(pidone_frame.innermost->buffer, pidone_handler); \
            } \
        } \
    } while (0);

#define TEAVM_JUMP_TO_FRAME(frame, id) \
    do { \
        pidone_stack_top = (struct pidone_frame *) (frame); \
        pidone_jump(pidone_stack_top->innermost->buffer, id); \
    } while (0)

/* Behind a throw. Not __builtin_unreachable: an exception that nobody catches must not run into what comes next. */
#define TEAVM_UNREACHABLE __builtin_trap();

/*
 * A constant string: an object with its header, which is never looked up in a table of strings (String.intern knows
 * nothing of it), so that it needs no work at the start. A class's address fills header and hash at once; the hash's part
 * of it is zero.
 */
struct pidone_string {
    uintptr_t header;
    const void *characters;
    int32_t hashCode;
};
#define PIDONE_CHARACTERS(length) struct { uintptr_t header; int32_t size; char16_t data[(length) + 1]; }
/* Not .rodata, where the compiler does not put what has addresses in it. */
#define PIDONE_CONSTANT __attribute__((section(".constants.strings"), aligned(8))) const
#define PIDONE_CLASS __attribute__((section(".constants.classes"), aligned(8))) const

#define PIDONE_STRING_WITH(number, length, hash, ...) \
    static PIDONE_CONSTANT PIDONE_CHARACTERS(length) pidone_characters_##number = { \
        (uintptr_t) &PIDONE_CHARACTERS_CLASS, length, __VA_ARGS__ }; \
    static PIDONE_CONSTANT struct pidone_string pidone_string_##number = { \
        (uintptr_t) &PIDONE_STRING_CLASS, &pidone_characters_##number, INT32_C(hash) };
#define PIDONE_STRING(number, length, hash, text) PIDONE_STRING_WITH(number, length, hash, text)
#define PIDONE_STRING_FROM_CODES(number, length, hash, ...) PIDONE_STRING_WITH(number, length, hash, { __VA_ARGS__ })
#define TEAVM_GET_STRING(number) ((TeaVM_String *) &pidone_string_##number)

/* What Java calls (@Import) must be declared: the compiler would take its result for an int. See also pidone.h. */
void *pidone_allocate(int32_t size);
int64_t pidone_allocate_native(int64_t bytes, int64_t alignment);
_Noreturn void pidone_uncaught(void);
int64_t pidone_map(int64_t bytes);
void pidone_unmap(int64_t address, int64_t bytes);

#endif
