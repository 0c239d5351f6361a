#!/usr/bin/perl
# An init in a storm: signals at full speed, children that come and go, the longest command line and environment.
#
#   storm.pl launch SECONDS COMMAND...   runs COMMAND, an init and its options, with this script as the command of it
#   storm.pl pause SECONDS COMMAND...    runs COMMAND, an init that has no command, and sends it what does not end it
#
# Prints the init's resident memory in KiB before and after, its anonymous memory before and after, how many signals were
# sent and how many orphans made. What the init logs is read by somebody who pauses, so that it does not fit in a pipe at
# times. Fails unless the init ends with the status that it should. Only modules of Debian's perl are used.
use strict;
use warnings;
use POSIX ();
require 'syscall.ph';

my $SYS_prlimit64 = &SYS_prlimit64;
my $SENDERS = 3;
my $ORPHANS_AT_ONCE = 200;
my $LONGEST_LIFE_SECONDS = 0.5;
my $STATUS = 7;
my $VARIABLES = 60_000;
my $ARGUMENTS = 20;
my $ARGUMENT_BYTES = 100_000;
my $STACK_BYTES = 1 << 26;
my $RLIMIT_STACK = 3;
my $RLIMIT_SIGPENDING = 11;
my $MOST_PENDING = 5000;
# Those that cannot be caught, and those that the C library keeps for itself.
my %NEVER = map { $_ => 1 } (9, 19, 32, 33);
my @SIGNALS = grep { !$NEVER{$_} } 1 .. 64;
# They end an init without a command.
my @GENTLE = grep { $_ != POSIX::SIGTERM() && $_ != POSIX::SIGINT() } @SIGNALS;

sub memory {
    my ($init) = @_;
    open my $handle, '<', "/proc/$init/status" or die "/proc/$init/status: $!\n";
    my %value = map { /^(\w+):\s+(\d+)/ ? ($1, $2) : () } <$handle>;
    return ($value{VmRSS}, $value{RssAnon});
}

sub must_fork {
    my $process = fork;
    while (!defined $process) {
        select undef, undef, undef, 0.01;
        $process = fork;
    }
    return $process;
}

# What the code returns is written to the pipe, one number a child.
sub in_child {
    my ($pipe, $code) = @_;
    my $process = must_fork();
    return $process if $process;
    my $count = $code->();
    syswrite $pipe, "$count\n";
    POSIX::_exit(0);
}

sub send_signals {
    my ($init, $end, @signals) = @_;
    my $sent = 0;
    while (time < $end) {
        # A real-time signal that finds the queue full is not sent (EAGAIN).
        $sent += kill $signals[rand @signals], $init for 1 .. 200;
    }
    return $sent;
}

sub make_orphans {
    my ($end) = @_;
    my $made = 0;
    while (time < $end) {
        my $batch = must_fork();
        if ($batch == 0) {
            for (1 .. $ORPHANS_AT_ONCE) {
                next if must_fork();
                srand;
                select undef, undef, undef, rand $LONGEST_LIFE_SECONDS;
                POSIX::_exit(0);
            }
            POSIX::_exit(0);
        }
        waitpid $batch, 0;
        $made += $ORPHANS_AT_ONCE;
        select undef, undef, undef, $LONGEST_LIFE_SECONDS / 4;
    }
    return $made;
}

sub children_of {
    my ($init) = @_;
    open my $handle, '<', "/proc/$init/task/$init/children" or return 0;
    my @children = split ' ', <$handle> // '';
    return scalar @children;
}

# The storm itself; returns what is to be printed.
sub storm {
    my ($init, $seconds, $with_orphans, @signals) = @_;
    pipe my $numbers, my $pipe or die "pipe: $!\n";
    my @before = memory($init);
    my $end = time + $seconds;
    my @senders = map {
        in_child($pipe, sub { srand; return send_signals($init, $end, @signals) })
    } 1 .. $SENDERS;
    my $maker = $with_orphans && in_child($pipe, sub { make_orphans($end) });
    my ($sent, $made) = (0, 0);
    waitpid $_, 0 for @senders;
    $sent += <$numbers> for @senders;
    if ($maker) {
        waitpid $maker, 0;
        $made = <$numbers> + 0;
    }
    # The last signals may have stopped it.
    do {
        kill 'CONT', $init;
        select undef, undef, undef, 0.1;
    } while $with_orphans && children_of($init) > 1;
    kill 'CONT', $init;
    my @after = memory($init);
    return "$before[0] $after[0] $before[1] $after[1] $sent $made\n";
}

# As the init's command: it bears all signals itself, as all of its children do.
sub command {
    my ($seconds, @rest) = @_;
    $SIG{$_} = 'IGNORE' for grep { !/^(KILL|STOP|NUM3[23]|CHLD|CLD)$/ } keys %SIG;
    my $variables = grep { /^STORM_/ } keys %ENV;
    die "$variables variables\n" if $variables != $VARIABLES;
    die scalar(@rest) . " arguments\n" if @rest != $ARGUMENTS || grep { length != $ARGUMENT_BYTES } @rest;
    print storm(getppid, $seconds, 1, @SIGNALS);
    close STDOUT;
    POSIX::_exit($STATUS);
}

# Reads what the init logs, not always at once, until it is closed.
sub read_slowly {
    my ($log) = @_;
    my $reads = 0;
    while (sysread $log, my $text, 65_536) {
        select undef, undef, undef, 0.02 if ++$reads % 100 == 0;
    }
}

sub limit {
    my ($what, $most) = @_;
    (syscall $SYS_prlimit64, 0, $what, pack('QQ', $most, $most), 0) == 0 or die "prlimit64: $!\n";
}

# Starts the init, with standard error into a pipe; returns its process ID and the pipe.
sub start {
    my @command = @_;
    # Others of this machine want to queue signals, too.
    limit($RLIMIT_SIGPENDING, $MOST_PENDING);
    pipe my $log, my $pipe or die "pipe: $!\n";
    my $process = must_fork();
    if ($process == 0) {
        open STDERR, '>&', $pipe or die "dup: $!\n";
        exec { $command[0] } @command or POSIX::_exit(127);
    }
    close $pipe;
    return ($process, $log);
}

# What the storm printed goes out only once the init has ended as it should.
sub ended_with {
    my ($process, $status) = @_;
    waitpid $process, 0;
    die "the init's wait status is $?\n" if $? != $status << 8;
}

sub launch {
    my ($seconds, @command) = @_;
    $ENV{"STORM_$_"} = 1 for 1 .. $VARIABLES;
    my @long = ('x' x $ARGUMENT_BYTES) x $ARGUMENTS;
    # execve(2) takes a quarter of this for both.
    limit($RLIMIT_STACK, $STACK_BYTES);
    my ($process, $log) = start(@command, $^X, $0, 'command', $seconds, @long);
    read_slowly($log);
    ended_with($process, $STATUS);
}

sub pause {
    my ($seconds, @command) = @_;
    my ($init, $log) = start(@command);
    my $reader = in_child($log, sub { read_slowly($log); POSIX::_exit(0) });
    select undef, undef, undef, 0.01 until (readlink("/proc/$init/exe") // '') ne readlink('/proc/self/exe')
        && blocks_term($init);
    my $numbers = storm($init, $seconds, 0, @GENTLE);
    # Stopped once more by what it had taken before, it would not see TERM.
    my $nudge = in_child($log, sub {
        while (1) {
            kill 'CONT', $init;
            select undef, undef, undef, 0.1;
        }
    });
    kill 'TERM', $init;
    ended_with($init, 0);
    kill 'KILL', $nudge;
    waitpid $nudge, 0;
    waitpid $reader, 0;
    print $numbers;
}

# Whether it has begun to collect signals.
sub blocks_term {
    my ($init) = @_;
    open my $handle, '<', "/proc/$init/status" or die "/proc/$init/status: $!\n";
    my ($blocked) = map { /^SigBlk:\s+([0-9a-f]+)/ ? $1 : () } <$handle>;
    return hex(substr $blocked, 8) >> (POSIX::SIGTERM() - 1) & 1;
}

my ($what, @arguments) = @ARGV;
my %does = (launch => \&launch, command => \&command, pause => \&pause);
die "storm.pl: what is $what?\n" unless $does{$what};
$does{$what}->(@arguments);
