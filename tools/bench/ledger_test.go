package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestVerifyIsMeasured on the embedded broker, with few records.
func TestVerifyIsMeasured(t *testing.T) {
	var out strings.Builder
	results := filepath.Join(t.TempDir(), "bench-watch.json")
	if err := proofs(&out, proof{partitions: 3, records: 500, bytes: 100, rounds: 2}, false, results); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), "ledger verify of 500 records of 100 B, embedded") {
		t.Error(out.String())
	}
	text, err := os.ReadFile(filepath.Join(filepath.Dir(results), "bench-ledger.json"))
	if err != nil {
		t.Fatal(err)
	}
	var d struct {
		Command string
		Verify  []proven `json:"ledger_verify"`
	}
	if err := json.Unmarshal(text, &d); err != nil || d.Command == "" || len(d.Verify) != 1 || d.Verify[0].Share <= 0 || d.Verify[0].Bare <= 0 {
		t.Errorf("%v\n%s", err, text)
	}
}

func TestAShareOfVerify(t *testing.T) {
	ms := func(all ...int) (out []pass) {
		for _, n := range all {
			out = append(out, pass{time.Duration(n) * time.Millisecond, 9 * time.Millisecond, 6 * time.Millisecond})
		}
		return out
	}
	p := proof{records: 1, rounds: 3}
	got := p.figures("x", ms(80, 90, 70), ms(100, 100, 100))
	if got.Share != 0.8 || got.Least != 0.7 || got.Most != 0.9 || got.Verify != 100 || got.Book != 6 || got.CPU != 1 || !got.Target.Met {
		t.Errorf("%+v", got)
	}
	if got := p.figures("x", ms(79, 90, 70), ms(100, 100, 100)); got.Target.Met {
		t.Errorf("%+v", got)
	}
}
