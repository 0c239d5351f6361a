package dev.pidone.linux;

/**
 * Gives back the memory of files that the JVM has mapped and read while it started: most of its code and of its AOT
 * cache is never needed again. What is needed comes back from the page cache, page by page (madvise(2), MADV_DONTNEED).
 *
 * <p>
 * Only mappings that cannot be written and hold no page of their own are given back: a page that was changed, such as
 * an address that the dynamic linker has filled in, would lose the change.
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

    private FilePages(LineReader lines) {
        this.lines = lines;
    }

    /** Gives back what can be; without /proc nothing is. */
    static void release() {
        LineReader reader = LineReader.open("/proc/self/smaps");
        if (reader != null) {
            new FilePages(reader).releaseUnchanged();
            reader.close();
        }
    }

    /** Each mapping is a line BEGIN-END PERMISSIONS ... FILE, followed by lines NAME: NUMBER kB (proc_pid_smaps(5)). */
    private void releaseUnchanged() {
        while (lines.next()) {
            if (digit(lines.at(0)) != NO_DIGIT) {
                readMapping();
            } else if (unwritableFile && lines.startsWith(CHANGED) && lines.endsWith(" 0 kB")) {
                // Otherwise a single access would bring back 2 MiB.
                advise(MADV_NOHUGEPAGE);
                advise(MADV_DONTNEED);
            }
        }
    }

    private void advise(long advice) {
        NativeLibrary.systemCall(SystemCall.MADVISE, begin, end - begin, advice, 0, 0);
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
