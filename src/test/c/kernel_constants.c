/*
 * What Java takes for the same on every architecture that pidone is for: a compiler of each has to agree. Where one does
 * not, the constant belongs into src/main/c/machine.c. The test adds what it can name by itself.
 */
#include <asm/ioctls.h>
#include <asm/signal.h>
#include <asm/siginfo.h>
#include <asm/errno.h>
#include <linux/elf.h>
#include <linux/fcntl.h>
#include <linux/fs.h>
#include <linux/mount.h>
#include <linux/poll.h>
#include <linux/prctl.h>
#include <linux/resource.h>
#include <linux/sched.h>
#include <linux/signalfd.h>
#include <linux/stat.h>
#include <linux/time.h>
#include <linux/time_types.h>
#include <linux/wait.h>
#include <stddef.h>

#include "pidone.h"

#define IS(expression, value) _Static_assert((expression) == (value), "Java takes " #expression " for " #value)

/* Numbers and addresses are 64 bits, and so is a set of signals. */
IS(sizeof(long), 8);
IS(sizeof(void *), 8);
IS(sizeof(sigset_t), 8);

/* open(2) */
IS(O_WRONLY, 1);
IS(O_RDWR, 2);
IS(O_CREAT, 0x40);
IS(O_NOCTTY, 0x100);
IS(O_TRUNC, 0x200);
IS(O_NONBLOCK, 0x800);
IS(O_CLOEXEC, 0x80000);
IS(O_PATH, 0x200000);
IS(AT_FDCWD, -100);
IS(SFD_CLOEXEC, O_CLOEXEC);
IS(SFD_NONBLOCK, O_NONBLOCK);

/* fcntl(2) */
IS(F_GETFD, 1);
IS(F_SETFD, 2);
IS(FD_CLOEXEC, 1);
IS(F_DUPFD_CLOEXEC, 1030);
IS(F_GETPIPE_SZ, 1032);

/* inode(7), statx(2) */
IS(S_IFMT, 0170000);
IS(S_IFREG, 0100000);
IS(S_IFDIR, 0040000);
IS(STATX_TYPE | STATX_MODE | STATX_UID | STATX_GID, 0x1b);
IS(sizeof(struct statx), 256);
IS(offsetof(struct statx, stx_uid), 20);
IS(offsetof(struct statx, stx_gid), 24);
IS(offsetof(struct statx, stx_mode), 28);

/* mount(2), clone(2), prctl(2) */
IS(MS_NOSUID | MS_NODEV | MS_NOEXEC, 14);
IS(MS_REC, 0x4000);
IS(MS_SLAVE, 0x80000);
IS(CLONE_NEWNS, 0x20000);
IS(CLONE_NEWUSER, 0x10000000);
IS(CLONE_NEWPID, 0x20000000);
IS(PR_SET_PDEATHSIG, 1);
IS(PR_SET_CHILD_SUBREAPER, 36);
IS(PR_GET_CHILD_SUBREAPER, 37);

/* sigaction(2), sigprocmask(2), waitid(2) */
IS((long) SIG_IGN, 1);
IS(SIG_BLOCK, 0);
IS(SIG_UNBLOCK, 1);
IS(SIG_SETMASK, 2);
IS(P_ALL, 0);
IS(WNOHANG, 1);
IS(WUNTRACED, 2);
IS(WEXITED, 4);
IS(WNOWAIT, 0x1000000);
IS(__WALL, 0x40000000);
IS(sizeof(siginfo_t), 128);
IS(offsetof(siginfo_t, si_pid), 16);

/* clock_gettime(2), getrusage(2) */
IS(CLOCK_REALTIME, 0);
IS(CLOCK_MONOTONIC, 1);
IS(CLOCK_BOOTTIME, 7);
IS(sizeof(struct __kernel_timespec), 16);
IS(RUSAGE_CHILDREN, -1);
IS(sizeof(struct rusage), 144);
IS(offsetof(struct rusage, ru_stime), 16);
IS(offsetof(struct rusage, ru_maxrss), 32);

/* poll(2) */
IS(POLLIN, 1);
IS(POLLOUT, 4);
IS(POLLERR, 8);
IS(offsetof(struct pollfd, events), 4);
IS(offsetof(struct pollfd, revents), 6);

/* elf(5) */
IS(ET_EXEC, 2);
IS(ET_DYN, 3);
IS(PT_INTERP, 3);

/* SignalRoutes */
IS(sizeof(struct route), 8);
IS(offsetof(struct route, signal), 4);
IS(offsetof(struct route, report), 5);
