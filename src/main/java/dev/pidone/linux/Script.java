package dev.pidone.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A table of prepared system calls that machine code runs in order, without any Java: in a child between clone(2) and
 * execve(2), where no Java may run, or in this thread. The results are read back from the same memory.
 *
 * <p>
 * An error that a row does not tolerate ends the script. A row with a condition is left out unless the row that ran
 * before it had exactly that result.
 */
final class Script {
    /** A row, as {@code run_script} in src/main/asm/*\/library.s reads it. */
    private static final MemoryLayout ROW = MemoryLayout.structLayout(ValueLayout.JAVA_LONG.withName("number"),
            MemoryLayout.sequenceLayout(6, ValueLayout.JAVA_LONG).withName("arguments"),
            ValueLayout.JAVA_LONG.withName("result"),
            MemoryLayout.sequenceLayout(2, ValueLayout.JAVA_LONG).withName("tolerated"),
            ValueLayout.JAVA_LONG.withName("condition"), MemoryLayout.paddingLayout(Long.BYTES));

    private static final long ROW_BYTES = ROW.byteSize();
    private static final long NUMBER = offset("number");
    private static final long ARGUMENTS = offset("arguments");
    private static final long RESULT = offset("result");
    private static final long TOLERATED = offset("tolerated");
    private static final long CONDITION = offset("condition");

    /** The result of a row that has not run, or whose system call has not returned: execve(2) that succeeded. */
    private static final long NO_RESULT = Long.MIN_VALUE;
    /** Results from here to -1 are negated error numbers (syscall(2)). */
    private static final long LOWEST_ERROR = -4095;

    private final MemorySegment rows;
    private int size;

    /** @param capacity how many rows it takes at most */
    Script(int capacity) {
        rows = Arena.global().allocate(capacity * ROW_BYTES, Long.BYTES);
    }

    private static long offset(String field) {
        return ROW.byteOffset(MemoryLayout.PathElement.groupElement(field));
    }

    /**
     * Adds a system call that must succeed, unless {@link #tolerate} says otherwise.
     *
     * @return the number of its row
     */
    int add(SystemCall call, long a1, long a2, long a3, long a4) {
        long row = size * ROW_BYTES;
        set(row + NUMBER, call.number);
        set(row + ARGUMENTS, a1);
        set(row + ARGUMENTS + 8, a2);
        set(row + ARGUMENTS + 16, a3);
        set(row + ARGUMENTS + 24, a4);
        set(row + RESULT, NO_RESULT);
        return size++;
    }

    /** Lets the script go on after an error of a row. */
    void tolerate(int row, Errno errno) {
        long word = row * ROW_BYTES + TOLERATED + errno.number() / Long.SIZE * Long.BYTES;
        set(word, get(word) | 1L << errno.number());
    }

    /** Lets the script go on after any error of a row. */
    void tolerateAll(int row) {
        set(row * ROW_BYTES + TOLERATED, -1);
        set(row * ROW_BYTES + TOLERATED + Long.BYTES, -1);
    }

    /** Leaves a row out unless the row that ran before it failed with an error. */
    void onlyAfter(int row, Errno errno) {
        set(row * ROW_BYTES + CONDITION, -errno.number());
    }

    /** Where the result of a row will be, for system calls that take a pointer to it. */
    long addressOfResult(int row) {
        return rows.address() + row * ROW_BYTES + RESULT;
    }

    /** Runs the script in this thread. */
    void run() {
        NativeLibrary.runScript(rows, size * ROW_BYTES);
    }

    /**
     * Runs the script in a new child.
     *
     * @param cloneFlags flags of clone(2), the signal that tells of the child's end included
     * @param stack the child's stack
     * @return the child's process ID, or the negated error number of clone(2)
     */
    long spawn(long cloneFlags, MemorySegment stack) {
        return NativeLibrary.spawn(cloneFlags, rows, size * ROW_BYTES, stack);
    }

    /** The error number of a row that has run and failed, otherwise 0. */
    int error(int row) {
        long result = result(row);
        return result < 0 && result >= LOWEST_ERROR ? (int) -result : 0;
    }

    /**
     * Where the script ended.
     *
     * @return the row whose error ended it, or the number of rows if it came to its end, or -1 if a row did not return:
     * the process has become another program
     */
    int end() {
        long last = 0;
        for (int row = 0; row < size; row++) {
            if (result(row) == NO_RESULT) {
                long condition = get(row * ROW_BYTES + CONDITION);
                if (condition == 0 || condition == last) {
                    return -1;
                }
            } else if (error(row) != 0 && !tolerates(row, error(row))) {
                return row;
            } else {
                last = result(row);
            }
        }
        return size;
    }

    private boolean tolerates(int row, int error) {
        return error < 2 * Long.SIZE
                && (get(row * ROW_BYTES + TOLERATED + error / Long.SIZE * Long.BYTES) & 1L << error) != 0;
    }

    private long result(int row) {
        return get(row * ROW_BYTES + RESULT);
    }

    private long get(long offset) {
        return rows.get(ValueLayout.JAVA_LONG, offset);
    }

    private void set(long offset, long value) {
        rows.set(ValueLayout.JAVA_LONG, offset, value);
    }
}
