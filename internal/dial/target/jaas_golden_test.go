package target

import (
	"encoding/json"
	"maps"
	"os"
	"testing"
)

// TestJAASAsKafkaReadsIt: testdata/Jaas.java asked Kafka's own class.
func TestJAASAsKafkaReadsIt(t *testing.T) {
	text, err := os.ReadFile("testdata/jaas.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Text, Module string
		Options      map[string]string
		Refused      bool
	}
	if err := json.Unmarshal(text, &cases); err != nil {
		t.Fatal(err)
	}
	refused := 0
	for _, c := range cases {
		got, err := parseJAAS(c.Text)
		if c.Refused {
			refused++
		}
		if (err != nil) != c.Refused {
			t.Errorf("%q: got error %v, Kafka refuses: %v", c.Text, err, c.Refused)
			continue
		}
		if err == nil && (got.module != c.Module || !maps.Equal(got.options, c.Options)) {
			t.Errorf("%q:\ngot  %q %q\nwant %q %q", c.Text, got.module, got.options, c.Module, c.Options)
		}
	}
	if refused < 20 || len(cases)-refused < 20 {
		t.Errorf("only %d cases, %d refused", len(cases), refused)
	}
}
