package timeline

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// describe is what brokers run, one line each, then what belongs to the cluster.
func describe(b *model.Builder) string {
	now, _ := b.Snapshots()
	var out strings.Builder
	for _, b := range now.Brokers {
		s := b.Seen
		fmt.Fprintf(&out, "broker %s %s", b.Name, b.Version.Raw())
		for _, f := range s.Features {
			fmt.Fprintf(&out, " %s %d of %d", f.Name, f.Finalised, f.Supported)
		}
		for _, d := range s.Defaults.Settings() {
			fmt.Fprintf(&out, " %s=%s", d.Name, d.Value.Raw())
		}
		fmt.Fprintf(&out, " for %d", s.DefaultsFor)
		certificates(&out, s.Certificates)
	}
	for _, c := range now.Clusters {
		fmt.Fprintf(&out, "moves known %v", c.MovesKnown)
		certificates(&out, c.Own)
	}
	return out.String()
}

func certificates(out *strings.Builder, all []model.Certificate) {
	for _, c := range all {
		ms := func(at int64) time.Duration { return time.Duration(at-Start().UnixMilli()) * time.Millisecond }
		fmt.Fprintf(out, " %s by %s %s..%s anchor %v", c.Subject, c.Issuer, ms(c.From), ms(c.Until), c.Anchor)
	}
	fmt.Fprintln(out)
}

func TestWhatBrokersRun(t *testing.T) {
	const two = "brokers 1 2\ntopic orders\n"
	for _, c := range []struct {
		name, script string
		want         []string
	}{
		{"stock", two + "until 5s", []string{"broker 1 4.1 metadata.version 27 of 27 for 5000\n", "broker 2 4.1 ", "moves known true\n"}},
		{"another release", two + "at 5s version 2 4.2.1", []string{"broker 1 4.1 ", "broker 2 4.2 "}},
		{"all of them", two + "at 5s version all 4.2\nat 5s level all 29\nat 5s level finalised 28", []string{"broker 1 4.2 metadata.version 28 of 29", "broker 2 4.2 metadata.version 28 of 29"}},
		{"one level", two + "at 5s level 2 29", []string{"broker 1 4.1 metadata.version 27 of 27", "broker 2 4.1 metadata.version 27 of 29"}},
		{"a default", two + "at 5s default all a=1\nat 10s default 2 a=2\nuntil 15s", []string{"27 a=1 for 10000\n", "27 a=2 for 5000\n"}},
		{"a default that is gone", two + "default all a=1\nat 5s default 2 a=\nuntil 15s", []string{"27 a=1 for 15000\n", "broker 2 4.1 metadata.version 27 of 27 for 10000\n"}},
		{"settings that are not told", two + "default all a=1\nat 5s unknown \"broker config\" broker/2", []string{"broker 2 4.1 metadata.version 27 of 27 for 0\n"}},
		{"it does not answer", two + "at 5s broker 2 silent", []string{"broker 2 4.1 for 0\n"}},
		{"a certificate", two + "at 5s certificate 1 for=1h since=30m", []string{"CN=kafka-1 by CN=plant CA -29m55s..1h0m5s anchor false\n", "27 for 5000\nmoves"}},
		{"with an authority", two + "certificate all for=1h\ncertificate authority for=2h\ncertificate own for=3h\nuntil 5s", []string{
			"CN=kafka-1 by CN=plant CA 0s..1h0m0s anchor false CN=plant CA by CN=plant CA 0s..2h0m0s anchor true\n", "moves known true CN=scan by CN=plant CA 0s..3h0m0s anchor false\n"}},
		{"nobody tells of moves", two + "at 5s quorum silent", []string{"moves known false\n"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			script, err := Parse("case.txt", c.script)
			if err != nil {
				t.Fatal(err)
			}
			var got string
			if err := script.Play(func(_ time.Time, b *model.Builder) { got = describe(b) }); err != nil {
				t.Fatal(err)
			}
			for _, want := range c.want {
				if !strings.Contains(got, want) {
					t.Errorf("there is no %q in\n%s", want, got)
				}
			}
		})
	}
}

func TestWrongLinesAboutSoftware(t *testing.T) {
	for _, c := range []struct{ line, want string }{
		{"version 1 new", `"new" is not a Kafka version`},
		{"version 9 4.2", "there is no broker 9"},
		{"version x 4.2", `"x" is no id`},
		{"level 1 high", `"high" is no level`},
		{"level 9 5", "there is no broker 9"},
		{"default 1 a", "NAME=VALUE is wanted"},
		{"default 9 a=1", "there is no broker 9"},
		{"certificate 1 until=5d", `"until=5d" is neither since= nor for=`},
		{"certificate 1 for=x", `"x" is no length of time`},
		{"certificate 1 since=5d", "for=TIME is wanted"},
		{"certificate 9 for=5d", "there is no broker 9"},
	} {
		if _, err := Parse("case.txt", "brokers 1 2\n"+c.line); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", c.line, err, c.want)
		}
	}
}
