package dev.pidone.linux.proc;

import dev.pidone.io.FileBytes;
import dev.pidone.memory.Line;
import dev.pidone.syscall.Descriptors;
import dev.pidone.syscall.SystemCall;

/**
 * Finds the directory of the control group that accounts for this process's memory (cgroups(7), cgroup_namespaces(7)):
 * /proc/self/cgroup has its path in the hierarchy, /proc/self/mountinfo which part of the hierarchy is mounted where.
 * Both begin at the root of this process's cgroup namespace. Everything it needs is allocated once.
 */
final class CgroupDirectory {
    private static final int PATH_MAX = 4096;
    private static final int LONGEST_OPTIONS = 512;
    private static final String CONTROLLER = "memory";
    private static final String UP = "/..";
    /** Where systemd and container engines mount the hierarchies. */
    private static final String USUAL_MOUNT = "/sys/fs/cgroup";
    private static final String FIRST = "/memory";
    private static final int OCTAL_DIGITS = 3;

    private final String root;
    private final FileBytes file;
    private final Line path = new Line(PATH_MAX);
    private final Line own = new Line(PATH_MAX);
    private final Line mountRoot = new Line(PATH_MAX);
    private final Line mountPoint = new Line(PATH_MAX);
    private final Line options = new Line(LONGEST_OPTIONS);
    private final Line directory = new Line(PATH_MAX);
    private int version;
    private int mountLength;
    private int end;

    /** @param root what goes before every path: empty, but in tests */
    CgroupDirectory(String root, FileBytes file) {
        this.root = root;
        this.file = file;
    }

    /** Looks for it; false if there is none, or none that is mounted here. */
    boolean find() {
        return findPath(own) && findMount();
    }

    /**
     * Takes it to be where it usually is, without a look at mountinfo, which takes as long as all else at a start where
     * there are many mounts, and touches few pages of memory; false if there is none. Whether it is there shows
     * {@link #find}.
     */
    boolean guess() {
        if (!findPath(directory)) {
            return false;
        }
        if (directory.at(directory.length() - 1) == '/') {
            directory.cut(directory.length() - 1);
        }
        return true;
    }

    /** The directory; no zero stands behind it. */
    Line path() {
        return directory;
    }

    /** How much of the directory's path is that of the mount: up to there its parents can be seen. */
    int mountLength() {
        return mountLength;
    }

    /** The version of the hierarchy, 1 or 2. */
    int version() {
        return version;
    }

    private boolean open(String name) {
        return file.open(directory.clear().text(root).text(name).add((byte) 0));
    }

    /**
     * A line is {@code ID:CONTROLLERS:PATH}. Version 2 has no controllers there, and memory may be version 1's.
     *
     * @param into is to have the path, behind where it is usually mounted if it is the directory
     */
    private boolean findPath(Line into) {
        version = 0;
        if (!open("/proc/self/cgroup")) {
            return false;
        }
        end = '\n';
        while (version != 1 && end != FileBytes.END) {
            readField(options, ':');
            readField(options, ':');
            boolean isSecond = options.length() == 0 && end == ':';
            boolean isFirst = hasOption(CONTROLLER);
            if (isFirst || isSecond) {
                version = isFirst ? 1 : 2;
                into.clear();
                if (into == directory) {
                    into.text(root).text(USUAL_MOUNT).text(isFirst ? FIRST : "");
                }
                addField(into, '\n');
            } else {
                skipLine();
            }
        }
        file.close();
        return version != 0;
    }

    /** Reads up to a delimiter, or to the end of the line. */
    private void readField(Line into, int delimiter) {
        addField(into.clear(), delimiter);
    }

    private void addField(Line into, int delimiter) {
        end = file.read();
        while (end != delimiter && end != '\n' && end != FileBytes.END) {
            into.add((byte) end);
            end = file.read();
        }
    }

    /** Whether a list with commas has a word. */
    private boolean hasOption(String word) {
        int from = 0;
        for (int index = 0; index <= options.length(); index++) {
            if (index == options.length() || options.at(index) == ',') {
                if (options.isEqual(from, index, word)) {
                    return true;
                }
                from = index + 1;
            }
        }
        return false;
    }

    private boolean findMount() {
        if (!open("/proc/self/mountinfo")) {
            return false;
        }
        boolean isFound = false;
        end = '\n';
        while (!isFound && end != FileBytes.END) {
            isFound = isMountOfHierarchy() && compose();
            skipLine();
        }
        file.close();
        return isFound;
    }

    private void skipLine() {
        while (end != '\n' && end != FileBytes.END) {
            end = file.read();
        }
    }

    /**
     * A line is {@code ID PARENT DEVICE ROOT MOUNTPOINT OPTIONS [FIELD...] - TYPE SOURCE SUPEROPTIONS}
     * (proc_pid_mountinfo(5)).
     */
    private boolean isMountOfHierarchy() {
        readField(options, ' ');
        for (int field = 0; field < 2 && end == ' '; field++) {
            readField(options, ' ');
        }
        readEscaped(mountRoot);
        readEscaped(mountPoint);
        while (end == ' ' && !options.isEqual("-")) {
            readField(options, ' ');
        }
        readField(options, ' ');
        if (!options.isEqual(version == 1 ? "cgroup" : "cgroup2")) {
            return false;
        }
        readField(options, ' ');
        readField(options, ' ');
        return version == 2 || hasOption(CONTROLLER);
    }

    /** Reads a field in which blanks and backslashes are three octal digits behind a backslash. */
    private void readEscaped(Line into) {
        into.clear();
        end = end == ' ' ? file.read() : end;
        while (end != ' ' && end != '\n' && end != FileBytes.END) {
            if (end == '\\') {
                int value = 0;
                for (int digit = 0; digit < OCTAL_DIGITS; digit++) {
                    value = 8 * value + file.read() - '0';
                }
                into.add((byte) value);
            } else {
                into.add((byte) end);
            }
            end = file.read();
        }
    }

    /** Makes the directory's path of the mount's and of what the group's path has beyond the mount's root. */
    private boolean compose() {
        int common = mountRoot.length() == 1 ? 0 : mountRoot.length();
        if (!hasRoot(common) || goesUp(common)) {
            return false;
        }
        directory.clear().text(root).line(mountPoint);
        mountLength = directory.length();
        for (int index = common; index < own.length() && own.length() > 1; index++) {
            directory.add((byte) own.at(index));
        }
        path.clear().line(directory).add((byte) 0);
        return SystemCall.FACCESSAT.call(Descriptors.AT_FDCWD, path.bytes().address()) == 0;
    }

    private boolean hasRoot(int common) {
        if (own.length() < common) {
            return false;
        }
        for (int index = 0; index < common; index++) {
            if (own.at(index) != mountRoot.at(index)) {
                return false;
            }
        }
        return own.length() == common || own.at(common) == '/';
    }

    /** A group outside of the namespace's root has a path that leads upwards: it is not in this mount. */
    private boolean goesUp(int common) {
        return own.startsWith(common, UP)
                && (own.length() == common + UP.length() || own.at(common + UP.length()) == '/');
    }
}
