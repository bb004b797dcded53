package lab

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Up starts a lab that outlives this process, and writes to the state file
// what Down needs. There is one lab at a time: a second is refused. Where the
// start fails, nothing is left. Options.Dir is the folder for the nodes; empty
// makes one among the system's temporary folders.
func Up(ctx context.Context, state string, o Options) (*Standing, error) {
	whole, err := o.complete()
	if err != nil {
		return nil, err
	}
	unlock, err := tryLock(state + ".lock")
	if err != nil {
		return nil, fmt.Errorf("another 'breakwater lab' is at work: %w", err)
	}
	defer unlock()
	if err := vacant(state); err != nil {
		return nil, err
	}
	s, err := claim(state, whole)
	if err != nil {
		return nil, err
	}
	whole.Dir, whole.Detach = s.Dir, true
	c, err := Start(ctx, whole)
	if err == nil {
		err = s.stand(state, c)
	}
	if err != nil {
		if c != nil {
			err = errors.Join(err, c.Close())
		}
		return nil, errors.Join(err, s.remove(state))
	}
	return s, nil
}

// vacant refuses a second lab.
func vacant(state string) error {
	other, err := ReadStanding(state)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case len(other.Bootstrap) == 0:
		return errors.New("an earlier 'breakwater lab up' was cut off: 'breakwater lab down' removes what it left")
	}
	return fmt.Errorf("a lab is up already, with Kafka %s at %s: use it, or end it with 'breakwater lab down'",
		other.Version, strings.Join(other.Bootstrap, ","))
}

// claim makes the folder and writes down what is going to be made, before it
// is made.
func claim(state string, o Options) (*Standing, error) {
	s := &Standing{Format: stateFormat}
	for i := range o.Brokers {
		s.Nodes = append(s.Nodes, Pinned{ID: i + 1})
	}
	for i := range o.Controllers {
		s.Nodes = append(s.Nodes, Pinned{ID: firstController + i})
	}
	for _, p := range s.Nodes {
		if dir := nodeDir(o.Dir, p.ID); o.Dir != "" && exists(dir) {
			return nil, fmt.Errorf("%s already exists: give the lab a folder without nodes", dir)
		}
	}
	var err error
	if s.Dir, s.MadeDir, err = makeFolder(o.Dir); err != nil {
		return nil, err
	}
	return s, s.write(state)
}

func makeFolder(asked string) (dir string, made bool, err error) {
	if asked == "" {
		dir, err = os.MkdirTemp("", "breakwater-lab-")
		return dir, true, err
	}
	if dir, err = filepath.Abs(asked); err != nil {
		return "", false, err
	}
	made = !exists(dir)
	return dir, made, os.MkdirAll(dir, 0o755)
}

// stand writes down the processes, and only then lets go of them.
func (s *Standing) stand(state string, c *Cluster) error {
	s.Version, s.Bootstrap = c.Version(), c.Bootstrap("")
	for i, n := range c.nodes {
		pid := n.Pid()
		started, err := startOf(pid)
		if err != nil {
			return fmt.Errorf("node %d: %w", n.id, err)
		}
		if started == "" {
			return fmt.Errorf("node %d has ended again: %s", n.id, explain(n.Log(), c.release.version))
		}
		s.Nodes[i] = Pinned{ID: n.id, Pid: pid, Started: started}
	}
	if err := s.write(state); err != nil {
		return err
	}
	return c.Detach()
}
