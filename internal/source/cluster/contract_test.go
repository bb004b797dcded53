package cluster

import (
	"context"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source"
	"github.com/breakwaterhq/breakwater/internal/source/saved"
	"github.com/breakwaterhq/breakwater/internal/source/sourcetest"
)

// written says of each thing that it stands somewhere, which the contract wants
// of a file: on a running cluster nothing is written, and a finding that named
// a place to change would be wrong.
type written struct{ source.Source }

func (w written) Collect(ctx context.Context, want model.Facts, b *model.Builder) error {
	err := w.Source.Collect(ctx, want, b)
	now, _ := b.Snapshots()
	for _, t := range now.Topics {
		if !t.At.IsZero() {
			panic("a topic of a running cluster stands at a place: let the contract judge it")
		}
		t.At = model.Origin{Address: "the cluster"}
	}
	for _, n := range now.Brokers {
		n.At = model.Origin{Address: "the cluster"}
	}
	return err
}

func TestContract(t *testing.T) {
	f := begin(t, 3)
	f.lists(7, refusing(t))
	sourcetest.Run(t, func(t *testing.T) source.Source { return written{New(options(t, f.bootstrap()))} })
}

func TestContractWhereNobodyAnswers(t *testing.T) {
	f := begin(t, 1)
	dead := refusing(t)
	sourcetest.Run(t, func(t *testing.T) source.Source {
		return written{New(options(t, dead+","+f.bootstrap()))}
	})
}

func TestCan(t *testing.T) {
	can, gaps := New(Options{}).Can(t.Context())
	if can != saved.Facts || len(gaps) > 0 {
		t.Errorf("can %v, gaps %v", can, gaps)
	}
}

// TestThePlaceOfEverything is that of its cluster: the one of breakwater.yaml
// by its name, another one by Kafka's id.
func TestThePlaceOfEverything(t *testing.T) {
	for name, want := range map[string]string{"": "kafka:plant", "hall-1": "cluster:hall-1"} {
		f := begin(t, 1)
		f.fails(describeLogDirs, denied, nil)
		o := options(t, f.bootstrap())
		o.Target.Name = name
		s := scan(t, o)
		places := []model.Place{s.Brokers[0].Place, s.Topics[0].Place, s.Clusters[0].Place, s.Clusters[0].Groups[0].Place}
		for _, p := range places {
			if len(p.Names) != 1 || p.Names[0] != want {
				t.Errorf("place %q, want %q", p.Names, want)
			}
		}
		if got := s.Gaps[0].Scope.Cluster; got != name && (name != "" || got != "plant") {
			t.Errorf("the gap is of cluster %q", got)
		}
	}
}
