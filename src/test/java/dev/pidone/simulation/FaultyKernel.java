package dev.pidone.simulation;

import dev.pidone.kernel.Children;
import dev.pidone.kernel.Kernel;
import dev.pidone.kernel.ProcessTable;
import dev.pidone.kernel.ProcessVisitor;
import dev.pidone.kernel.Processes.Listing;
import dev.pidone.kernel.Signal;
import dev.pidone.kernel.SignalMapping;
import dev.pidone.kernel.SignalSet;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.function.UnaryOperator;

/**
 * Stands between a mode and the kernel and hides something from the mode, so that the mode does what it would do if it
 * had a certain bug. The schedules must notice.
 */
public enum FaultyKernel implements UnaryOperator<Kernel> {
    REAPS_ONLY_ONE_CHILD_A_ROUND {
        @Override
        Object answer(Call call, State state) throws Throwable {
            if (call.is("awaitEvent")) {
                state.reapedInRound = 0;
            }
            if (call.is("reap") && state.reapedInRound++ > 0) {
                return Children.Reaping.NOTHING_NEW;
            }
            return call.proceed();
        }
    },
    TAKES_ONLY_ONE_SIGNAL_A_ROUND_AND_FORGETS_THE_OTHERS {
        @Override
        Object answer(Call call, State state) throws Throwable {
            Object answer = call.proceed();
            if (call.is("awaitEvent")) {
                state.signalsInRound = 0;
            }
            return call.is("nextSignal") && state.signalsInRound++ > 0 ? Boolean.FALSE : answer;
        }
    },
    GOES_ON_FORWARDING_TO_THE_REAPED_COMMAND {
        @Override
        Object answer(Call call, State state) throws Throwable {
            return call.is("forwardDirectly") && call.arguments[2].equals(0) ? null : call.proceed();
        }
    },
    FORWARDS_DIRECTLY_WHATEVER_ARRIVES {
        @Override
        Object answer(Call call, State state) throws Throwable {
            if (call.is("forwardDirectly")) {
                call.arguments[0] = new SignalMapping();
            }
            return call.proceed();
        }
    },
    IS_NOT_TOLD_WHAT_WAS_FORWARDED_DIRECTLY {
        @Override
        Object answer(Call call, State state) throws Throwable {
            if (call.is("forwardDirectly")) {
                call.arguments[1] = SignalSet.NONE;
            }
            return call.proceed();
        }
    },
    TAKES_STRANGERS_FOR_NOBODY {
        @Override
        Object answer(Call call, State state) throws Throwable {
            return call.is("hasOtherProcesses") ? Boolean.FALSE : call.proceed();
        }
    },
    LOOKS_FOR_DESCENDANTS_ONLY_ONCE_A_SIGNAL {
        @Override
        Object answer(Call call, State state) throws Throwable {
            if (call.is("nextSignal")) {
                state.looks = 0;
            }
            if (call.is("listDescendants") && state.looks++ > 0) {
                ((ProcessTable) call.arguments[0]).clear();
                return Listing.COMPLETE;
            }
            return call.proceed();
        }
    },
    /** It takes a listing with gaps for a complete one. */
    OVERLOOKS_THAT_IT_HAS_MISSED_SOMEBODY {
        @Override
        Object answer(Call call, State state) throws Throwable {
            Object answer = call.proceed();
            return answer == Listing.WITH_GAPS ? Listing.COMPLETE : answer;
        }
    },
    SIGNALS_WHOEVER_HAS_THE_ID_BY_NOW {
        @Override
        Object answer(Call call, State state) throws Throwable {
            if (call.is("listDescendants")) {
                ProcessVisitor visitor = (ProcessVisitor) call.arguments[1];
                call.arguments[1] = (ProcessVisitor) (table, index) -> {
                    state.listed = table.processId(index);
                    return visitor.visit(table, index);
                };
            }
            if (!call.is("signalListed")) {
                return call.proceed();
            }
            for (int moment = 0; moment < MOMENTS; moment++) {
                // A system call that does nothing: others go on meanwhile.
                call.kernel.launcher().prepareToStartProgram();
            }
            return call.kernel.signals().signal(state.listed, (Signal) call.arguments[0]);
        }
    },
    TAKES_ITSELF_FOR_STOPPED("stopOwnGroup", Boolean.TRUE),
    TAKES_ITSELF_FOR_RUNNING("stopOwnGroup", Boolean.FALSE),
    TAKES_ITS_PARENT_FOR_A_SHELL {
        @Override
        Object answer(Call call, State state) throws Throwable {
            return call.is("isJobOfParent") ? Boolean.TRUE : call.proceed();
        }
    },
    NEVER_LOOKS_FOR_SIGNALS {
        @Override
        Object answer(Call call, State state) throws Throwable {
            return call.is("nextSignal") ? Boolean.FALSE : call.proceed();
        }
    },
    FORGETS_WHAT_IT_HAS_REAPED {
        @Override
        Object answer(Call call, State state) throws Throwable {
            Object answer = call.proceed();
            return answer == Children.Reaping.CHANGED ? Children.Reaping.NOTHING_NEW : answer;
        }
    },
    NEVER_SEES_A_DEADLINE_PASS {
        @Override
        Object answer(Call call, State state) throws Throwable {
            return call.is("nanoTime") ? Long.valueOf(0) : call.proceed();
        }
    },
    TRUSTS_WHOEVER_IS_INSIDE {
        @Override
        Object answer(Call call, State state) throws Throwable {
            return call.is("distrustInside") ? null : call.proceed();
        }
    },
    TAKES_EVERY_PROGRAM_FOR_AN_EXCEPTION("isNamed", Boolean.TRUE),
    KNOWS_NO_EXCEPTION("isNamed", Boolean.FALSE),
    NEVER_HEARS_OF_A_STOP_INSIDE("stopInside", null),
    HAS_AN_INTERNAL_ERROR {
        @Override
        Object answer(Call call, State state) throws Throwable {
            if (call.is("reap") && state.looks++ == 0) {
                throw new IllegalStateException("a bug");
            }
            return call.proceed();
        }
    };

    /** What a faulty kernel remembers. */
    private static final class State {
        private int reapedInRound;
        private int signalsInRound;
        private int looks;
        private int listed;
    }

    /** A call of the mode. */
    private record Call(Kernel kernel, Method method, Object[] arguments) {
        boolean is(String name) {
            return method.getName().equals(name);
        }

        Object proceed() throws Throwable {
            try {
                return method.invoke(kernel, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }
    }

    private static final int MOMENTS = 10;

    private final String misheard;
    private final Object answer;

    FaultyKernel() {
        this(null, null);
    }

    /** @param misheard the method whose answer is replaced, after it has done what it does */
    FaultyKernel(String misheard, Object answer) {
        this.misheard = misheard;
        this.answer = answer;
    }

    Object answer(Call call, State state) throws Throwable {
        Object real = call.proceed();
        return call.is(misheard) ? answer : real;
    }

    @Override
    public Kernel apply(Kernel kernel) {
        State state = new State();
        return (Kernel) Proxy.newProxyInstance(Kernel.class.getClassLoader(), EveryRole.ROLES,
                (proxy, method, arguments) -> method.getReturnType().isInstance(proxy)
                        ? proxy
                        : answer(new Call(kernel, method, arguments), state));
    }
}
