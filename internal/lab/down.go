package lab

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"
)

// Down ends the lab of a state file: exactly the processes that Up started,
// and exactly the files that it made. It returns what has stood. Where no lab
// is up the error wraps fs.ErrNotExist.
func Down(ctx context.Context, state string, log io.Writer) (*Standing, error) {
	unlock, err := tryLock(state + ".lock")
	if err != nil {
		return nil, fmt.Errorf("another 'breakwater lab' is at work, end that one first: %w", err)
	}
	defer unlock()
	s, err := ReadStanding(state)
	if err != nil {
		return nil, err
	}
	for _, p := range s.Nodes {
		if err := p.end(ctx, log); err != nil {
			return nil, err
		}
	}
	return s, s.remove(state)
}

// end kills the process if it is still the one that was started.
func (p Pinned) end(ctx context.Context, log io.Writer) error {
	if p.Pid <= 1 || p.Started == "" {
		return nil
	}
	if now, err := startOf(p.Pid); err != nil || now != p.Started {
		say(log, "node %d has ended already", p.ID)
		return err
	}
	say(log, "ending node %d (process %d)", p.ID, p.Pid)
	if err := killPid(p.Pid); err != nil {
		return fmt.Errorf("node %d (process %d) cannot be killed: %w", p.ID, p.Pid, err)
	}
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	return until(ctx, func() error {
		now, err := startOf(p.Pid)
		if err == nil && now == p.Started {
			err = fmt.Errorf("node %d (process %d) was killed and is still there", p.ID, p.Pid)
		}
		return err
	})
}

// remove takes away what Up made, and the state last: what fails can be tried
// again. A folder that holds something else stays.
func (s *Standing) remove(state string) error {
	var errs []error
	for _, p := range s.Nodes {
		errs = append(errs, os.RemoveAll(nodeDir(s.Dir, p.ID)))
	}
	if left, err := os.ReadDir(s.Dir); s.MadeDir && err == nil && len(left) == 0 {
		errs = append(errs, os.Remove(s.Dir))
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("the lab has ended, but not all of its files are removed: %w", err)
	}
	return os.Remove(state)
}
