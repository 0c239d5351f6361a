package dev.pidone.linux;

import dev.pidone.kernel.Signal;
import dev.pidone.kernel.SignalSet;
import dev.pidone.syscall.NativeLibrary;
import dev.pidone.syscall.SystemCall;

/**
 * The supervisor's side of the signal relay, which only a JVM needs. It keeps a few signals unblocked in all of its
 * threads, so that they never show up in a signalfd: ILL, TRAP, BUS, FPE, SEGV and USR2, and glibc 32 and 33. A handler
 * in machine code (src/main/c/jar.c) catches those that a process sent, notes them in a bit mask and writes to an
 * eventfd.
 */
final class SignalRelay {
    private SignalRelay() {
    }

    /** Takes the noted signals away: bit {@code n - 1} stands for signal {@code n}. */
    static long take() {
        return NativeLibrary.takeRelayed();
    }

    /**
     * Has all that has been caught, and all that will be, sent to this thread, which has all signals blocked: what is
     * pending for a thread stays pending when it becomes another program (execve(2)).
     */
    static void sendToThisThread() {
        long thread = SystemCall.GETTID.call();
        long process = SystemCall.GETPID.call();
        NativeLibrary.relayTo(thread);
        long noted = take();
        for (int number = 1; number <= Signal.MAX; number++) {
            if ((noted & SignalSet.bit(Signal.of(number))) != 0) {
                SystemCall.TGKILL.call(process, thread, number);
            }
        }
    }
}
