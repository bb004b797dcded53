package notify

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/breakwaterhq/breakwater/internal/finding"
)

// TestRule is the rule label of a test alert.
const TestRule = "watch/test"

// Result is what a receiver made of a test alert.
type Result struct {
	Name   string
	Answer string // to the alert; "" where it failed
	Err    error  // of the alert or of its end
}

// Test sends a test alert and then its end through every receiver at once, and
// returns what each answered, in their order. The time is the present.
func Test(ctx context.Context, receivers []Receiver, at time.Time) []Result {
	results := make([]Result, len(receivers))
	var all sync.WaitGroup
	for i, r := range receivers {
		all.Go(func() { results[i] = try(ctx, r, at) })
	}
	all.Wait()
	return results
}

func try(ctx context.Context, r Receiver, at time.Time) Result {
	ctx, cancel := context.WithTimeout(ctx, 2*DefaultTimeout)
	defer cancel()
	a := testAlert(r.Name(), at)
	answer, err := r.Send(ctx, []Alert{a})
	if err != nil {
		return Result{Name: r.Name(), Err: err}
	}
	a.EndsAt = at
	if _, err := r.Send(ctx, []Alert{a}); err != nil {
		return Result{Name: r.Name(), Answer: answer, Err: fmt.Errorf("the test alert was delivered, but not its end: resolve it by hand: %w", err)}
	}
	return Result{Name: r.Name(), Answer: answer}
}

func testAlert(receiver string, at time.Time) Alert {
	return Alert{
		Key:      fmt.Sprintf("%s/%s/%d", TestRule, receiver, at.Unix()),
		StartsAt: at.Add(-time.Second),
		Labels: map[string]string{
			LabelName: nameOf(TestRule), LabelRule: TestRule, LabelSeverity: finding.Info.String(),
			LabelCluster: "test", LabelSubject: "cluster",
		},
		Annotations: map[string]string{
			Summary:     "this is a test of Breakwater's alerts",
			Description: "Nothing is wrong. It is followed by its own end.",
			Next:        "nothing",
		},
	}
}
