/*
 * What stands in files: first as it would, and then as the case would have it. /proc may be a fake, and what lies in
 * /etc is the image's.
 */
#include "fuzz.h"

#include <elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct file text_file(const char *text) {
    size_t length = strlen(text);
    struct file file = {malloc(length + 1), length, 1};
    memcpy(file.content, text, length + 1);
    return file;
}

static int ends_with(const char *path, const char *end) {
    size_t length = strlen(path);
    return length >= strlen(end) && strcmp(path + length - strlen(end), end) == 0;
}

/* ---- processes ---- */

static struct process self_at(int id) {
    return (struct process) {.id = id, .parent = parent_id, .group = own_id, .session = own_id, .state = RUNNING,
                             .start = 400, .name = "pidone"};
}

static struct file children_of(int id) {
    static char text[MOST_PROCESSES * 12];
    size_t length = 0;
    text[0] = 0;
    for (size_t index = 0; index < MOST_PROCESSES; index++) {
        if (processes[index].state != GONE && processes[index].parent == id) {
            length += (size_t) snprintf(text + length, sizeof(text) - length, "%d ", processes[index].id);
        }
    }
    return text_file(text);
}

static struct file file_of_process(int id, const char *name) {
    static char text[2048];
    struct process *found = process_of(id);
    struct process process = found != NULL ? *found : self_at(id);
    if (found == NULL && id != own_id && id != parent_id) {
        return (struct file) {0};
    }
    char state = process.state == ZOMBIE ? 'Z' : process.state == STOPPED ? 'T' : 'S';
    if (strcmp(name, "stat") == 0) {
        snprintf(text, sizeof(text), "%d (%s) %c %d %d %d 0 -1 4194560 1 0 0 0 12 34 0 0 20 0 1 0 %d 1 1\n", id,
                 process.name, state, process.parent, process.group, process.session, process.start);
    } else if (strcmp(name, "status") == 0) {
        snprintf(text, sizeof(text), "Name:\t%s\nUmask:\t0022\nState:\t%c (sleeping)\nTgid:\t%d\nPid:\t%d\nPPid:\t%d\n"
                 "TracerPid:\t0\nUid:\t0\t0\t0\t0\nGid:\t0\t0\t0\t0\nVmPeak:\t    2576 kB\nVmHWM:\t     912 kB\n"
                 "Threads:\t1\nSigPnd:\t0000000000000000\nShdPnd:\t0000000000000000\nSigBlk:\t%016x\n"
                 "SigIgn:\t%016x\nSigCgt:\t%016x\nvoluntary_ctxt_switches:\t1\nnonvoluntary_ctxt_switches:\t3\n",
                 process.name, state, id, id, process.parent, process.resists ? 0x4000 : 0, process.resists ? 1 : 0,
                 id % 2 == 0 ? 0x4007 : 0);
    } else if (strncmp(name, "task/", 5) == 0 && ends_with(name, "/children")) {
        return children_of(id);
    } else if (strcmp(name, "comm") == 0) {
        snprintf(text, sizeof(text), "%s\n", process.name);
    } else if (strcmp(name, "cmdline") == 0) {
        struct file file = text_file("a-program/of/some/length\n--with=words\nand more");
        for (size_t index = 0; index < file.length; index++) {
            file.content[index] = file.content[index] == '\n' ? 0 : file.content[index];
        }
        return file;
    } else if (strcmp(name, "syscall") == 0) {
        snprintf(text, sizeof(text), id % 3 == 0 ? "running\n" : "128 0x7ffd00001000 0x0 0x0 0x8 0x0 0x0 0x7ffd 0x7f00\n");
    } else if (strncmp(name, "fdinfo/", 7) == 0) {
        snprintf(text, sizeof(text), "pos:\t0\nflags:\t02000002\nmnt_id:\t15\nsigmask:\t0000000000004002\n");
    } else {
        return (struct file) {0};
    }
    return text_file(text);
}

/* ---- control groups ---- */

static struct file file_of_cgroup(const char *path) {
    if (ends_with(path, "/memory.events") || ends_with(path, "/memory.events.local")) {
        return text_file("low 0\nhigh 0\nmax 3\noom 1\noom_kill 1\noom_group_kill 0\n");
    }
    if (ends_with(path, "/memory.max") || ends_with(path, "/memory.limit_in_bytes")) {
        return text_file(strlen(path) % 2 == 0 ? "max\n" : "67108864\n");
    }
    if (ends_with(path, "/memory.oom_control")) {
        return text_file("oom_kill_disable 0\nunder_oom 0\noom_kill 2\n");
    }
    return text_file("9223372036854771712\n");
}

static struct file mountinfo(void) {
    static char text[1024];
    snprintf(text, sizeof(text), "21 1 0:20 / /proc rw,nosuid shared:5 - proc proc rw\n"
             "%s\n33 28 0:28 / /home\\040dir\\134 rw - tmpfs tmpfs rw\n",
             cgroup_version == 2 ? "28 21 0:25 / /sys/fs/cgroup ro,nosuid - cgroup2 cgroup rw,nsdelegate"
                                 : "29 21 0:26 /docker/1 /sys/fs/cgroup/memory ro master:9 - cgroup cgroup rw,memory");
    return text_file(text);
}

/* ---- programs ---- */

static struct file elf_file(int machine, const char *loader) {
    struct file file = {calloc(1, 300), 300, 1};
    Elf64_Ehdr head = {.e_ident = {0x7f, 'E', 'L', 'F', ELFCLASS64, ELFDATA2LSB, 1}, .e_type = ET_EXEC,
                       .e_machine = (Elf64_Half) machine, .e_version = 1, .e_phoff = sizeof(head),
                       .e_phentsize = sizeof(Elf64_Phdr), .e_phnum = 2};
    Elf64_Phdr headers[] = {{.p_type = PT_LOAD}, {.p_type = PT_INTERP, .p_offset = 240, .p_filesz = strlen(loader) + 1}};
    memcpy(file.content, &head, sizeof(head));
    memcpy(file.content + sizeof(head), headers, sizeof(headers));
    strcpy(file.content + 240, loader);
    return file;
}

static struct file program_file(int which) {
    switch (which) {
        case 0: return elf_file(EM_X86_64, "/lib64/ld-linux-x86-64.so.2");
        case 1: return elf_file(EM_AARCH64, "/lib/ld-musl-aarch64.so.1");
        case 2: return text_file("#!/bin/sh\necho\n");
        case 3: return text_file("#! /usr/bin/env python3\r\n");
        case 4: return text_file("");
        case 5: return text_file("MZ\x90");
        case 6: return text_file("\xca\xfe\xba\xbe----");
        default: return text_file("#!");
    }
}

/* ---- all of them ---- */

struct file file_named(const char *path) {
    int id = own_id;
    char name[32];
    const char *in_proc = strncmp(path, "/proc/", 6) == 0 ? path + 6 : path;
    if (sscanf(in_proc, "%d/%31s", &id, name) == 2 || sscanf(in_proc, "self/%31s", name) == 1) {
        if (strcmp(name, "cgroup") == 0) {
            return text_file(cgroup_version == 2 ? "0::/\n" : "12:cpu,cpuacct:/docker/1\n9:memory:/docker/1/x\n0::/x\n");
        }
        return strcmp(name, "mountinfo") == 0 ? mountinfo() : file_of_process(id, name);
    }
    if (strcmp(path, "/etc/passwd") == 0) {
        return text_file("root:x:0:0:root:/root:/bin/bash\napp:x:1000:1001:An app,,,:/home/app:/bin/sh\nnoid:x:a:-1::\n");
    }
    if (strcmp(path, "/etc/group") == 0) {
        return text_file("root:x:0:\napp:x:1001:\naudio:x:29:app,other\nvideo:x:44:other,app\nbad:x:99999999999:app\n");
    }
    if (strncmp(path, "/sys/fs/cgroup", 14) == 0 || strstr(path, "/memory.") != NULL) {
        return file_of_cgroup(path);
    }
    return program_file((int) (strlen(path) % 8));
}

size_t link_named(const char *path, char *into, size_t limit) {
    static char text[64];
    int id;
    char name[32];
    text[0] = 0;
    if (strcmp(path, "self") == 0 || strcmp(path, "/proc/self") == 0) {
        snprintf(text, sizeof(text), "%d", own_id);
    } else if (strcmp(path, "/proc/self/ns/user") == 0) {
        strcpy(text, "user:[4026531837]");
    } else if (ends_with(path, "/exe")) {
        strcpy(text, sscanf(path, "/proc/%d", &id) == 1 && id % 2 == 1 ? "/usr/bin/perl" : "/usr/bin/fifteen-bytes-12 (deleted)");
    } else if (sscanf(path, "/proc/%d/%31s", &id, name) == 2) {
        strcpy(text, "pipe:[12345]");
    } else if (strncmp(path, "/proc/self/", 11) == 0) {
        strcpy(text, "/work");
    }
    size_t length = strlen(text);
    length = length < limit ? length : limit;
    memcpy(into, text, length);
    return length;
}

/* ---- what the case makes of it ---- */

static void replace(struct file *file, size_t from, size_t to, const char *with, size_t length) {
    char *changed = malloc(file->length - (to - from) + length + 1);
    memcpy(changed, file->content, from);
    memcpy(changed + from, with, length);
    memcpy(changed + from + length, file->content + to, file->length - to);
    free(file->content);
    file->content = changed;
    file->length += length - (to - from);
}

static void spoil_number(struct file *file, int which) {
    static const char *const numbers[] = {"0", "1", "-1", "2147483647", "2147483648", "4294967295", "4294967296",
                                          "9223372036854775807", "9223372036854775808", "99999999999999999999999", "",
                                          "0x10", "+1", "1e9"};
    for (size_t at = 0; at < file->length; at++) {
        if (file->content[at] >= '0' && file->content[at] <= '9') {
            size_t end = at;
            while (end < file->length && file->content[end] >= '0' && file->content[end] <= '9') {
                end++;
            }
            if (which-- == 0) {
                const char *number = numbers[take_below((int) LENGTH(numbers))];
                replace(file, at, end, number, strlen(number));
                return;
            }
            at = end;
        }
    }
}

void spoil(struct file *file) {
    static const char *const parts[] = {" ", "\n", ":", ")", "(", "\t", ",", "\\", "\\134", "/", "..", "\r\n", "\x1b[2J",
                                        "\xc2\x9b", "\xe2\x80\xae", "\xff", "\xed\xa0\x80", "#!", "oom_kill ", "\nsigmask:\t"};
    char bytes[8];
    size_t at = file->length == 0 ? 0 : (size_t) (take() << 8 | take()) % (file->length + 1);
    switch (take_below(8)) {
        case 0:
            spoil_number(file, take_below(40));
            break;
        case 1:
            file->length = at;
            break;
        case 2: {
            const char *part = parts[take_below((int) LENGTH(parts))];
            replace(file, at, at, part, strlen(part));
            break;
        }
        case 3: {
            /* More than any buffer holds. */
            size_t count = (size_t) take() * 40;
            char *many = malloc(count + 1);
            memset(many, take(), count);
            replace(file, at, at, many, count);
            free(many);
            break;
        }
        case 4:
            replace(file, at, file->length, "", 0);
            break;
        case 5:
            replace(file, 0, at, "", 0);
            break;
        default: {
            size_t length = 1 + (size_t) take_below(8);
            for (size_t index = 0; index < length; index++) {
                bytes[index] = (char) take();
            }
            size_t end = at + length < file->length ? at + length : file->length;
            replace(file, at, end, bytes, length);
        }
    }
}
