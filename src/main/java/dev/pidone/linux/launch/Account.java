package dev.pidone.linux.launch;

import dev.pidone.kernel.ExitStatus;
import dev.pidone.kernel.LaunchException;
import dev.pidone.kernel.UserName;
import dev.pidone.linux.launch.failure.Permissions;
import dev.pidone.memory.Decimal;
import dev.pidone.memory.Indexes;
import dev.pidone.memory.Line;
import dev.pidone.memory.NativeStrings;
import dev.pidone.syscall.Descriptors;
import dev.pidone.syscall.SystemCall;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The IDs and the home of the user that a command runs as, from /etc/passwd and /etc/group. A user that is a number
 * need not be there: its group is pidone's then, and its home the root. Where a group is named, it is the only one;
 * otherwise the groups are those that name the user.
 */
final class Account implements Permissions {
    static final String PASSWD = "/etc/passwd";
    static final String GROUP = "/etc/group";

    private static final int LONGEST_NAME = 1024;
    private static final int LONGEST_HOME = 4096;
    private static final int LONGEST_MESSAGE = 1024;
    private static final int OWNER_EXECUTE = 0100;
    private static final int GROUP_EXECUTE = 0010;
    private static final int OTHERS_EXECUTE = 0001;
    private static final int EXECUTE_BITS = OWNER_EXECUTE | GROUP_EXECUTE | OTHERS_EXECUTE;

    private final AccountFile file = new AccountFile();
    private final Line name = new Line(LONGEST_NAME);
    private final Line field = new Line(LONGEST_HOME);
    private final Line number = new Line(LONGEST_NAME);
    private final Line wanted = new Line(LONGEST_NAME);
    private final Line home = new Line(LONGEST_HOME);
    private final Indexes groups = new Indexes();
    private final MemorySegment ids = Arena.global().allocate(ValueLayout.JAVA_INT, 3);
    private boolean isKnown;
    private long user;
    private long group;

    /** @throws LaunchException if there is no such user or group */
    Account(UserName who) throws LaunchException {
        group = current(SystemCall.GETRESGID);
        home.text("HOME=/");
        findUser(who.user());
        if (who.group() != null) {
            findGroup(who.group());
        } else if (group < 0) {
            throw unusableGroup();
        } else if (isKnown) {
            findMemberships();
        }
        home.add((byte) 0);
    }

    private void findUser(NativeStrings userName) throws LaunchException {
        wanted.clear().text(userName, 0);
        user = AccountFile.id(wanted);
        int error = file.open(PASSWD);
        if (error == 0) {
            while (!isKnown && file.nextLine()) {
                file.field(name, false);
                file.field(field, false);
                file.field(number, false);
                isKnown = AccountFile.id(number) >= 0
                        && (user < 0 ? name.isEqual(wanted) : AccountFile.id(number) == user);
            }
            if (isKnown) {
                user = AccountFile.id(number);
                file.field(number, false);
                group = AccountFile.id(number);
                file.field(field, false);
                file.field(home, false);
                prependHome();
            }
            file.close();
        }
        if (user < 0) {
            throw unknown("user", PASSWD, error);
        }
    }

    private void prependHome() {
        field.clear().line(home);
        home.clear().text("HOME=").line(field);
    }

    private void findGroup(NativeStrings groupName) throws LaunchException {
        wanted.clear().text(groupName, 0);
        group = AccountFile.id(wanted);
        if (group >= 0) {
            return;
        }
        int error = file.open(GROUP);
        if (error == 0) {
            while (group < 0 && file.nextLine()) {
                file.field(name, false);
                file.field(field, false);
                file.field(number, false);
                group = name.isEqual(wanted) ? AccountFile.id(number) : -1;
            }
            file.close();
        }
        if (group < 0) {
            throw unknown("group", GROUP, error);
        }
    }

    /** Without the file there are none. */
    private void findMemberships() {
        wanted.clear().line(name);
        if (file.open(GROUP) != 0) {
            return;
        }
        while (file.nextLine()) {
            file.field(field, false);
            file.field(field, false);
            file.field(number, false);
            boolean isMember = false;
            while (!file.isLast()) {
                file.field(field, true);
                isMember |= field.isEqual(wanted);
            }
            if (isMember && AccountFile.id(number) >= 0) {
                groups.add((int) AccountFile.id(number));
            }
        }
        file.close();
    }

    private LaunchException unknown(String what, String path, int error) {
        Line reason = new Line(LONGEST_MESSAGE).text("there is no ").text(what).text(" '").printable(wanted)
                .text("' in ").text(path);
        if (error != 0) {
            reason.text(", which cannot be read: ").errno(error);
        }
        if (Decimal.of(wanted.bytes().address(), wanted.length()) == Decimal.NONE) {
            reason.text(": add it there, or give a number");
        } else {
            reason.text(", and numbers end at ").number(AccountFile.LARGEST_ID);
        }
        return new LaunchException(reason, ExitStatus.PIDONE_FAILED);
    }

    private LaunchException unusableGroup() {
        return new LaunchException(new Line(LONGEST_MESSAGE).text("the group '").printable(number).text("' of user '")
                .printable(wanted).text("' in " + PASSWD + " is no number from 0 to ").number(AccountFile.LARGEST_ID)
                .text(": correct it there, or give a group"), ExitStatus.PIDONE_FAILED);
    }

    /** The real ID of this process; the effective and the saved one are behind it. */
    private long current(SystemCall call) {
        long address = ids.address();
        call.call(address, address + Integer.BYTES, address + 2L * Integer.BYTES);
        return Integer.toUnsignedLong(ids.getAtIndex(ValueLayout.JAVA_INT, 0));
    }

    private boolean areAll(SystemCall call, long id) {
        current(call);
        for (int index = 0; index < 3; index++) {
            if (ids.getAtIndex(ValueLayout.JAVA_INT, index) != (int) id) {
                return false;
            }
        }
        return true;
    }

    /** Whether pidone is that user already: then nothing has to be changed that it may not change. */
    boolean isCurrent() {
        return areAll(SystemCall.GETRESUID, user) && areAll(SystemCall.GETRESGID, group);
    }

    /** Capabilities are not looked at, but for root's. */
    @Override
    public boolean isPermitted(int mode, long owner, long ownerGroup) {
        if (user == 0) {
            return (mode & EXECUTE_BITS) != 0 || (mode & Descriptors.S_IFMT) == Descriptors.S_IFDIR;
        }
        if (user == owner) {
            return (mode & OWNER_EXECUTE) != 0;
        }
        return (mode & (isIn(ownerGroup) ? GROUP_EXECUTE : OTHERS_EXECUTE)) != 0;
    }

    private boolean isIn(long other) {
        boolean isMember = other == group;
        for (int index = 0; index < groups.size() && !isMember; index++) {
            isMember = groups.get(index) == (int) other;
        }
        return isMember;
    }

    long user() {
        return user;
    }

    long group() {
        return group;
    }

    int groupCount() {
        return groups.size();
    }

    /** The address of the IDs of the supplementary groups. */
    long groups() {
        return groups.address();
    }

    /** The address of {@code HOME=} and the home, with a zero behind it. */
    long home() {
        return home.bytes().address();
    }
}
