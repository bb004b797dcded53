package lab

// A Program is any program whose life hangs on this process, as that of a node
// does: it ends when this process dies in whatever way. The zero value is none.
type Program struct{ p *process }

// Supervise starts a command line in a folder of its own, with its output at
// the end of a log file. The folder scratch goes with this process, where it
// is not empty: it is removed when this process dies before the program ends.
func Supervise(command []string, dir, log, scratch string) (*Program, error) {
	p, err := launch(command, dir, log, scratch)
	if err != nil {
		return nil, err
	}
	return &Program{p}, nil
}

// Pid is the process id of the program.
func (p *Program) Pid() int { return p.p.pid }

// Done is closed when the program has ended.
func (p *Program) Done() <-chan struct{} { return p.p.done }

// Ending is how the program has ended, as "exit status 1". It waits for that.
func (p *Program) Ending() error { return p.p.ending() }

// Kill ends the program, stopped or not, and waits until it has ended. A
// program that has ended is left alone.
func (p *Program) Kill() error { return p.p.kill() }

// Stop freezes the program: its connections stay open, and nothing answers.
func (p *Program) Stop() error { return p.p.stop() }

// Continue wakes a program that Stop froze.
func (p *Program) Continue() error { return p.p.cont() }

// Ports are ports of 127.0.0.1 that no other lab takes until they are released.
type Ports struct{ b *block }

// ReservePorts reserves so many ports: at most 63.
func ReservePorts(n int) (*Ports, error) {
	b, err := reserve(n)
	if err != nil {
		return nil, err
	}
	return &Ports{b}, nil
}

// Take is the next of the ports, which nobody listens on.
func (p *Ports) Take() int { return p.b.take() }

// Release gives the ports back. It may be called again.
func (p *Ports) Release() error { return p.b.release() }
