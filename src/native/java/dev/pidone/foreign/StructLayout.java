package dev.pidone.foreign;

/** {@code java.lang.foreign.StructLayout} for the file. */
public final class StructLayout extends MemoryLayout {
    private final MemoryLayout[] members;

    private StructLayout(String name, long size, long alignment, MemoryLayout[] members) {
        super(name, size, alignment);
        this.members = members;
    }

    static StructLayout of(String name, MemoryLayout[] members) {
        long size = 0;
        long alignment = 1;
        for (MemoryLayout member : members) {
            size += member.byteSize();
            alignment = Math.max(alignment, member.byteAlignment());
        }
        return new StructLayout(name, size, alignment, members);
    }

    @Override
    public StructLayout withName(String newName) {
        return new StructLayout(newName, byteSize(), byteAlignment(), members);
    }

    int indexOf(String name) {
        for (int index = 0; index < members.length; index++) {
            if (members[index].isNamed(name)) {
                return index;
            }
        }
        throw new IllegalArgumentException(name);
    }

    MemoryLayout member(int index) {
        return members[index];
    }

    long offset(int index) {
        long offset = 0;
        for (int before = 0; before < index; before++) {
            offset += members[before].byteSize();
        }
        return offset;
    }
}
