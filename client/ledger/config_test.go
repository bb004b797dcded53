package ledger

import (
	"strings"
	"testing"
	"time"
)

func TestConfigThatIsWrong(t *testing.T) {
	for what, c := range map[string]Config{
		"CommitEvery is 1ns":             {CommitEvery: 1},
		"CommitEvery is -1s":             {CommitEvery: -time.Second},
		"CommitBytes is 100: take 4,096": {CommitBytes: 100},
		"CommitBytes is 1000001":         {CommitBytes: MaxBlock + 1},
		"SegmentBytes is 1: take at least twice CommitBytes, 524288": {SegmentBytes: 1},
		"MaxBytes is 67108864: take at least twice SegmentBytes":     {MaxBytes: 64 << 20},
		"MaxAge is 1s":      {MaxAge: time.Second},
		"MaxPending is 100": {MaxPending: 100},
		"OnFailure is 7":    {OnFailure: 7},
	} {
		if _, err := Open(t.TempDir(), c); err == nil || !strings.Contains(err.Error(), what) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// TestNoticesAreSentences: each kind has one of its own, with what belongs to it.
func TestNoticesAreSentences(t *testing.T) {
	seen := map[string]bool{}
	for kind := SegmentRemoved; kind <= ShipHealed; kind++ {
		text := Notice{Kind: kind, File: "f", First: 17, Last: 18, Entries: 19, Err: ErrBehind}.String()
		if strings.Contains(text, "notice of kind") || seen[text] || !strings.ContainsAny(text, "179f") && kind != WriteFailed {
			t.Errorf("%d: %s", kind, text)
		}
		seen[text] = true
	}
	if got := (Notice{Kind: 99}).String(); got != "notice of kind 99" {
		t.Error(got)
	}
}
