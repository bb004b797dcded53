package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// size is how large a cluster is.
type size struct{ topics, partitions, groups, topicsOfGroup int }

// String is the size as results name it: topics × partitions, groups × topics of each.
func (s size) String() string {
	return fmt.Sprintf("%d topics × %d, %d groups × %d", s.topics, s.partitions, s.groups, s.topicsOfGroup)
}

func (s size) names() []string {
	out := make([]string, s.topics)
	for i := range out {
		out[i] = fmt.Sprintf("topic-%05d", i)
	}
	return out
}

// embedded is a cluster in this process that counts what it is asked.
type embedded struct {
	*kfake.Cluster

	mu    sync.Mutex
	asked map[int16]int // requests by their key
}

// requests takes what was asked since the last call: how many requests, and of
// which kinds. Those that open a connection are not counted.
func (e *embedded) requests() (n int, kinds string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	var words []string
	for _, key := range slices.Sorted(maps.Keys(e.asked)) {
		n += e.asked[key]
		words = append(words, fmt.Sprintf("%s %d", kmsg.NameForKey(key), e.asked[key]))
	}
	e.asked = map[int16]int{}
	return n, strings.Join(words, ", ")
}

func startEmbedded(s size) (*embedded, error) {
	fake, err := kfake.NewCluster(kfake.NumBrokers(3), kfake.SeedTopics(int32(s.partitions), s.names()...))
	if err != nil {
		return nil, err
	}
	e := &embedded{Cluster: fake, asked: map[int16]int{}}
	if err := commitAll(strings.Join(fake.ListenAddrs(), ","), s); err != nil {
		fake.Close()
		return nil, err
	}
	fake.Control(func(r kmsg.Request) (kmsg.Response, error, bool) {
		fake.KeepControl()
		if r.Key() != kmsg.NewPtrApiVersionsRequest().Key() { // one comes with each connection
			e.mu.Lock()
			e.asked[r.Key()]++
			e.mu.Unlock()
		}
		return nil, nil, false
	})
	return e, nil
}

// commitAll makes the groups: each commits for some topics that lie next to
// each other.
func commitAll(bootstrap string, s size) error {
	client, err := kgo.NewClient(kgo.SeedBrokers(strings.Split(bootstrap, ",")...))
	if err != nil {
		return err
	}
	defer client.Close()
	admin, names := kadm.NewClient(client), s.names()
	for g := range s.groups {
		offsets := kadm.Offsets{}
		for i := range s.topicsOfGroup {
			for p := range s.partitions {
				offsets.AddOffset(names[(g*s.topicsOfGroup+i)%len(names)], int32(p), 0, -1)
			}
		}
		if err := commit(admin, fmt.Sprintf("group-%04d", g), offsets); err != nil {
			return err
		}
	}
	return nil
}

// commit tries again while the topic of the offsets is being made: until then
// no broker is a coordinator.
func commit(admin *kadm.Client, group string, offsets kadm.Offsets) error {
	var err error
	for range 50 {
		if err = admin.CommitAllOffsets(context.Background(), group, offsets); err == nil {
			return nil
		}
		<-time.After(200 * time.Millisecond)
	}
	return err
}
