package topic

import (
	"testing"

	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

// TestDeadLettersByPattern: breakwater.yaml names topics whose names say nothing.
func TestDeadLettersByPattern(t *testing.T) {
	files := map[string]string{"timeline.txt": "rule topic/dead-letters-arriving\nbrokers 1 2 3\ntopic broken-orders partitions=1 replicas=3\nat 10s produce broken-orders 1/s\nuntil 30s\n"}
	for _, c := range []struct {
		patterns []string
		want     int
	}{{nil, 0}, {[]string{"other-*"}, 0}, {[]string{"other-*", "broken-*"}, 1}} {
		result := rulestest.LintWith(t, Rules, &rule.Settings{DeadLetters: c.patterns}, files)
		if got := len(rulestest.Of(result, DeadLettersArriving.Name)); got != c.want {
			t.Errorf("%v: %d findings, want %d", c.patterns, got, c.want)
		}
	}
}
