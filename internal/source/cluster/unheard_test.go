package cluster

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/saved"
)

// endedBy looks at a cluster until a broker is asked for the registered ones,
// or nobody has answered for a while.
func endedBy(t *testing.T, f *fake, bootstrap string) seen {
	t.Helper()
	ctx, end := context.WithCancel(t.Context())
	defer end()
	f.locked(func() {
		f.edit = func(_ int32, req kmsg.Request, resp kmsg.Response) kmsg.Response {
			if _, is := req.(*kmsg.DescribeClusterRequest); is {
				end()
				return nil
			}
			return resp
		}
	})
	o := options(t, bootstrap)
	o.Target.Name, o.Target.Timeout = "plant", 10*time.Second
	defer time.AfterFunc(quick, end).Stop()
	b := model.NewBuilder(time.Now())
	if err := New(o).Collect(ctx, saved.Facts, b); !errors.Is(err, context.Canceled) {
		t.Fatalf("Collect returns %v", err)
	}
	now, _ := b.Snapshots()
	return seen{now, 0}
}

// TestAnInterruptedScanKnowsWhoIsThere: a broker that had not answered yet is
// none that is missing, one that only its replicas name is not judged either,
// and neither is an address that nobody has claimed.
func TestAnInterruptedScanKnowsWhoIsThere(t *testing.T) {
	f := begin(t, 1)
	f.lists(7, hung(t))
	f.topics[0].parts[0].replicas = []int32{0, 7, 9}
	s := endedBy(t, f, f.brokers[0].address+","+refusing(t)+","+hung(t))
	if want := []string{"0 answered", "7 unheard", "9 unheard unlisted"}; !slices.Equal(s.found(), want) || len(s.Gaps) > 0 {
		t.Errorf("found %q, want %q; gaps %q", s.found(), want, s.gaps())
	}
	for _, id := range []int32{7, 9} {
		b := s.broker(t, id)
		if !strings.Contains(b.Seen.Detail, "interrupted") || !strings.Contains(b.Config.Get("x").Why(), "interrupted") {
			t.Errorf("broker %d: %q, its configuration: %q", id, b.Seen.Detail, b.Config.Get("x").Why())
		}
	}
	if s.Clusters[0].Dark || len(s.Topics) != 2 {
		t.Errorf("%+v, %d topics", s.Clusters[0], len(s.Topics))
	}
}

// TestInterruptedBeforeAnybodyAnswers: nothing is known, not even that the
// cluster is dark.
func TestInterruptedBeforeAnybodyAnswers(t *testing.T) {
	f := begin(t, 1)
	s := endedBy(t, f, hung(t))
	if len(s.Brokers)+len(s.Clusters)+len(s.Gaps) > 0 {
		t.Errorf("%d brokers, %d clusters, gaps %q", len(s.Brokers), len(s.Clusters), s.gaps())
	}
}

func TestTheSamePlace(t *testing.T) {
	for _, c := range []struct {
		one, other string
		want       bool
	}{
		{"127.0.0.1:9092", "127.0.0.1:9092", true},
		{"localhost:9092", "127.0.0.1:9092", true},
		{"localhost:9092", "127.0.0.1:9093", false},
		{"127.0.0.2:9092", "127.0.0.1:9092", false},
		{"no.such.invalid:9092", "127.0.0.1:9092", false},
		{"", "127.0.0.1:9092", false},
		{"127.0.0.1:9092", "nothing", false},
	} {
		if got := samePlace(t.Context(), map[string][]string{}, c.one, c.other); got != c.want {
			t.Errorf("%s and %s: %v", c.one, c.other, got)
		}
	}
}
