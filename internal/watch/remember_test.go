package watch

import (
	"encoding/json"
	"errors"
	"log/slog"
	"strings"
	"testing"
)

// kept takes what is to be kept.
type kept struct {
	text  string
	times int
}

func (k *kept) KeepDelivered(known []byte) {
	k.text = string(known)
	k.times++
}

func TestWhatATellerKnowsComesBack(t *testing.T) {
	for name, known := range map[string]map[string]json.RawMessage{
		"nothing":       {},
		"one receiver":  {"pager": json.RawMessage(`{"a":"b"}`)},
		"two receivers": {"pager": json.RawMessage(`[1,2]`), "slack": json.RawMessage(`"é"`)},
	} {
		k := &kept{}
		Remember(&teller{known: known}, k, slog.New(slog.DiscardHandler))
		after := &teller{}
		if err := Recall(after, []byte(k.text)); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if len(after.known) != len(known) {
			t.Errorf("%s: %v came back", name, after.known)
		}
		for receiver, want := range known {
			if got := string(after.known[receiver]); got != string(want) {
				t.Errorf("%s: of %s came back %s, want %s", name, receiver, got, want)
			}
		}
	}
}

// TestWhatCannotBeWritten is told, and what was kept before stays.
func TestWhatCannotBeWritten(t *testing.T) {
	for name, of := range map[string]*teller{
		"it does not know":  {broken: errors.New("no such state")},
		"it is not written": {known: map[string]json.RawMessage{"pager": json.RawMessage("{")}},
	} {
		var log strings.Builder
		k := &kept{text: "before"}
		Remember(of, k, slog.New(slog.NewTextHandler(&log, nil)))
		if k.times != 0 || k.text != "before" {
			t.Errorf("%s: kept is %q", name, k.text)
		}
		if !strings.Contains(log.String(), "level=ERROR") || !strings.Contains(log.String(), "may be told twice") {
			t.Errorf("%s: the log says %q", name, &log)
		}
	}
}

func TestRecall(t *testing.T) {
	untouched := &teller{known: map[string]json.RawMessage{"pager": nil}}
	if err := Recall(untouched, nil); err != nil || len(untouched.known) != 1 {
		t.Errorf("nothing was kept, and yet it restores %v: %v", untouched.known, err)
	}
	if err := Recall(untouched, []byte("{")); err == nil || !strings.Contains(err.Error(), "what receivers were told") || len(untouched.known) != 1 {
		t.Errorf("what cannot be read is taken for %v: %v", untouched.known, err)
	}
	broken := &teller{broken: errors.New("another form")}
	if err := Recall(broken, []byte("{}")); !errors.Is(err, broken.broken) {
		t.Errorf("%v, want %v", err, broken.broken)
	}
}
