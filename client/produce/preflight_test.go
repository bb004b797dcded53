package produce

import (
	"context"
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// shaped is a topic with partitions of so many replicas, of which so many are in sync.
func shaped(replicas, inSync, partitions int) *kmsg.MetadataResponseTopic {
	t := kmsg.NewMetadataResponseTopic()
	t.AuthorizedOperations = math.MinInt32
	for i := range partitions {
		p := kmsg.NewMetadataResponseTopicPartition()
		p.Partition, p.Replicas, p.ISR = int32(i), make([]int32, replicas), make([]int32, inSync)
		t.Partitions = append(t.Partitions, p)
	}
	return &t
}

func TestWhatATopicIsWorth(t *testing.T) {
	denied := errors.New("TOPIC_AUTHORIZATION_FAILED")
	for _, c := range []struct {
		name  string
		of    *kmsg.MetadataResponseTopic
		least int
		err   error
		want  []string // a part of each sentence; with ! in front it stops
	}{
		{"all is well", shaped(3, 3, 6), 2, nil, nil},
		{"one replica", shaped(1, 1, 6), 1, nil, []string{"has one replica"}},
		{"one may acknowledge", shaped(3, 3, 6), 1, nil, []string{"min.insync.replicas=1: with acks=all"}},
		{"all must be there", shaped(2, 2, 6), 2, nil, []string{"=2 is all replicas of a partition, so that no record can be written while one broker restarts. Set it to 1"}},
		{"nothing can be written", shaped(2, 2, 6), 3, nil, []string{"!6 of 6 partitions have fewer", "!min.insync.replicas=3 is above the 2 replicas"}},
		{"too few are in sync", shaped(3, 1, 7), 2, nil, []string{"!7 of 7 partitions have fewer replicas in sync than min.insync.replicas=2 (0, 1, 2, 3, 4, …)"}},
		{"it is not told", shaped(3, 3, 6), 0, denied, []string{"min.insync.replicas is not told (TOPIC_AUTHORIZATION_FAILED)"}},
		{"it is not told, and there is one", shaped(1, 1, 6), 0, denied, []string{"is not told", "has one replica"}},
		{"no leader", func() *kmsg.MetadataResponseTopic {
			of := shaped(3, 0, 6)
			for i := range of.Partitions {
				of.Partitions[i].ISR = make([]int32, 3)
			}
			of.Partitions[4].Leader, of.Partitions[4].ISR = -1, nil
			return of
		}(), 2, nil, []string{"!1 of 6 partitions have no leader (4)"}},
		{"no right", func() *kmsg.MetadataResponseTopic {
			of := shaped(3, 3, 6)
			of.AuthorizedOperations = 1 << 3 // to read
			return of
		}(), 2, nil, []string{"!this client has no right to write"}},
		{"the right", func() *kmsg.MetadataResponseTopic {
			of := shaped(3, 3, 6)
			of.AuthorizedOperations = 1 << operationWrite
			return of
		}(), 2, nil, nil},
		{"no partition", shaped(0, 0, 0), 2, nil, nil},
	} {
		v := view{topic: "orders", of: c.of}
		v.rights()
		v.leaders()
		v.durability(c.least, c.err)
		if len(v.out) != len(c.want) {
			t.Errorf("%s: %q, want %q", c.name, v.out, c.want)
			continue
		}
		for i, want := range c.want {
			part, stops := strings.CutPrefix(want, "!")
			if p := v.out[i]; p.Stops != stops || !strings.Contains(p.String(), part) || !strings.HasPrefix(p.String(), "orders: ") {
				t.Errorf("%s: %q (stops: %t), want %q", c.name, p, p.Stops, want)
			}
		}
	}
}

// TestPreflight asks a broker, for topics that it has, has not, and does not tell of.
func TestPreflight(t *testing.T) {
	c := seeded(t, kfake.NumBrokers(1), kfake.SeedTopics(2, "orders", "quiet"))
	client := connected(t, c)
	c.ControlKey(32, func(req kmsg.Request) (kmsg.Response, error, bool) {
		c.KeepControl()
		asked := req.(*kmsg.DescribeConfigsRequest).Resources[0]
		if asked.ResourceName != "quiet" {
			return nil, nil, false
		}
		resp := req.ResponseKind().(*kmsg.DescribeConfigsResponse)
		r := kmsg.NewDescribeConfigsResponseResource()
		r.ResourceName, r.ErrorCode = asked.ResourceName, kerr.TopicAuthorizationFailed.Code
		resp.Resources = append(resp.Resources, r)
		return resp, nil, true
	})
	got, err := Preflight(t.Context(), client, "orders", "nowhere", "quiet")
	if err != nil {
		t.Fatal(err)
	}
	text := ""
	for _, p := range got {
		text += p.String() + "\n"
	}
	for _, want := range []string{"orders: a partition has one replica", "nowhere: the broker says UNKNOWN_TOPIC_OR_PARTITION", "quiet: min.insync.replicas is not told (TOPIC_AUTHORIZATION_FAILED"} {
		if !strings.Contains(text, want) {
			t.Errorf("it is not said that %q, but:\n%s", want, text)
		}
	}
	if got, err := Preflight(t.Context(), client); got != nil || err != nil {
		t.Errorf("no topics: %v, %v", got, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Preflight(ctx, client, "orders"); err == nil || !strings.Contains(err.Error(), "produce.Preflight: no broker told the metadata") {
		t.Errorf("nobody answers: %v", err)
	}
}
