package cluster

import (
	"fmt"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

// tells is what a broker says are the dynamic defaults of the cluster, and for
// how many ms.
func tells(ms int, pairs ...string) string {
	return strings.Replace(dynamic(pairs...), `"dynamic"`, `"clusterDefaults"`, 1) + fmt.Sprintf(`, "clusterDefaultsForMs": %d`, ms)
}

func TestConfigPropagationSlow(t *testing.T) {
	const cleaners = "log.cleaner.threads"
	one4, one1, none := tells(2000, cleaners, `"4"`), tells(2000, cleaners, `"1"`), tells(2000)
	of := func(a, b, c string) plant {
		return plant{brokers: []string{runs(1, "4.3", a), runs(2, "4.3", b), runs(3, "4.3", c)}}
	}
	secret := func(value string) string { return tells(2000, "ssl.keystore.password", value) }
	for _, c := range []struct {
		name   string
		p      plant
		says   []string // nil: nothing
		blames string
		skip   string
	}{
		{"all tell the same", of(one4, one4, one4), nil, "", ""},
		{"there are none", of(none, none, none), nil, "", ""},
		{"one tells another value", of(one4, one4, one1), []string{`log.cleaner.threads is "4" on brokers 1 and 2, "1" on broker 3, and that has lasted for 2 s or longer`}, "broker/3", ""},
		{"one does not have it", of(one4, none, one4), []string{`is "4" on brokers 1 and 3, not set on broker 2`}, "broker/2", ""},
		{"each tells another", of(one4, none, one1), []string{`"4" on broker 1, not set on broker 2, "1" on broker 3`}, "", ""},
		{"one of two", plant{brokers: []string{runs(1, "4.3", one4), runs(2, "4.3", one1)}}, []string{`"4" on broker 1, "1" on broker 2`}, "", ""},
		{"two keys", of(one4, one4, tells(2000, "background.threads", `"8"`)), []string{"background.threads is not set on brokers 1 and 2", "and 1 other key alike"}, "broker/3", ""},
		{"told once", of(one4, one4, tells(0, cleaners, `"1"`)), nil, "", ""},
		{"told twice within the limit", of(one4, one4, tells(999, cleaners, `"1"`)), nil, "", ""},
		{"told by the majority a moment ago", of(tells(0, cleaners, `"4"`), tells(0, cleaners, `"4"`), one1), nil, "", ""},
		{"for how long, by the one who knows least", of(tells(90000, cleaners, `"4"`), tells(7000, cleaners, `"4"`), tells(60000, cleaners, `"1"`)), []string{"lasted for 1 min or longer"}, "broker/3", ""},
		{"hidden on all", of(secret(`{"unknown": "hidden"}`), secret(`{"unknown": "hidden"}`), secret(`{"unknown": "hidden"}`)), nil, "", ""},
		{"hidden on two", of(secret(`{"unknown": "hidden"}`), secret(`{"unknown": "hidden"}`), none), []string{"ssl.keystore.password is set, and not shown on brokers 1 and 2, not set on broker 3"}, "broker/3", ""},
		{"a release does not know the key", plant{brokers: []string{runs(1, "4.3", one4), runs(2, "4.3", one4), runs(3, "4.1", none)}}, nil, "", ""},
		{"releases differ, and the key is known", plant{brokers: []string{runs(1, "4.3", one4), runs(2, "4.3", one4), runs(3, "4.1", one1)}}, []string{`"1" on broker 3`}, "broker/3", ""},
		{"it does not answer", of(one4, one4, one1).with(3, one1, killed), nil, "", ""},
		{"it does not tell", of(one4, one4, `"noConfig": "denied"`), nil, "", "broker 3 did not tell its settings"},
		{"one does not tell, and two differ", plant{brokers: []string{runs(1, "4.3", one4), runs(2, "4.3", one1), runs(3, "4.3", `"noConfig": "denied"`)}}, []string{`"4" on broker 1, "1" on broker 2`}, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			result := c.p.run(t)
			skips := rulestest.Skips(result, ConfigPropagationSlow.Name)
			if c.skip == "" && len(skips) > 0 || c.skip != "" && (len(skips) != 1 || !strings.Contains(skips[0].Reason, c.skip)) {
				t.Errorf("skips %+v, want %q", skips, c.skip)
			}
			if c.says == nil {
				if got := rulestest.Of(result, ConfigPropagationSlow.Name); len(got) > 0 {
					t.Errorf("it finds: %s", got[0].Message)
				}
				return
			}
			f := one(t, result, ConfigPropagationSlow)
			says(t, f.Message, c.says...)
			blamed := ""
			for _, b := range f.Blames {
				blamed += b.String()
			}
			if blamed != c.blames || f.Severity != finding.Warning || f.Fix == "" || len(f.Evidence) < 2 {
				t.Errorf("%s blames %q, want %q; fix %q, evidence %v", f.Severity, blamed, c.blames, f.Fix, f.Evidence)
			}
		})
	}
}

// TestPropagationLimitByPolicy: the limit can be set.
func TestPropagationLimitByPolicy(t *testing.T) {
	p := plant{brokers: []string{runs(1, "4.3", tells(2000, "a", `"1"`)), runs(2, "4.3", tells(2000, "a", `"2"`))}}
	for limit, want := range map[string]int{"2s": 1, "3s": 0} {
		files := p.files()
		files["policy.yaml"] = "rules:\n  cluster/config-propagation-slow: {params: {limit: " + limit + "}}\n"
		if got := rulestest.Of(rulestest.Lint(t, []*rule.Rule{ConfigPropagationSlow}, files), ConfigPropagationSlow.Name); len(got) != want {
			t.Errorf("%s: %d findings, want %d", limit, len(got), want)
		}
	}
}

// TestPropagationFoldsBelowLostMetadata: who has lost part of its metadata has
// lost settings with it.
func TestPropagationFoldsBelowLostMetadata(t *testing.T) {
	p := healthy().with(1, tells(2000, "a", `"2"`), looks(look(0, "agrees"), look(2000, "agrees"))).
		with(2, tells(2000, "a", `"2"`), looks(look(0, "agrees"), look(2000, "agrees"))).
		with(3, tells(2000), looks(look(0, "proven"), look(2000, "proven")))
	result := p.run(t)
	cause, effect := one(t, result, MetadataDisagrees), one(t, result, ConfigPropagationSlow)
	if effect.CausedBy != cause.Fingerprint() {
		t.Errorf("it is caused by %q, want %q", effect.CausedBy, cause.Fingerprint())
	}
}
