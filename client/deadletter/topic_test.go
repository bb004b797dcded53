package deadletter

import (
	"strings"
	"testing"
)

func TestNames(t *testing.T) {
	for name, c := range map[string]struct {
		naming        Naming
		source, group string
		want          string // or
		refused       string
	}{
		"default":          {ByGroup, "orders", "billing", "orders.billing.dlq", ""},
		"spring":           {SpringSuffix, "orders", "billing", "orders-dlt", ""},
		"old spring":       {OldSpringSuffix, "orders", "billing", "orders.DLT", ""},
		"share":            {SharePrefix, "orders", "billing", "dlq.orders", ""},
		"named":            {Named("parked"), "orders", "billing", "parked", ""},
		"longest":          {ByGroup, strings.Repeat("t", 240), "four", strings.Repeat("t", 240) + ".four.dlq", ""},
		"too long":         {ByGroup, strings.Repeat("t", 240), "fives", "", "has 250 characters, and Kafka takes 249: choose a shorter group"},
		"group":            {ByGroup, "orders", "billing/eu", "", `has the character '/'`},
		"space":            {ByGroup, "orders", "bill ing", "", `has the character ' '`},
		"not ASCII":        {ByGroup, "orders", "caffè", "", `has the character 'è'`},
		"no source":        {ByGroup, "", "billing", "", "has no name"},
		"bad source":       {Named("parked"), "a/b", "billing", "", `has the character '/'`},
		"no name":          {Named(""), "orders", "billing", "", "has no name"},
		"dots":             {Named(".."), "orders", "billing", "", "is no name of a topic"},
		"itself":           {Named("orders"), "orders", "billing", "", "is orders itself"},
		"default again":    {ByGroup, "orders.billing.dlq", "billing", "", "of the same family"},
		"another's":        {ByGroup, "orders.billing.dlq", "triage", "", "of the same family"},
		"group with dots":  {ByGroup, "orders.com.acme.dlq", "com.acme", "", "of the same family"},
		"parked beside":    {Named("orders.billing.dlq.parked"), "orders.billing.dlq", "billing", "orders.billing.dlq.parked", ""},
		"spring again":     {SpringSuffix, "orders-dlt", "billing", "", "of the same family"},
		"old spring again": {OldSpringSuffix, "orders.DLT", "billing", "", "of the same family"},
		"share again":      {SharePrefix, "dlq.orders", "billing", "", "of the same family"},
		"mixed":            {SpringSuffix, "orders.billing.dlq", "billing", "", "of the same family"},
		"back":             {Named("orders"), "orders.billing.dlq", "billing", "", "of the same family"},
		"back of another":  {Named("orders"), "orders-dlt", "billing", "", "of the same family"},
		"sibling":          {Named("orders.audit.dlq"), "orders.billing.dlq", "billing", "", "of the same family"},
		"parked":           {Named("parked"), "orders.billing.dlq", "billing", "parked", ""},
		"parked, dead":     {Named("parked.dlq"), "orders.billing.dlq", "billing", "parked.dlq", ""},
		"only like it":     {ByGroup, "dlq", "billing", "dlq.billing.dlq", ""},
	} {
		got, err := c.naming.target(c.source, c.group)
		if got != c.want || (err == nil) != (c.refused == "") || err != nil && !strings.Contains(err.Error(), c.refused) {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

func TestRoots(t *testing.T) {
	for topic, want := range map[string]string{
		"orders": "orders", "orders.billing.dlq": "orders", "eu.orders.billing.dlq": "eu.orders", "orders-dlt": "orders", "dlq.orders": "orders",
		"orders.a.dlq.b.dlq": "orders", "orders.dlq": "orders", ".dlq": "", "dlq.": "", "-dlt": "", "dlq..dlq": "dlq",
	} {
		if got := root(topic); got != want {
			t.Errorf("%q: %q, want %q", topic, got, want)
		}
	}
}

func FuzzTopic(f *testing.F) {
	f.Add("orders", "billing")
	f.Add("orders.billing.dlq", "dlq")
	f.Fuzz(func(t *testing.T, source, group string) {
		for _, naming := range []Naming{ByGroup, SpringSuffix, OldSpringSuffix, SharePrefix, Named(group)} {
			name, err := naming.target(source, group)
			if err != nil {
				continue
			}
			if name == source || len(name) > 249 || strings.Trim(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") != "" {
				t.Fatalf("%q of %q and %q", name, source, group)
			}
			// Dead letters of dead letters by the same naming: never twice.
			if again, err := naming.target(name, group); err == nil && again != Named(group)("", "") {
				t.Fatalf("%q, and from there %q", name, again)
			}
		}
	})
}
