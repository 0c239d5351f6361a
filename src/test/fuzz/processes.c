/* Who there is beside the program: its parent, the command, and whoever they start. */
#include "fuzz.h"

#include <signal.h>
#include <string.h>

struct process processes[MOST_PROCESSES];

struct process *process_of(int id) {
    for (size_t index = 0; index < MOST_PROCESSES; index++) {
        if (processes[index].state != GONE && processes[index].id == id) {
            return &processes[index];
        }
    }
    return NULL;
}

void rename_process(struct process *process, int which) {
    static const char *const names[] = {"sleep", "fifteen-bytes-1", "with space", ") Z 1 (", "a.out", "\xff\x1b[31m\n"};
    strcpy(process->name, names[which % (int) LENGTH(names)]);
}

struct process *new_process(int parent) {
    struct process *of = process_of(parent);
    for (size_t index = 0; index < MOST_PROCESSES; index++) {
        struct process *process = &processes[index];
        if (process->state == GONE) {
            /* Never one that was there before. */
            int id = process->id == 0 ? 100 + (int) index : process->id + MOST_PROCESSES;
            *process = (struct process) {.id = id, .parent = parent, .state = RUNNING, .start = 500,
                                         .group = of == NULL ? id : of->group, .session = of == NULL ? id : of->session};
            rename_process(process, (int) index);
            return process;
        }
    }
    return NULL;
}

static void orphan(int parent) {
    for (size_t index = 0; index < MOST_PROCESSES; index++) {
        if (processes[index].state != GONE && processes[index].parent == parent) {
            processes[index].parent = adopts_orphans ? own_id : parent_id;
        }
    }
}

/* Who is nobody's child here is waited for by somebody else. */
static void tell_parent(struct process *process) {
    process->is_untold = process->parent == own_id;
}

void end_process(struct process *process, int status) {
    process->state = ZOMBIE;
    process->status = status;
    orphan(process->id);
    tell_parent(process);
    if (!process->is_untold) {
        process->state = GONE;
    }
}

void stop_process(struct process *process, int signal) {
    if (process->state == RUNNING) {
        process->state = STOPPED;
        process->status = signal << 8 | 0x7f;
        tell_parent(process);
    }
}

void continue_process(struct process *process) {
    if (process->state == STOPPED) {
        process->state = RUNNING;
        process->is_untold = 0;
    }
}

struct process *any_process(int seed) {
    for (int index = 0; index < MOST_PROCESSES; index++) {
        struct process *process = &processes[(seed + index) % MOST_PROCESSES];
        if ((process->state == RUNNING || process->state == STOPPED) && process->id != own_id && process->id != parent_id) {
            return process;
        }
    }
    return NULL;
}
