package group

import (
	"testing"

	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

// TestTimelines plays what happens to groups.
func TestTimelines(t *testing.T) { rulestest.Timelines(t, Rules, "testdata/timelines/*.txt") }
