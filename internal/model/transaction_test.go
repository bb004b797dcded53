package model

import (
	"slices"
	"testing"
)

func TestOpenAt(t *testing.T) {
	c := &Cluster{Transactions: []Transaction{
		{Topic: "orders", Partition: 0, Start: 7, Producer: 1},
		{Topic: "orders", Partition: 0, Start: 9, Producer: 2},
		{Topic: "orders", Partition: 1, Start: -1, Producer: -1, Why: "denied"},
	}}
	for _, c2 := range []struct {
		topic     string
		partition int32
		offset    int64
		want      int64 // producer; 0: none
	}{{"orders", 0, 7, 1}, {"orders", 0, 9, 2}, {"orders", 0, 8, 0}, {"orders", 1, 8, -1}, {"orders", 2, 7, 0}, {"mails", 0, 7, 0}} {
		got := c.OpenAt(c2.topic, c2.partition, c2.offset)
		if (got == nil) != (c2.want == 0) || got != nil && got.Producer != c2.want {
			t.Errorf("at %d of %s/%d: %+v", c2.offset, c2.topic, c2.partition, got)
		}
	}
	if (&Cluster{}).OpenAt("orders", 0, 7) != nil {
		t.Error("nobody was asked, and somebody is named")
	}
}

func TestTheOrderOfTransactions(t *testing.T) {
	want := []Transaction{
		{Topic: "a", Partition: 1, Start: 9}, {Topic: "b", Partition: 0, Start: 3, Producer: 1}, {Topic: "b", Partition: 0, Start: 3, Producer: 2},
		{Topic: "b", Partition: 0, Start: 4}, {Topic: "b", Partition: 2, Start: 1},
	}
	got := slices.Clone(want)
	slices.Reverse(got)
	if slices.SortFunc(got, Transaction.Compare); !slices.Equal(got, want) {
		t.Errorf("got %+v", got)
	}
}
