package dev.pidone.foreign;

/** {@code java.lang.foreign.StructLayout} for the file. */
public final class StructLayout extends MemoryLayout {
    private final MemoryLayout[] members;
    /** By member: where it begins. */
    private final long[] offsets;
    /** The member to be asked for next: whoever wants to know of all asks in their order. */
    private int expected;

    private StructLayout(long size, long alignment, MemoryLayout[] members, long[] offsets) {
        super(null, size, alignment);
        this.members = members;
        this.offsets = offsets;
    }

    static StructLayout of(MemoryLayout[] members) {
        long size = 0;
        long alignment = 1;
        long[] offsets = new long[members.length];
        for (int index = 0; index < members.length; index++) {
            offsets[index] = size;
            size += members[index].byteSize();
            alignment = Math.max(alignment, members[index].byteAlignment());
        }
        return new StructLayout(size, alignment, members, offsets);
    }

    int indexOf(String name) {
        for (int step = 0; step < members.length; step++) {
            int index = expected + step < members.length ? expected + step : expected + step - members.length;
            if (members[index].isNamed(name)) {
                expected = index + 1;
                return index;
            }
        }
        throw new IllegalArgumentException(name);
    }

    MemoryLayout member(int index) {
        return members[index];
    }

    long offset(int index) {
        return offsets[index];
    }
}
