package group

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

// healthy is a group that keeps up with what is written, in some way of the many
// in which groups do: it follows each cycle or commits every so often, on few
// partitions or many, with much traffic, little, or none on some.
func healthy(chance *rand.Rand) []string {
	const length = 30 * 60 // s
	partitions := 3 + chance.IntN(9)
	members := make([]string, 1+chance.IntN(partitions))
	for i := range members {
		members[i] = fmt.Sprintf("m%d", i)
	}
	kind := []string{"classic", "consumer"}[chance.IntN(2)]
	lines := []string{
		"rule group/partition-stuck group/lag-growing group/lag-too-old group/data-at-risk group/offsets-expiring group/rebalance-storm group/hot-partition",
		"brokers 1 2 3",
		fmt.Sprintf("topic orders partitions=%d replicas=3 retention.ms=3600000", partitions),
		fmt.Sprintf("group billing type=%s members=%s topics=orders", kind, strings.Join(members, ",")),
	}
	every := []int{5, 5, 20, 60}[chance.IntN(4)] // s between commits
	for p := range partitions {
		rate := []int{0, 1, 2, 40}[chance.IntN(4)] * (1 + chance.IntN(5))
		if p < 2 {
			rate = 5 + chance.IntN(50)
		}
		lines = append(lines, fmt.Sprintf("produce orders/%d %d/s", p, rate))
		if every == 5 {
			lines = append(lines, fmt.Sprintf("consume billing orders/%d", p))
			continue
		}
		for at := 0; at < length; at += every {
			lines = append(lines, fmt.Sprintf("at %ds consume billing orders/%d =%d", at, p, rate*at))
		}
	}
	return lines
}

// TestWhoKeepsUpIsLeftAlone: whatever the group is like, and while its members
// are deployed anew, a broker dies, or it is not told what it does, nothing is
// found.
func TestWhoKeepsUpIsLeftAlone(t *testing.T) {
	for seed := range uint64(24) {
		chance := rand.New(rand.NewPCG(seed, 5))
		lines := healthy(chance)
		if chance.IntN(2) == 0 {
			lines = append(lines, "at 10m leave billing m0", "at 10m10s join billing m0")
		}
		if chance.IntN(3) == 0 {
			lines = append(lines, "at 12m kill 2", "at 16m start 2")
		}
		if chance.IntN(3) == 0 {
			lines = append(lines, "at 18m unknown offsets topic/orders", "at 19m30s known offsets topic/orders", "at 21m unknown offsets group/billing", "at 22m known offsets group/billing")
		}
		for at := 30; at < 30*60; at += 30 + 5*chance.IntN(20) {
			lines = append(lines, fmt.Sprintf("expect %ds nothing", at/5*5))
		}
		rulestest.Timeline(t, Rules, fmt.Sprintf("seed %d", seed), strings.Join(lines, "\n")+"\n")
		if t.Failed() {
			t.Fatalf("seed %d:\n%s", seed, strings.Join(lines, "\n"))
		}
	}
}

// TestAPoisonRecordIsFound: whatever the group is like, a partition with
// traffic of which nothing is acknowledged any more is found while the others
// move, and it alone.
func TestAPoisonRecordIsFound(t *testing.T) {
	for seed := range uint64(24) {
		chance := rand.New(rand.NewPCG(seed, 6))
		lines := healthy(chance)
		at := 600 + 5*chance.IntN(60)
		var kept []string
		for _, line := range lines {
			var when, from, to int
			if n, _ := fmt.Sscanf(line, "at %ds consume billing orders/%d =%d", &when, &from, &to); n == 3 && from == 0 && when >= at {
				continue
			}
			kept = append(kept, line)
		}
		kept = append(kept, fmt.Sprintf("at %ds consume billing orders/0 stop", at),
			fmt.Sprintf("expect %ds nothing", at),
			fmt.Sprintf("expect %ds error group/billing/orders/0", at+335)) // three times what is usual, and no more than five minutes
		rulestest.Timeline(t, []*rule.Rule{PartitionStuck}, fmt.Sprintf("seed %d", seed), strings.ReplaceAll(strings.Join(kept, "\n"), lines[0], "rule group/partition-stuck")+"\n")
		if t.Failed() {
			t.Fatalf("seed %d:\n%s", seed, strings.Join(kept, "\n"))
		}
	}
}
