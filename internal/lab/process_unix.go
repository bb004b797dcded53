//go:build unix

package lab

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// supervisor runs a program whose life hangs on the supervisor's standard
// input: when that ends without the word "free", the one who held it is dead,
// and the program is killed, also where it is stopped. Then its first argument
// is removed, where that is not empty: the dead owner cannot. It prints the
// program's pid, and ends with its exit code.
const supervisor = `exec 3<&0
folder=$1
shift
"$@" </dev/null >&2 3<&- &
java=$!
echo "$java"
{
	read -r word <&3
	[ "$word" = free ] && exit
	kill -9 "$java"
	[ -z "$folder" ] && exit
	while kill -0 "$java"; do sleep 1; done
	rm -rf "$folder"
} >/dev/null 2>&1 &
wait "$java"
`

// process is a supervised Java program.
type process struct {
	pid  int
	hold io.WriteCloser // the supervisor's standard input
	done chan struct{}  // closed when the program has ended
	err  error          // how it ended, once done is closed
}

// launch starts a command line in a folder of its own, so that it holds nobody
// else's and leaves nothing there. Its output goes to the end of a log file.
// The folder scratch, where there is one, goes with a dead owner.
func launch(command []string, dir, log, scratch string) (*process, error) {
	out, err := os.OpenFile(log, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return nil, err
	}
	defer out.Close()
	cmd := exec.Command("/bin/sh", append([]string{"-c", supervisor, "sh", scratch}, command...)...)
	cmd.Dir, cmd.Stderr = dir, out
	// A session of its own: Ctrl-C at the terminal is for the owner alone.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	told, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	// Not StdinPipe: Wait would close it before the word "free" is said.
	held, hold, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer held.Close()
	cmd.Stdin = held
	if err := cmd.Start(); err != nil {
		return nil, errors.Join(err, hold.Close())
	}
	line, err := bufio.NewReader(told).ReadString('\n')
	pid, perr := strconv.Atoi(strings.TrimSpace(line))
	if err != nil || perr != nil {
		return nil, fmt.Errorf("%s did not start: %w", command[0], errors.Join(hold.Close(), cmd.Wait()))
	}
	p := &process{pid: pid, hold: hold, done: make(chan struct{})}
	go func() {
		p.err = cmd.Wait()
		p.free()
		close(p.done)
	}()
	return p, nil
}

// free ends the supervision: the program may outlive this process.
func (p *process) free() {
	fmt.Fprintln(p.hold, "free")
	_ = p.hold.Close() // it may be closed already, or have nobody at the other end
}

func (p *process) alive() bool {
	select {
	case <-p.done:
		return false
	default:
		return true
	}
}

// ending is how the program has ended. It waits for that.
func (p *process) ending() error {
	<-p.done
	if p.err == nil {
		return errors.New("exit status 0")
	}
	return p.err
}

// signal reaches the program itself, not the supervisor. A program that has
// ended is left alone: its pid may be somebody else's by now.
func (p *process) signal(s syscall.Signal) error {
	if !p.alive() {
		return nil
	}
	if err := syscall.Kill(p.pid, s); err != nil && !errors.Is(err, syscall.ESRCH) {
		return err
	}
	return nil
}

func (p *process) terminate() error { return p.signal(syscall.SIGTERM) }
func (p *process) cont() error      { return p.signal(syscall.SIGCONT) }

// stopLimit is how long a signal may take to reach every thread of a program.
const stopLimit = 5 * time.Second

// stop freezes the program. A thread that runs on another processor goes on for
// milliseconds after the signal, and may still answer: it is waited for.
func (p *process) stop() error {
	if err := p.signal(syscall.SIGSTOP); err != nil {
		return err
	}
	limit, tick := time.After(stopLimit), time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for p.alive() && !allStopped(p.pid) {
		select {
		case <-limit:
			return fmt.Errorf("process %d does not stop within %s", p.pid, stopLimit)
		case <-tick.C:
		}
	}
	return nil
}

// kill ends the program and waits until it has.
func (p *process) kill() error {
	err := p.signal(syscall.SIGKILL)
	if err == nil {
		<-p.done
	}
	return err
}

// killPid ends a process that is none of our children.
func killPid(pid int) error { return syscall.Kill(pid, syscall.SIGKILL) }
