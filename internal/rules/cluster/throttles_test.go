package cluster

import (
	"fmt"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

// dynamic are dynamic settings of a broker, by names and values.
func dynamic(pairs ...string) string {
	var all []string
	for i := 0; i+1 < len(pairs); i += 2 {
		all = append(all, fmt.Sprintf("%q: %s", pairs[i], pairs[i+1]))
	}
	return `"dynamic": {` + strings.Join(all, ", ") + `}`
}

const (
	leads1M   = `leader.replication.throttled.rate`
	follows1M = `follower.replication.throttled.rate`
	megabyte  = `"1000000"`
)

// listing is a topic of three replicas with lists of throttled replicas.
func listing(leader, follower, isr string) string {
	return fmt.Sprintf(`{"name": "orders", "toldBy": 1, "config": {"min.insync.replicas": "2", "leader.replication.throttled.replicas": %q, "follower.replication.throttled.replicas": %q},
		"partitions": [{"id": 0, "leader": 1, "replicas": [1, 2, 3], "isr": [%s]}]}`, leader, follower, isr)
}

func TestThrottleLeftOver(t *testing.T) {
	both := dynamic(leads1M, megabyte, follows1M, `"2000000"`)
	shared := dynamic(follows1M, `{"value": "1000000", "by": "dynamic default of the cluster"}`)
	const all = "1,2,3"
	for _, c := range []struct {
		name     string
		p        plant
		severity finding.Severity // None: nothing is found
		says     []string
		fix      []string
		skip     string
	}{
		{"nothing is set", healthy().of(listing("0:1", "0:2", all)), finding.None, nil, nil, ""},
		{"a rate and a list", healthy().with(1, both).of(listing("0:1", "", all)), finding.Warning,
			[]string{"throttled on broker 1 (leader.replication.throttled.rate=1000000, 1.0 MB/s; follower.replication.throttled.rate=2000000, 2.0 MB/s) for 1 topic (orders)", "it was left over"},
			[]string{"--verify", "--entity-type brokers --entity-name 1 --delete-config leader.replication.throttled.rate,follower.replication.throttled.rate; ",
				"--entity-type topics --entity-name orders --delete-config leader.replication.throttled.replicas"}, ""},
		{"both lists", healthy().with(1, both).with(2, both).of(listing("0:1", "0:2,0:3", all)), finding.Warning, []string{"throttled on brokers 1 and 2"},
			[]string{"--entity-name orders --delete-config leader.replication.throttled.replicas,follower.replication.throttled.replicas"}, ""},
		{"all replicas", healthy().with(3, dynamic(follows1M, megabyte)).of(listing("", "*", all)), finding.Warning, []string{"on broker 3", "(orders)"}, nil, ""},
		{"all replicas of a topic on other brokers", plant{brokers: []string{broker(1), broker(2), broker(3), broker(4, dynamic(follows1M, megabyte))}}.of(listing("", "*", all)),
			finding.Info, []string{"broker 4", "No topic lists replicas for it"}, nil, ""},
		{"lists of other brokers", healthy().with(1, both).of(listing("0:2", "0:11,11:2", all)), finding.Info, []string{"slows nothing down at present"}, []string{"--entity-name 1 --delete-config"}, ""},
		{"the list of the other side", healthy().with(1, dynamic(leads1M, megabyte)).of(listing("", "0:1", all)), finding.Info, nil, nil, ""},
		{"the default of the cluster", healthy().with(1, shared).with(2, shared).with(3, shared).of(listing("", "0:3", all)), finding.Warning, []string{"on brokers 1, 2 and 3", "=1000000, 1.0 MB/s) for"},
			[]string{"Else: kafka-configs.sh --bootstrap-server b1:9092 --alter --entity-type brokers --entity-default --delete-config follower.replication.throttled.rate; kafka-configs.sh --bootstrap-server b1:9092 --alter --entity-type topics"}, ""},
		{"no limit", healthy().with(1, dynamic(leads1M, `"9223372036854775807"`)).of(listing("0:1", "", all)), finding.None, nil, nil, ""},
		{"something is moving", healthy().with(1, both).of(listing("0:1", "", all)).and(`"moving": [{"topic": "orders", "partition": 0}]`), finding.None, nil, nil, ""},
		{"it is not known whether", healthy().with(1, both).of(listing("0:1", "", "1,2")).and(`"movesUnknown": true`), finding.None, nil, nil, "nobody could tell whether a partition is being reassigned"},
		{"not known, and nothing is set", healthy().of(listing("0:1", "", "1,2")).and(`"movesUnknown": true`), finding.None, nil, nil, ""},
		{"one catches up", healthy().with(2, dynamic(follows1M, megabyte)).of(listing("", "0:2", "1,3")), finding.Warning,
			[]string{"At present 1 partition of them lacks a replica (orders/0): if the throttle is meant for that"}, nil, ""},
		{"the broker does not answer", healthy().with(1, both, killed).of(listing("0:1", "", all)), finding.None, nil, nil, ""},
		{"a rate that is no number", healthy().with(1, dynamic(leads1M, `"fast"`)).of(listing("0:1", "", all)), finding.None, nil, nil, `"fast" is not a whole number`},
		{"a broker does not tell", healthy().with(1, `"noConfig": "the right is missing"`).of(listing("0:1", "", all)), finding.None, nil, nil, "the right is missing"},
		{"lists are not told", healthy().with(1, both).of(`{"name": "orders", "noConfig": "the topic's right is missing", "partitions": [{"id": 0, "leader": 1, "replicas": [1, 2, 3], "isr": [1, 2, 3]}]}`),
			finding.None, nil, nil, "the topic's right is missing"},
	} {
		t.Run(c.name, func(t *testing.T) {
			result := c.p.run(t)
			skips := rulestest.Skips(result, ThrottleLeftOver.Name)
			if c.skip == "" && len(skips) > 0 || c.skip != "" && (len(skips) == 0 || !strings.Contains(skips[0].Reason, c.skip)) {
				t.Errorf("skips %+v, want %q", skips, c.skip)
			}
			if c.severity == finding.None {
				if got := rulestest.Of(result, ThrottleLeftOver.Name); len(got) > 0 {
					t.Errorf("it finds: %s", got[0].Message)
				}
				return
			}
			f := one(t, result, ThrottleLeftOver)
			says(t, f.Message, c.says...)
			says(t, f.Fix, c.fix...)
			if f.Severity != c.severity || f.Subject.Kind != model.KindCluster || len(f.Evidence) == 0 || strings.Contains(f.Fix, "%!") {
				t.Errorf("%s on %s, evidence %v, fix %s", f.Severity, f.Subject, f.Evidence, f.Fix)
			}
		})
	}
}

// TestThrottleOfMovesBetweenDirectories is a hint of its own, beside the other.
func TestThrottleOfMovesBetweenDirectories(t *testing.T) {
	limit := "replica.alter.log.dirs.io.max.bytes.per.second"
	result := healthy().with(2, dynamic(limit, megabyte, follows1M, megabyte)).of(listing("", "0:2", "1,2,3")).run(t)
	got := rulestest.Of(result, ThrottleLeftOver.Name)
	if len(got) != 2 || got[0].Fingerprint() == got[1].Fingerprint() {
		t.Fatalf("it finds %v", found(result))
	}
	for _, f := range got {
		if f.Discriminator != "log directories" {
			continue
		}
		says(t, f.Message, "moves between log directories are throttled on broker 2", "If none goes on")
		says(t, f.Fix, "isFuture", "--entity-name 2 --delete-config "+limit)
		if f.Severity != finding.Info {
			t.Errorf("it is told as %s", f.Severity)
		}
	}
}

func TestRates(t *testing.T) {
	for n, want := range map[int64]string{0: "0 B/s", 999: "999 B/s", 1000: "1.0 kB/s", 999_999: "1000.0 kB/s", 1_000_000: "1.0 MB/s", 52_428_800: "52.4 MB/s"} {
		if got := perSecond(n); got != want {
			t.Errorf("%d: %s, want %s", n, got, want)
		}
	}
}

// TestManyThrottlesAreSummedUp: a list of a large topic has kilobytes, and there
// are hundreds of topics.
func TestManyThrottlesAreSummedUp(t *testing.T) {
	p := healthy().with(1, dynamic(leads1M, megabyte)).with(2, dynamic(leads1M, `"2000000"`)).with(3, dynamic(leads1M, `"3000000"`))
	for i := range 9 {
		p.topics = append(p.topics, strings.Replace(listing(strings.Repeat("0:1,", 40)+"0:1", "", "1,2,3"), `"orders"`, fmt.Sprintf(`"t%d"`, i), 1))
	}
	f := one(t, p.run(t), ThrottleLeftOver)
	says(t, f.Message, "rate=1000000", "rate=2000000", "1 others", "9 topics (t0, t1, t2, t3, t4 and 4 more)")
	says(t, f.Fix, "and in the same way 7 more places")
	if len(f.Evidence) != 3+mostNamed || len(f.Fix) > 1500 {
		t.Errorf("%d pieces of evidence, a fix of %d bytes", len(f.Evidence), len(f.Fix))
	}
	for _, e := range f.Evidence {
		if len(e.Value) > 100 {
			t.Errorf("evidence of %d bytes", len(e.Value))
		}
	}
}
