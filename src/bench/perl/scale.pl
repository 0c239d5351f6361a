#!/usr/bin/perl
# What pidone's looks at processes cost, where it is not PID 1. Runs in a PID namespace of its own, with all strangers.
#
#   scale.pl signal CROWD WALK STRANGERS ROUNDS INIT...    a signal to a descendant beside so many strangers: prints the
#                          nanoseconds until a child of the command has it, the median, and what the kernel needs for two
#                          looks at as many descendants
#   scale.pl tree CROWD WALK COUNT ROUNDS INIT...          a signal to so many descendants: prints the nanoseconds of CPU
#                          time that INIT takes for it, the median; what the kernel needs; and by how many KiB INIT grows
#   scale.pl leftovers CROWD STRANGERS COUNT INIT...       INIT ends what the command has left: prints the nanoseconds from
#                          the command's end to INIT's
#
# Only modules of Debian's perl are used.
use strict;
use warnings;
use FindBin;
use Time::HiRes qw(clock_gettime sleep CLOCK_MONOTONIC);

sub now { return clock_gettime(CLOCK_MONOTONIC) * 1e9 }

sub median { my @sorted = sort { $a <=> $b } @_; return $sorted[$#sorted / 2] }

# Starts a program; returns its ID, its output, and its input.
sub start {
    pipe my $output, my $its_output or die "pipe: $!\n";
    pipe my $its_input, my $input or die "pipe: $!\n";
    my $process = fork // die "fork: $!\n";
    if ($process == 0) {
        open STDIN, '<&', $its_input or die "dup: $!\n";
        open STDOUT, '>&', $its_output or die "dup: $!\n";
        close $_ for $output, $input, $its_input, $its_output;
        exec @_ or die "exec: $!\n";
    }
    return ($process, $output, $input);
}

sub await_ready {
    my ($output) = @_;
    my $line = <$output> // '';
    die "not all processes could be started\n" unless $line eq "ready\n";
}

sub strangers {
    my ($crowd, $count) = @_;
    my @held = start($crowd, $count);
    await_ready($held[1]);
    return @held;
}

sub status_of {
    my ($process, $field) = @_;
    open my $handle, '<', "/proc/$process/status" or die "status: $!\n";
    my ($number) = join('', <$handle>) =~ /^$field:\s*(\d+)/m;
    return $number;
}

sub cpu_of {
    my ($process) = @_;
    open my $handle, '<', "/proc/$process/schedstat" or die "schedstat: $!\n";
    return (split ' ', <$handle>)[0];
}

# When it sleeps again all is done.
sub cpu_for_signal {
    my ($process) = @_;
    my ($cpu, $switches) = (cpu_of($process), status_of($process, 'voluntary_ctxt_switches'));
    kill USR1 => $process;
    sleep 0.001 while status_of($process, 'voluntary_ctxt_switches') == $switches;
    return cpu_of($process) - $cpu;
}

sub signal {
    my ($crowd, $walk, $strangers, $rounds, @init) = @_;
    my @held = strangers($crowd, $strangers);
    my $shell = q(trap : USR1; "$@" & while :; do wait; done);
    open my $signals, '-|', $^X, "$FindBin::Bin/signals.pl", 'send', $rounds, @init, '/bin/sh', '-c', $shell, 'sh'
        or die "signals.pl: $!\n";
    my (undef, @latencies) = <$signals>;
    die "no signals\n" unless @latencies == $rounds;
    my ($process, $output, $input) = start(@init, $crowd, 1);
    await_ready($output);
    my $floor = `$walk $process $rounds`;
    kill KILL => $process, $held[0];
    print median(@latencies) + 0, " $floor";
}

sub tree {
    my ($crowd, $walk, $count, $rounds, @init) = @_;
    my ($process, $output, $input) = start(@init, $crowd, $count - 1);
    await_ready($output);
    sleep 0.2;
    my $before = status_of($process, 'VmHWM');
    my $median = median(map { cpu_for_signal($process) } 1 .. $rounds);
    my $grown = status_of($process, 'VmHWM') - $before;
    my $floor = `$walk $process $rounds`;
    chomp $floor;
    print "$median $floor $grown\n";
    kill KILL => $process;
}

sub leftovers {
    my ($crowd, $strangers, $count, @init) = @_;
    my @held = strangers($crowd, $strangers);
    my ($process, $output, $input) = start(@init, $crowd, $count, 'leave');
    await_ready($output);
    my $end = now();
    close $input;
    waitpid $process, 0;
    print now() - $end, "\n";
    kill KILL => $held[0];
}

my %parts = (signal => \&signal, tree => \&tree, leftovers => \&leftovers);
my $part = $parts{shift @ARGV // ''} or die "usage: see the beginning of $0\n";
$part->(@ARGV);
