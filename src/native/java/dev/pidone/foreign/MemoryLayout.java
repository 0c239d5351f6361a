package dev.pidone.foreign;

/** {@code java.lang.foreign.MemoryLayout} for the file, the part that pidone uses. */
public abstract class MemoryLayout {
    private final String name;
    private final long size;
    private final long alignment;

    MemoryLayout(String name, long size, long alignment) {
        this.name = name;
        this.size = size;
        this.alignment = alignment;
    }

    public static StructLayout structLayout(MemoryLayout... members) {
        return StructLayout.of(members);
    }

    public static SequenceLayout sequenceLayout(long count, MemoryLayout element) {
        return new SequenceLayout(null, element.size * count, element.alignment);
    }

    public final long byteSize() {
        return size;
    }

    public final long byteAlignment() {
        return alignment;
    }

    /** Where a member of a structure begins. */
    public final long byteOffset(PathElement... path) {
        long offset = 0;
        MemoryLayout layout = this;
        for (PathElement element : path) {
            StructLayout struct = (StructLayout) layout;
            int index = struct.indexOf(element.name);
            offset += struct.offset(index);
            layout = struct.member(index);
        }
        return offset;
    }

    final boolean isNamed(String other) {
        return other.equals(name);
    }

    /** Selects a member of a structure by its name. */
    public static final class PathElement {
        private final String name;

        private PathElement(String name) {
            this.name = name;
        }

        public static PathElement groupElement(String name) {
            return new PathElement(name);
        }
    }
}
