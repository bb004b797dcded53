package rule

import (
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/scope"
)

// TestMoving tells the partitions that are being reassigned, each in its own
// cluster.
func TestMoving(t *testing.T) {
	b := model.NewBuilder(time.Time{})
	for _, cluster := range []string{"plant", "dev"} {
		place := model.Place{Names: []string{"cluster:" + cluster}}
		c := &model.Cluster{Place: place}
		if cluster == "plant" {
			c.Moving = []model.TopicPartition{{Topic: "orders", Partition: 1}}
		}
		b.Cluster(c)
		for _, name := range []string{"orders", "payments"} {
			b.Topic(&model.Topic{Name: name, Place: place, Layout: &model.Layout{Partitions: []model.Partition{{Index: 0}, {Index: 1}}}})
		}
	}
	now, before := b.Snapshots()
	scope.Resolve(nil, now, before)
	moving := map[string]bool{}
	r := &Rule{Name: "test/rule", Severity: finding.Error, On: model.KindPartition, Check: func(p *Pass) {
		moving[p.Subject().Qualified()] = p.Moving(p.Topic().Name, p.Partition().Index)
	}}
	Run([]*Rule{r}, NewWorld(now, before), &Settings{}, Options{Strict: true})
	if len(moving) != 8 {
		t.Fatalf("%d partitions are judged: %v", len(moving), moving)
	}
	for subject, moves := range moving {
		if moves != (subject == "plant:partition/orders/1") {
			t.Errorf("%s is being reassigned: %v", subject, moves)
		}
	}
}

// TestNothingMovesInFiles: where nobody looked at a cluster, nobody was asked.
func TestNothingMovesInFiles(t *testing.T) {
	probe(t, func(p *Pass) {
		if p.Moving("orders", 0) {
			t.Error("a partition of a file is being reassigned")
		}
	}, nil, topicIn("a.yaml", "plant", "orders"))
}
