# Prints everything that a process can see of itself and its surroundings, one fact a line, bytes that are not printable
# in hexadecimal. What differs between any two processes (IDs, times, sizes) is left out.
use strict;

require 'syscall.ph';

sub show {
    my ($fact, $value) = @_;
    $value =~ s/([^ -~])/sprintf('\\x%02x', ord $1)/ge;
    print "$fact: $value\n";
}

sub slurp {
    my ($file) = @_;
    open(my $handle, '<', $file) or return "cannot be read: $!";
    local $/;
    my $text = <$handle>;
    return defined $text ? $text : '';
}

# What a system call writes to where an argument is a reference.
sub bytes_from {
    my ($call, $size, @arguments) = @_;
    my ($at) = grep { ref $arguments[$_] } 0 .. $#arguments;
    $arguments[$at] = "\0" x $size;
    my $result = syscall($call, @arguments);
    return $result < 0 ? "error $!" : unpack('H*', $arguments[$at]);
}

# Descriptors first: the probe opens some itself.
opendir(my $descriptors, '/proc/self/fd') or die $!;
my @open = sort { $a <=> $b } grep { /^\d+$/ } readdir $descriptors;
for my $descriptor (@open) {
    my $target = readlink "/proc/self/fd/$descriptor";
    next if !defined $target || $target =~ m{^/proc/\d+/fd$} || $target =~ /probe\.pl$/;
    my ($flags) = slurp("/proc/self/fdinfo/$descriptor") =~ /^flags:\s*(\S+)/m;
    show("descriptor $descriptor", "$target flags $flags");
}
closedir $descriptors;

my $changing = qr/^(Name|Pid|Tgid|PPid|NS\w+|Vm\w+|Rss\w+|Hugetlb\w+|State|Threads|\w*voluntary\w+|SigQ|Ngid|FDSize|untag\w+):/;
show('status', $_) for grep { $_ !~ $changing } split /\n/, slurp('/proc/self/status');
for my $file (qw(limits cmdline environ coredump_filter oom_score_adj timerslack_ns personality cgroup autogroup loginuid
                 sessionid setgroups uid_map gid_map attr/current)) {
    show($file, slurp("/proc/self/$file"));
}

# proc_pid_stat(5), counted from the state, which is field 3.
my @stat = split / /, (slurp('/proc/self/stat') =~ /\) (.*)/s)[0];
show('leads its process group', $stat[2] == $$ ? 'yes' : 'no');
show('leads its session', $stat[3] == $$ ? 'yes' : 'no');
show('terminal', $stat[4]);
show('exit signal', $stat[35]);
show('priority, nice, real-time priority, policy', "$stat[15] $stat[16] $stat[37] $stat[38]");

show("namespace $_", readlink "/proc/self/ns/$_") for qw(cgroup ipc mnt net pid pid_for_children time user uts);
show('working directory', readlink('/proc/self/cwd') || "none: $!");
show('root', readlink '/proc/self/root');
show('umask', umask);
show('users and groups', "$< $> $( $)");
show('parent death signal', bytes_from(&SYS_prctl, 8, 2, \1));
show('child subreaper', bytes_from(&SYS_prctl, 8, 37, \1));
show("prctl $_", syscall(&SYS_prctl, $_, 0, 0, 0, 0)) for 3, 7, 27, 34, 39, 42;
show('affinity', bytes_from(&SYS_sched_getaffinity, 128, 0, 128, \1));
show('I/O priority', syscall(&SYS_ioprio_get, 1, 0));
show("timer $_", bytes_from(&SYS_getitimer, 32, $_, \1)) for 0 .. 2;
show('pending signals', bytes_from(&SYS_rt_sigpending, 8, \1, 8));
show('alternate signal stack', bytes_from(&SYS_sigaltstack, 24, 0, \1));
show('arguments', join '|', @ARGV);
