package dev.pidone.linux;

import java.util.Arrays;

/**
 * Gives back the memory of files that the JVM has mapped and read while it started: most of its code and of its AOT
 * cache is never needed again. What is needed comes back from the page cache, page by page (madvise(2), MADV_DONTNEED).
 *
 * <p>
 * Only mappings that cannot be written and hold no page of their own are given back: a page that was changed, such as
 * an address that the dynamic linker has filled in, would lose the change. All are given back at once, by machine code:
 * a loop in Java would bring back what it runs on.
 */
final class FilePages {
    private static final long MADV_DONTNEED = 4;
    private static final long MADV_NOHUGEPAGE = 15;
    private static final String CHANGED = "Anonymous:";
    private static final int NO_DIGIT = -1;

    private final LineReader lines;
    private long begin;
    private long end;
    private boolean unwritableFile;
    /** Pairs of an address and a length. */
    private long[] unchanged = new long[64];
    private int size;

    private FilePages(LineReader lines) {
        this.lines = lines;
    }

    /** Gives back what can be; without /proc nothing is. */
    static void release() {
        LineReader reader = LineReader.open("/proc/self/smaps");
        if (reader != null) {
            FilePages pages = new FilePages(reader);
            pages.find();
            reader.close();
            pages.giveBack();
        }
    }

    /** Each mapping is a line BEGIN-END PERMISSIONS ... FILE, followed by lines NAME: NUMBER kB (proc_pid_smaps(5)). */
    private void find() {
        while (lines.next()) {
            if (digit(lines.at(0)) != NO_DIGIT) {
                readMapping();
            } else if (unwritableFile && lines.startsWith(CHANGED) && lines.endsWith(" 0 kB")) {
                add();
            }
        }
    }

    private void add() {
        if (size == unchanged.length) {
            unchanged = Arrays.copyOf(unchanged, 2 * size);
        }
        unchanged[size] = begin;
        unchanged[size + 1] = end - begin;
        size += 2;
    }

    private void giveBack() {
        Script script = new Script(size);
        // Otherwise a single access would bring back 2 MiB.
        addAll(script, MADV_NOHUGEPAGE);
        addAll(script, MADV_DONTNEED);
        script.run();
    }

    private void addAll(Script script, long advice) {
        for (int index = 0; index < size; index += 2) {
            script.tolerateAll(script.add(SystemCall.MADVISE, unchanged[index], unchanged[index + 1], advice, 0));
        }
    }

    private void readMapping() {
        int index = 0;
        begin = 0;
        for (; lines.at(index) != '-'; index++) {
            begin = begin << 4 | digit(lines.at(index));
        }
        index++;
        end = 0;
        for (; lines.at(index) != ' '; index++) {
            end = end << 4 | digit(lines.at(index));
        }
        boolean writable = lines.at(index + 2) == 'w';
        unwritableFile = !writable && lines.contains(" /");
    }

    private static int digit(byte character) {
        if (character >= '0' && character <= '9') {
            return character - '0';
        }
        return character >= 'a' && character <= 'f' ? character - 'a' + 10 : NO_DIGIT;
    }
}
