package quorum

import (
	"testing"

	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

// TestTimelines plays what the rules with a past must see, and when.
func TestTimelines(t *testing.T) { rulestest.Timelines(t, Rules, "testdata/timelines/*.txt") }
