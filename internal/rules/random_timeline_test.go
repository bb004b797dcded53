package rules

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

// TestAnythingMayHappen plays clusters to which anything happens: no rule
// panics, what it finds can be read, and no rule says one thing twice.
func TestAnythingMayHappen(t *testing.T) {
	for seed := range uint64(40) {
		script := anything(rand.New(rand.NewPCG(seed, 7)))
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			told := map[string]bool{}
			for _, f := range rulestest.Lint(t, All(), rulestest.Files{"timeline.txt": script}).Findings {
				if text := f.Message + f.Fix; f.Message == "" || f.Fix == "" || strings.Contains(text, "%!") || strings.Contains(text, "..") && !strings.Contains(text, "...") {
					t.Errorf("%s on %s: %q, fix %q\n%s", f.Rule, f.Subject, f.Message, f.Fix, script)
				}
				if told[f.Fingerprint()] {
					t.Errorf("%s is told twice of %s\n%s", f.Rule, f.Subject, script)
				}
				told[f.Fingerprint()] = true
				if f.Since < 0 {
					t.Errorf("%s on %s holds since %d", f.Rule, f.Subject, f.Since)
				}
			}
		})
	}
}

// anything is a timeline of up to two hours.
func anything(r *rand.Rand) string {
	var b strings.Builder
	b.WriteString("cycle 15s\nbrokers 1 2 3 4\ntopic orders partitions=3 replicas=3\ntopic orders.dlq replicas=2\ntopic __consumer_offsets partitions=2 replicas=3 internal\n" +
		"group billing type=consumer members=a,b topics=orders coordinator=2\ngroup old type=classic members=c topics=orders.dlq,orders coordinator=1\n" +
		"produce orders 10/s\nconsume billing orders\nconsume old orders 3/s\n")
	at := 0
	pick := func(words ...string) string { return words[r.IntN(len(words))] }
	for range 5 + r.IntN(40) {
		at += 1 + r.IntN(300)
		where := fmt.Sprintf("orders/%d", r.IntN(3))
		broker := 1 + r.IntN(4)
		fmt.Fprintf(&b, "at %ds %s\n", at, pick(
			fmt.Sprintf("kill %d", broker), fmt.Sprintf("shutdown %d", broker), fmt.Sprintf("start %d", broker), fmt.Sprintf("start %d", broker),
			fmt.Sprintf("broker %d %s", broker, pick("silent", "unlisted", "fenced", "listed", "answers", "unlocated")),
			"produce "+where+" "+pick("stop", "10/s", "500", "0.1/s"), "consume billing "+where+" "+pick("stop", "5/s", "=3", ""), "consume old orders "+pick("stop", "forget", ""),
			fmt.Sprintf("truncate %s %d", where, r.IntN(2000)), fmt.Sprintf("trim %s %d", where, r.IntN(2000)), "stable "+where+" "+pick("stop", "follow"),
			"recreate "+pick("orders", "orders.dlq", "orders keep"), fmt.Sprintf("leader %s %d", where, r.IntN(5)-1), "isr "+where+" "+pick("none", "1", "1,2,3", "3,4", "2"),
			"replicas "+where+" "+pick("1", "1,2,3", "4,2", "1,2,3,4"), "moving "+where, "moved orders",
			fmt.Sprintf("disk %d /data total=1TiB usable=%dGiB -%dMiB/s", broker, 1+r.IntN(500), r.IntN(50)),
			"state billing "+pick("Stable", "Empty", "PreparingRebalance", "Dead"), "members billing "+pick("a,b", "d", "none"), "join old e",
			fmt.Sprintf("quorum leader=%d epoch=%d", r.IntN(5)-1, r.IntN(20)), "quorum "+pick("silent", "answers"), fmt.Sprintf("voter %d behind %d", 1+r.IntN(3), r.IntN(900)),
			fmt.Sprintf("observer 4 behind %d", r.IntN(900)), "produce orders.dlq "+pick("1", "20"),
			"unknown "+pick("offsets", "groups", "quorum", "metadata")+" cluster", "known offsets cluster", "known groups cluster", "known quorum cluster",
			fmt.Sprintf("version %d %s", broker, pick("4.1", "4.2", "3.9")), "level "+pick("all", "finalised", "1")+" "+pick("25", "27", "30", "40"),
			"default "+pick("all", "1", "2")+" "+pick("log.cleaner.threads=2", "log.cleaner.threads=4", "log.cleaner.threads="),
			"certificate "+pick("all", "1", "authority", "own")+" for="+pick("1h", "20d", "300d")+" since="+pick("1d", "400d"),
			fmt.Sprintf("config broker %d %s=%s", broker, pick("leader.replication.throttled.rate", "follower.replication.throttled.rate", "replica.alter.log.dirs.io.max.bytes.per.second"), pick("1000000", "x")),
			"config topic orders leader.replication.throttled.replicas="+pick("*", "0:1,1:2", "1:4"),
			pick("dark", "light", "light"), "config topic orders "+pick("segment.bytes=1000000", "min.insync.replicas=3", "retention.ms=60000")))
	}
	return b.String()
}
