package lab

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Start starts the node again and waits until it is ready: a broker lists
// itself and all other brokers that run, a controller answers. It is an error
// where the node already runs.
func (n *Node) Start(ctx context.Context) error {
	if err := n.Launch(); err != nil {
		return err
	}
	return n.Ready(ctx)
}

// Launch starts the node and does not wait, as for a node that is expected not
// to come up.
func (n *Node) Launch() error {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.proc != nil && n.proc.alive() {
		return fmt.Errorf("node %d already runs", n.id)
	}
	if err := n.writeProperties(); err != nil {
		return err
	}
	proc, err := launch(n.command(n.cluster.options.JavaFlags, "kafka.Kafka", n.Properties()), n.Dir(), n.Log(), n.cluster.scratch())
	if err != nil {
		return fmt.Errorf("node %d: %w", n.id, err)
	}
	n.proc, n.paused = proc, false
	return nil
}

// Kill ends the node as a power cut would (SIGKILL). A node that does not run
// is left as it is.
func (n *Node) Kill() error {
	if p := n.process(); p != nil {
		return p.kill()
	}
	return nil
}

// stopPatience is how long a node may take for its clean end: one of three
// combined nodes often never ends when the others are gone.
const stopPatience = 30 * time.Second

// Stop ends the node cleanly (SIGTERM) and waits. One that has not ended after
// 30 s, or when the context ends, is killed, which is an error.
func (n *Node) Stop(ctx context.Context) error {
	p := n.process()
	if p == nil {
		return nil
	}
	if err := n.Continue(); err != nil {
		return err
	}
	if err := p.terminate(); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, stopPatience)
	defer cancel()
	select {
	case <-p.done:
		return nil
	case <-ctx.Done():
		return errors.Join(fmt.Errorf("node %d did not end by SIGTERM and was killed: %w", n.id, ctx.Err()), p.kill())
	}
}

// Restart is Stop and Start. A node that had to be killed is started all the
// same.
func (n *Node) Restart(ctx context.Context) error {
	return errors.Join(n.Stop(ctx), n.Start(ctx))
}

// Wait waits until the node has ended, and says how: nil is exit code 0.
func (n *Node) Wait(ctx context.Context) error {
	n.mu.Lock()
	p := n.proc
	n.mu.Unlock()
	if p == nil {
		return nil
	}
	select {
	case <-p.done:
		return p.err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Pause freezes the node (SIGSTOP): it still accepts connections, and answers
// nothing.
func (n *Node) Pause() error { return n.freeze(true) }

// Continue lets a paused node run on (SIGCONT).
func (n *Node) Continue() error { return n.freeze(false) }

func (n *Node) freeze(paused bool) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.proc == nil || !n.proc.alive() {
		return fmt.Errorf("node %d does not run", n.id)
	}
	n.paused = paused
	if paused {
		return n.proc.stop()
	}
	return n.proc.cont()
}

// answers says whether the node runs and is not paused.
func (n *Node) answers() bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.proc != nil && n.proc.alive() && !n.paused
}

func (n *Node) free() {
	if p := n.process(); p != nil {
		p.free()
	}
}
