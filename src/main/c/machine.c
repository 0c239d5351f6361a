/*
 * What differs between architectures and Java needs: the compiler fills it in from the kernel's headers. So Java knows
 * names only, and arch.h is all that there is to write for an architecture.
 */
#include "library.h"

#include <asm/ioctls.h>
#include <asm/stat.h>
#include <asm/statfs.h>
#include <linux/elf.h>
#include <linux/fcntl.h>
#include <stddef.h>

#define NUMBER(name) __NR_##name,

static const unsigned short numbers[] = {SYSTEM_CALLS(NUMBER)};

long system_call(long ordinal, long a1, long a2, long a3, long a4, long a5, long a6) {
    return raw_call(numbers[ordinal], a1, a2, a3, a4, a5, a6);
}

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define BYTE_ORDER_OF_ELF ELFDATA2LSB
#define LOW_BITS(type, member) offsetof(type, member)
#else
#define BYTE_ORDER_OF_ELF ELFDATA2MSB
#define LOW_BITS(type, member) (offsetof(type, member) + sizeof(((type *) 0)->member) - 4)
#endif

static const long facts[MACHINE_FACT_COUNT] = {
    [MACHINE_ELF_CLASS] = ELFCLASS64,
    [MACHINE_ELF_DATA] = BYTE_ORDER_OF_ELF,
    [MACHINE_ELF_NUMBER] = ELF_MACHINE,
    [MACHINE_O_DIRECTORY] = O_DIRECTORY,
    [MACHINE_TIOCGPGRP] = TIOCGPGRP,
    [MACHINE_TIOCSPGRP] = TIOCSPGRP,
    [MACHINE_TIOCNOTTY] = TIOCNOTTY,
    [MACHINE_TIOCSCTTY] = TIOCSCTTY,
    [MACHINE_TIOCGWINSZ] = TIOCGWINSZ,
    [MACHINE_STAT_BYTES] = sizeof(struct stat),
    [MACHINE_ST_MODE] = LOW_BITS(struct stat, st_mode),
    [MACHINE_STATFS_BYTES] = sizeof(struct statfs),
    [MACHINE_F_FLAGS] = LOW_BITS(struct statfs, f_flags),
    [MACHINE_O_NOFOLLOW] = O_NOFOLLOW,
    [MACHINE_ST_NLINK] = LOW_BITS(struct stat, st_nlink),
    [MACHINE_RT_SIGTIMEDWAIT] = __NR_rt_sigtimedwait,
};

/* Addresses are not in the table: the linker of the file does not know them (pidone.ld). */
long machine(long fact) {
    return fact == MACHINE_NAME ? (long) UNAME_MACHINE
            : fact == MACHINE_NAME_OF_DOCKER ? (long) DOCKER_ARCHITECTURE
            : fact == MACHINE_GLIBC_LOADER ? (long) GLIBC_LOADER
            : fact == MACHINE_MUSL_LOADER ? (long) MUSL_LOADER
            : facts[fact];
}
