package deadletter

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/twmb/franz-go/pkg/kgo"
)

var rewrite = flag.Bool("rewrite", false, "write testdata anew; look at the difference, and put it into the document")

// document is not part of the module: whoever tests the module alone does without it.
func document(t *testing.T) string {
	text, err := os.ReadFile("../../docs/dead-letter-format.md")
	if errors.Is(err, os.ErrNotExist) {
		t.Skip("the document is not here")
	}
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// shown is a record as the document shows it.
func shown(r *kgo.Record) string {
	text := func(b []byte) string {
		if b == nil {
			return "(null)"
		}
		return string(b)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "topic: %s\npartition: %d\ntimestamp: %d\nkey: %s\nvalue: %s\n", r.Topic, r.Partition, r.Timestamp.UnixMilli(), text(r.Key), text(r.Value))
	for _, h := range r.Headers {
		fmt.Fprintf(&b, "header %s: %s\n", h.Key, text(h.Value))
	}
	return b.String()
}

// TestTheDocumentsExamples are what is written, to the byte.
func TestTheDocumentsExamples(t *testing.T) {
	large := Rejected(&kgo.Record{Topic: "orders", Timestamp: noon, Key: []byte("sensor-7"), Value: bytes.Repeat([]byte("x"), 2<<20)}, errors.New("MESSAGE_TOO_LARGE"))
	large.ID = "r1-000102030405060708090a0b0c0d0e0f"
	large.Failure.Reason, large.Redrive = "rejected", Redrive{1, "2026-11-30T11:00Z"}
	var examples []string
	for file, l := range map[string]Letter{"letter.txt": failed(), "pointer.txt": large} {
		w, sent := writerFor(t, 0, 0)
		w.cfg.Cluster = "MkU3OEVBNTcwNTJENDM2Qk"
		if err := w.Write(t.Context(), l); err != nil && !pointerOnly(err) {
			t.Fatal(err)
		}
		got := shown(sent.last())
		if *rewrite {
			if err := os.WriteFile("testdata/"+file, []byte(got), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile("testdata/" + file)
		if err != nil || got != string(want) {
			t.Errorf("%s: %v\n%s", file, err, got)
		}
		examples = append(examples, got)
	}
	text := document(t)
	for _, example := range examples {
		if !strings.Contains(text, "```text\n"+example+"```\n") {
			t.Errorf("the document does not show\n%s", example)
		}
	}
}

// TestTheDocumentHasEveryHeader in its table, and no other, in the order of writing.
func TestTheDocumentHasEveryHeader(t *testing.T) {
	var has, want []string
	for line := range strings.Lines(document(t)) {
		if rest, row := strings.CutPrefix(line, "| `"+prefix); row {
			name, _, _ := strings.Cut(rest, "`")
			has = append(has, name)
		}
	}
	for _, f := range fields {
		want = append(want, f.name)
	}
	if !slices.Equal(has, want) {
		t.Errorf("it has %q\nwant %q", has, want)
	}
}

// TestTheDocumentHasTheBounds that a reader in another language needs.
func TestTheDocumentHasTheBounds(t *testing.T) {
	text := document(t)
	for _, says := range []string{fmt.Sprint(mostText, " bytes"), fmt.Sprint(mostError, " bytes"), fmt.Sprint(DefaultHeaderBudget, " bytes"), kindPlaced, kindRejected, kindDead} {
		if !strings.Contains(text, says) {
			t.Errorf("it does not say %q", says)
		}
	}
	var names []string
	l := failed()
	l.Failure.Group, l.Failure.Handler = "g", "h"
	for _, h := range allCompat.append(nil, &l) {
		names = append(names, h.Key)
	}
	for _, name := range names {
		if !strings.Contains(text, "`"+name+"`") {
			t.Errorf("it does not tell of %s", name)
		}
	}
}
