package live

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"

	"github.com/breakwaterhq/breakwater/internal/dial/target"
	"github.com/breakwaterhq/breakwater/internal/ledger"
	"github.com/breakwaterhq/breakwater/internal/ledger/audit"
)

// diesAt runs a replay in a process of its own, which kills itself at a step: "sent 2" is
// when records were sent the second time. Its transaction is left open, its share taken.
func (s *shop) diesAt(step string) {
	s.t.Helper()
	p := exec.CommandContext(s.t.Context(), os.Args[0], "replay", s.bootstrap, s.ledger, s.audit, s.topic, step)
	out, err := p.CombinedOutput()
	var ended *exec.ExitError
	if !errors.As(err, &ended) || ended.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL {
		s.t.Errorf("it did not die at %q: %v\n%s", step, err, out)
	}
}

// dies is what the process of diesAt does; it returns only if something is wrong.
func dies(args []string) error {
	bootstrap, dir, file, topic, step := args[0], args[1], args[2], args[3], args[4]
	own, err := ledger.Folder(dir, nil)
	if err != nil {
		return err
	}
	said, err := audit.Open(file, audit.Fields{ID: "order.id", Key: "customer", Value: "order", DefaultTopic: topic}, func(*ledger.Record) bool { return true })
	if err != nil {
		return err
	}
	held := ledger.Payloads{}
	for i := range said.Records {
		held[[2]string{topic, said.Records[i].ID}] = said.Records[i].Payload
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	at, err := target.New(bootstrap)
	if err != nil {
		return err
	}
	logs, err := ledger.Dial(ctx, at)
	if err != nil {
		return err
	}
	defer logs.Close()
	found, err := logs.Verify(ctx, ledger.Plan{Book: ledger.NewBook(own.Records, false), Now: time.Now, Begin: func(int64) {}, Progress: func(int64) {}})
	if err != nil {
		return err
	}
	times := map[string]int{}
	var steps []string
	done, err := logs.Restore(ctx, ledger.Order{Result: found, Payloads: held, Now: time.Now, Progress: func(int) {}, Timeout: 4 * time.Second, Step: func(name string) {
		times[name]++
		steps = append(steps, fmt.Sprintf("%s %d", name, times[name]))
		if steps[len(steps)-1] == step {
			_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
			select {}
		}
	}})
	return fmt.Errorf("it came to the end by %s: %+v, %w", strings.Join(steps, ", "), done, err)
}
