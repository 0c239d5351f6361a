package dev.pidone.foreign;

/** {@code java.lang.foreign.SequenceLayout} for the file: elements of one kind, of which only their size is known. */
public final class SequenceLayout extends MemoryLayout {
    SequenceLayout(String name, long size, long alignment) {
        super(name, size, alignment);
    }

    public SequenceLayout withName(String newName) {
        return new SequenceLayout(newName, byteSize(), byteAlignment());
    }
}
