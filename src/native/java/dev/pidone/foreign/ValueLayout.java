package dev.pidone.foreign;

import org.teavm.interop.StaticInit;

/** {@code java.lang.foreign.ValueLayout} for the file: the integers. */
@StaticInit
public abstract class ValueLayout extends MemoryLayout {
    public static final OfByte JAVA_BYTE = new OfByte(null);
    public static final OfShort JAVA_SHORT = new OfShort(null, Short.BYTES);
    public static final OfInt JAVA_INT = new OfInt(null, Integer.BYTES);
    public static final OfLong JAVA_LONG = new OfLong(null, Long.BYTES);
    public static final OfShort JAVA_SHORT_UNALIGNED = new OfShort(null, 1);
    public static final OfInt JAVA_INT_UNALIGNED = new OfInt(null, 1);
    public static final OfLong JAVA_LONG_UNALIGNED = new OfLong(null, 1);

    ValueLayout(String name, long size, long alignment) {
        super(name, size, alignment);
    }

    /** A {@code byte}. */
    public static final class OfByte extends ValueLayout {
        private OfByte(String name) {
            super(name, Byte.BYTES, Byte.BYTES);
        }

        @Override
        public OfByte withName(String newName) {
            return new OfByte(newName);
        }
    }

    /** A {@code short}. */
    public static final class OfShort extends ValueLayout {
        private OfShort(String name, long alignment) {
            super(name, Short.BYTES, alignment);
        }

        @Override
        public OfShort withName(String newName) {
            return new OfShort(newName, byteAlignment());
        }
    }

    /** An {@code int}. */
    public static final class OfInt extends ValueLayout {
        private OfInt(String name, long alignment) {
            super(name, Integer.BYTES, alignment);
        }

        @Override
        public OfInt withName(String newName) {
            return new OfInt(newName, byteAlignment());
        }
    }

    /** A {@code long}. */
    public static final class OfLong extends ValueLayout {
        private OfLong(String name, long alignment) {
            super(name, Long.BYTES, alignment);
        }

        @Override
        public OfLong withName(String newName) {
            return new OfLong(newName, byteAlignment());
        }
    }
}
