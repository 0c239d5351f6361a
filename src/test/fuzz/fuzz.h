/* What the parts of the fuzzer share. */
#ifndef PIDONE_FUZZ_H
#define PIDONE_FUZZ_H

#include <stddef.h>
#include <stdint.h>

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

/* ---- what the case says (input.c) ---- */

void read_case(const uint8_t *data, size_t size);
/* The next byte, 0 when all have been taken. From then on the world is friendly, and comes to an end. */
int take(void);
int take_below(int limit);
/* Small, or one of those at which numbers go wrong. */
long take_number(void);
int is_used_up(void);
/* A string up to a zero, in memory of its own length; null for an empty one. */
char *take_word(void);
/* Mostly 0. Otherwise what happens here is not the usual, and the result, 1 to 255, may say what. */
int take_deviation(void);

/* ---- the simulated kernel (kernel.c) ---- */

/* Runs the program once, from its first instruction to its end. */
void run_program(void);

/* ---- its files (files.c) ---- */

struct file {
    char *content;
    size_t length;
    int exists;
};

/* What stands in a file, of which the case may have made something else; to be freed. */
struct file file_named(const char *path);
/* What a symbolic link leads to, 0 for none. */
size_t link_named(const char *path, char *into, size_t limit);
void spoil(struct file *file);

/* ---- its processes (processes.c) ---- */

enum state { GONE, RUNNING, STOPPED, ZOMBIE };

struct process {
    int id, parent, group, session;
    enum state state;
    int status;             /* as wait(2) has it */
    int is_untold;          /* whether its parent has not waited for this state yet */
    int resists;            /* whether nothing but KILL ends it */
    int is_silent;          /* whether no signal tells of its end (clone(2)) */
    int is_held;            /* whether the kernel itself may hold it up */
    int start;
    char name[16];
};

#define MOST_PROCESSES 160
extern struct process processes[MOST_PROCESSES];
extern int own_id, parent_id, is_root, has_terminal, cgroup_version;
extern int adopts_orphans;
/* Whether the case has lied about processes: what is done because of it is no finding then. */
extern int has_lied;
struct process *process_of(int id);
struct process *new_process(int parent);
void rename_process(struct process *process, int which);
/* A process is over: its children have another parent. */
void end_process(struct process *process, int status);
void stop_process(struct process *process, int signal);
void continue_process(struct process *process);
struct process *any_process(int seed);

/* ---- the program's memory (memory.c) ---- */

/* Has the program's memory be as it was before its first instruction. */
void reset_memory(void);
size_t memory_taken(void);
/* A copy of all memory, for what a child of fork(2) does to it, and back. */
void save_memory(void);
void restore_memory(void);
/* mmap(2), munmap(2) */
void *map_memory(size_t bytes);
int unmap_memory(void *address, size_t bytes);
/* Has the kernel write somewhere, or read: all of it must be the program's. */
void expect_memory(const void *address, size_t bytes);

/* ---- what it writes (output.c) ---- */

void begin_output(void);
/* A message, or a part of one. */
void message_is_written(const char *text, size_t length, size_t taken);
void file_is_written(const char *text, size_t length);
void file_is_complete(void);

/* ---- the result (target.c) ---- */

/* A defect: says so, and ends the process. */
_Noreturn void finding(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Says what happens, where FUZZ_TRACE is set. */
void trace(const char *format, ...) __attribute__((format(printf, 1, 2)));
extern int traces;

#endif
