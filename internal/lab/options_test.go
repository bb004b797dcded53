package lab

import (
	"strings"
	"testing"
)

func TestWhatALabCannotBeIsTold(t *testing.T) {
	sasl := []Listener{{"SASL", SASLPlaintext}}
	for complaint, o := range map[string]Options{
		"1 to 9 brokers":               {Brokers: 10},
		"1 to 9 brokers, not -1":       {Brokers: -1},
		"0 to 5 separate controllers":  {Controllers: 6},
		"listener 1 cannot be named":   {Listeners: []Listener{{Name: "CONTROLLER"}}},
		"listener 2 cannot be named":   {Listeners: []Listener{{Name: "A"}, {Name: "A"}}},
		`cannot be named ""`:           {Listeners: []Listener{{Protocol: SSL}}},
		`cannot be named "tls"`:        {Listeners: []Listener{{Name: "tls"}}},
		"unknown protocol":             {Listeners: []Listener{{"A", "TLS"}}},
		"set Dir":                      {Detach: true},
		"no listener where":            {Security: Security{Users: []User{{Name: "alice"}}}},
		`"lab" cannot be a user`:       {Listeners: sasl, Security: Security{Users: []User{{Name: "lab"}}}},
		`"" cannot be a user`:          {Listeners: sasl, Security: Security{Users: []User{{Password: "p"}}}},
		"has a quote":                  {Listeners: sasl, Security: Security{Users: []User{{Name: "a", Password: `p"; evil`}}}},
		"unknown mechanism":            {Listeners: sasl, Security: Security{Users: []User{{Name: "a", Mechanism: "GSSAPI"}}}},
		"none, requested or required":  {Security: Security{ClientCertificates: "yes"}},
		"names node 4, which this lab": {Brokers: 3, NodeConfig: map[int]map[string]string{4: {}}},
		"at most 63 listeners":         {Brokers: 9, Listeners: manyListeners(7)},
	} {
		o, err := o.complete()
		if err == nil {
			c := &Cluster{options: o}
			if err = c.addNodes(); c.block != nil {
				c.block.release()
			}
		}
		if err == nil || !strings.Contains(err.Error(), complaint) {
			t.Errorf("%+v: %v, want %q", o, err, complaint)
		}
	}
}

func manyListeners(n int) []Listener {
	var out []Listener
	for i := range n {
		out = append(out, Listener{Name: string(rune('A' + i))})
	}
	return out
}

func TestBrokersGetADoorOfTheirOwnWhereTheyNeedOne(t *testing.T) {
	sasl, tls, plain := Listener{"SASL", SASLPlaintext}, Listener{"TLS", SSL}, Listener{"PLAINTEXT", Plaintext}
	for _, test := range []struct {
		name      string
		listeners []Listener
		rights    bool
		between   Listener
		doors     int
	}{
		{"default", nil, false, plain, 1},
		{"a plain first", []Listener{plain, sasl, tls}, false, plain, 3},
		{"none is plain", []Listener{sasl, tls}, false, Listener{internalName, Plaintext}, 3},
		{"a plain second", []Listener{sasl, plain}, false, Listener{internalName, Plaintext}, 3},
		{"rights are checked", []Listener{plain}, true, Listener{internalName, SASLPlaintext}, 2},
	} {
		o, err := Options{Listeners: test.listeners, Security: Security{Authorizer: test.rights}}.complete()
		if err != nil {
			t.Fatal(err)
		}
		if got := o.betweenBrokers(); got != test.between || len(o.brokerDoors()) != test.doors {
			t.Errorf("%s: brokers speak by %v, of %v", test.name, got, o.brokerDoors())
		}
	}
}

func TestTheCallersListsAreNotKept(t *testing.T) {
	listeners, config := []Listener{{Name: "A"}}, map[string]string{"k": "v"}
	o, err := Options{Listeners: listeners, Config: config}.complete()
	if err != nil {
		t.Fatal(err)
	}
	config["k"] = "changed"
	if listeners[0].Protocol != "" || o.Listeners[0].Protocol != Plaintext || o.Config["k"] != "v" {
		t.Error("a change on one side is seen on the other")
	}
}
