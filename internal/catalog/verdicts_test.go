package catalog

import (
	_ "embed" // for the verdicts
	"strconv"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// Kafka's own classes judged these samples, see tools/cataloggen/java/Judge.java.
//
//go:embed testdata/verdicts.tsv
var verdicts string

func TestCheckAgreesWithKafka(t *testing.T) {
	judged := 0
	for line := range strings.Lines(verdicts) {
		cells := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		v, err := model.ParseVersion(cells[0])
		layer, known := model.ParseLayer(cells[1])
		value, errQuote := strconv.Unquote(cells[3])
		if err != nil || !known || errQuote != nil {
			t.Fatalf("bad line %q: %v %v", line, err, errQuote)
		}
		d, ok := Lookup(model.Key{Layer: layer, Name: cells[2]}, v)
		if !ok {
			t.Errorf("%s %s is not in %s", cells[1], cells[2], v)
			continue
		}
		if got := d.Check(value); (got == nil) != (cells[4] == "accepted") {
			t.Errorf("Kafka %s, %s %s (%s; %s) = %s: Kafka %s it, we say %v", v, layer, d.Name, d.Type, d.Valid, cells[3], cells[4], got)
		}
		judged++
	}
	if judged < 3000 {
		t.Errorf("only %d samples", judged)
	}
}
