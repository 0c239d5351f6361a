/*
 * What the program writes: nothing that does something to a terminal, and no bytes but the user's own that are no UTF-8. JSON
 * is JSON, and that and files are UTF-8.
 */
#include "fuzz.h"

#include <string.h>

#define LONGEST_LINE (64 * 1024)

static char line[LONGEST_LINE];
static size_t length;
/* Whether standard error has not taken all of a line: then the next one may begin anywhere. */
static int is_cut;

static char written[4 * LONGEST_LINE];
static size_t written_length;

void begin_output(void) {
    length = 0;
    is_cut = 0;
    written_length = 0;
}

/* The length of the character at the beginning, 0 if it is not UTF-8 (RFC 3629). */
static size_t character(const unsigned char *text, size_t left, unsigned *value) {
    size_t bytes = text[0] < 0x80 ? 1 : (text[0] & 0xe0) == 0xc0 ? 2 : (text[0] & 0xf0) == 0xe0 ? 3
                 : (text[0] & 0xf8) == 0xf0 ? 4 : 0;
    if (bytes == 0 || bytes > left) {
        return 0;
    }
    *value = bytes == 1 ? text[0] : text[0] & (0xffu >> (bytes + 1));
    for (size_t index = 1; index < bytes; index++) {
        if ((text[index] & 0xc0) != 0x80) {
            return 0;
        }
        *value = *value << 6 | (text[index] & 0x3f);
    }
    static const unsigned least[] = {0, 0, 0x80, 0x800, 0x10000};
    return *value < least[bytes] || *value > 0x10ffff || (*value >= 0xd800 && *value < 0xe000) ? 0 : bytes;
}

/* Control characters of both sets, what changes the direction of writing, and what is not seen. */
static int does_something(unsigned value) {
    return value < 0x20 || (value >= 0x7f && value < 0xa0) || value == 0xad || value == 0x61c
            || (value >= 0x200b && value <= 0x200f) || (value >= 0x2028 && value <= 0x202e)
            || (value >= 0x2060 && value <= 0x206f) || value == 0xfeff;
}

/* How many bytes there are of what begins like a character and is none; 0 for one of the second set of control characters. */
static size_t incomplete(const unsigned char *text, size_t left) {
    size_t wanted = text[0] < 0xc0 || text[0] >= 0xf8 ? 1 : text[0] < 0xe0 ? 2 : text[0] < 0xf0 ? 3 : 4;
    size_t bytes = 1;
    while (bytes < wanted && bytes < left && (text[bytes] & 0xc0) == 0x80) {
        bytes++;
    }
    return text[0] < 0xa0 ? 0 : bytes;
}

/* ESC [ NUMBERS m: a colour. */
static size_t colour(const char *text, size_t left) {
    size_t index = 2;
    if (left < 3 || text[0] != 0x1b || text[1] != '[') {
        return 0;
    }
    while (index < left && ((text[index] >= '0' && text[index] <= '9') || text[index] == ';')) {
        index++;
    }
    return index < left && text[index] == 'm' ? index + 1 : 0;
}

enum strictness { FOR_PEOPLE, VALID };

static void check_text(const char *text, size_t bytes, enum strictness strictness) {
    size_t at = 0;
    while (at < bytes) {
        unsigned value = 0;
        size_t next = strictness == FOR_PEOPLE ? colour(text + at, bytes - at) : 0;
        if (next == 0) {
            next = character((const unsigned char *) text + at, bytes - at, &value);
            if (next == 0 && strictness == FOR_PEOPLE) {
                next = incomplete((const unsigned char *) text + at, bytes - at);
                value = ' ';
            }
            if (next == 0 || (does_something(value) && value != '\n')) {
                finding("at %zu it is not printable: %.*s", at, (int) bytes, text);
            }
        }
        at += next;
    }
}

/* ---- JSON (RFC 8259) ---- */

static const char *value_at(const char *at, int depth);

static const char *blanks(const char *at) {
    while (*at == ' ') {
        at++;
    }
    return at;
}

static const char *string_at(const char *at) {
    if (*at++ != '"') {
        return NULL;
    }
    while (*at != '"') {
        if ((unsigned char) *at < 0x20) {
            return NULL;
        }
        if (*at++ == '\\') {
            if (*at == 'u') {
                if (strspn(at + 1, "0123456789abcdefABCDEF") < 4) {
                    return NULL;
                }
                at += 4;
            } else if (*at == 0 || strchr("\"\\/bfnrt", *at) == NULL) {
                return NULL;
            }
            at++;
        }
    }
    return at + 1;
}

static const char *list_at(const char *at, char end, int depth) {
    at = blanks(at + 1);
    if (*at == end) {
        return at + 1;
    }
    for (;;) {
        if (end == '}') {
            at = string_at(blanks(at));
            if (at == NULL || *(at = blanks(at)) != ':') {
                return NULL;
            }
            at++;
        }
        at = value_at(blanks(at), depth + 1);
        if (at == NULL) {
            return NULL;
        }
        at = blanks(at);
        if (*at == end) {
            return at + 1;
        }
        if (*at++ != ',') {
            return NULL;
        }
    }
}

static const char *value_at(const char *at, int depth) {
    static const char *const words[] = {"true", "false", "null"};
    if (depth > 8) {
        return NULL;
    }
    if (*at == '{') {
        return list_at(at, '}', depth);
    }
    if (*at == '[') {
        return list_at(at, ']', depth);
    }
    if (*at == '"') {
        return string_at(at);
    }
    for (size_t index = 0; index < LENGTH(words); index++) {
        if (strncmp(at, words[index], strlen(words[index])) == 0) {
            return at + strlen(words[index]);
        }
    }
    size_t digits = strspn(at, "-0123456789.");
    return digits == 0 ? NULL : at + digits;
}

/* ---- messages ---- */

/* One that the kernel has caused, by an error that nobody expects, names the error. */
static int names_error(const char *text) {
    for (const char *at = text; (at = strstr(at, ": E")) != NULL; at++) {
        if ((at[3] >= 'A' && at[3] <= 'Z') || at[3] == '2') {
            return 1;
        }
    }
    return strstr(text, "errno") != NULL || strstr(text, "error ") != NULL;
}

/* What follows these words, where a message of the program's begins with them: a word of the user's may be anything. */
static const char *internal_error(const char *text) {
    static const char *const beginnings[] = {"pidone: ", "ERROR: ", "going on after an ", "internal error: "};
    for (size_t index = 0; index < LENGTH(beginnings); index++) {
        size_t bytes = strlen(beginnings[index]);
        while (text[0] == 0x1b) {
            text += colour(text, strlen(text)) == 0 ? 1 : colour(text, strlen(text));
        }
        if (text[0] == '[' && strchr(text, ']') != NULL) {
            text = strchr(text, ']') + 2;
        }
        if (strncmp(text, beginnings[index], bytes) == 0) {
            text += bytes;
        } else if (index == 0 || index == LENGTH(beginnings) - 1) {
            return text[0] == '{' ? strstr(text, "\"event\":\"internal-error\"") : NULL;
        }
    }
    return text;
}

static void line_is_over(void) {
    line[length] = 0;
    if (traces) {
        trace("    | %s\n", line);
    }
    if (!is_cut) {
        check_text(line, length, line[0] == '{' ? VALID : FOR_PEOPLE);
        if (line[0] == '{') {
            const char *end = value_at(line, 0);
            if (end == NULL || *end != 0) {
                finding("it is not JSON: %s", line);
            }
        }
        const char *internal = internal_error(line);
        if (internal != NULL && !names_error(internal)) {
            finding("an exception: %s", line);
        }
    }
    length = 0;
    is_cut = 0;
}

void message_is_written(const char *text, size_t bytes, size_t taken) {
    expect_memory(text, bytes);
    for (size_t index = 0; index < taken; index++) {
        if (text[index] == '\n') {
            line_is_over();
        } else if (length < LONGEST_LINE - 1) {
            line[length++] = text[index];
        }
    }
    is_cut |= taken < bytes;
}

void file_is_written(const char *text, size_t bytes) {
    expect_memory(text, bytes);
    size_t count = bytes < sizeof(written) - written_length ? bytes : sizeof(written) - written_length;
    memcpy(written + written_length, text, count);
    written_length += count;
}

void file_is_complete(void) {
    if (written_length < sizeof(written)) {
        check_text(written, written_length, VALID);
    }
    written_length = 0;
}
