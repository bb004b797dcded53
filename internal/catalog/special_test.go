package catalog

import "testing"

func TestThrottledReplicas(t *testing.T) {
	for value, want := range map[string]bool{
		"": true, "*": true, "0:1": true, "0:1,2:3": true, "0:1,": true, " 0:1 , 2:3 ": true, "*,": true,
		"0": false, "0:": false, ":1": false, "a:1": false, "-1:1": false, "0:1:2": false, "0:1,*": false, "*,*": false,
	} {
		if got := areThrottled(Split(value)); got != want {
			t.Errorf("%q: %v", value, got)
		}
	}
}

func TestAddresses(t *testing.T) {
	strict, loose := Validator{kind: kindServers}, Validator{kind: kindServers, loose: true}
	for _, c := range []struct {
		value         string
		strict, loose bool
	}{
		{"", true, true},
		{"kafka-0.kafka:9092", true, true},
		{"a:1,b:2", true, true},
		{"[::1]:9092", true, true},
		{"PLAINTEXT://a:1", true, true},
		{":9092", true, true},
		{"a:65535", true, true},
		{"a b:1", false, true},
		{"ä:1", false, true},
		{"a", false, false},
		{"a:", false, false},
		{"a:x", false, false},
		{"a:65536", false, false},
		{"a:1,,b:1", false, false},
	} {
		if got := strict.areAddresses(Split(c.value)); got != c.strict {
			t.Errorf("%q: %v", c.value, got)
		}
		if got := loose.areAddresses(Split(c.value)); got != c.loose {
			t.Errorf("%q, loose: %v", c.value, got)
		}
	}
}

func TestVoters(t *testing.T) {
	voters := Validator{kind: kindVoters}
	for value, want := range map[string]bool{
		"": true, "1@a:1": true, "1@a:1,2@b:2": true, "-1@a:1": true, "1@a:1@": true,
		"a:1": false, "@a:1": false, "x@a:1": false, "1@@a:1": false, "1@a": false, "1.0@a:1": false, "99999999999@a:1": false,
	} {
		if got := voters.areAddresses(Split(value)); got != want {
			t.Errorf("%q: %v", value, got)
		}
	}
}

func TestDurations(t *testing.T) {
	for text, want := range map[string]bool{
		"P1D": true, "PT1H30M": true, "pt1h": true, "P1DT1S": true, "PT0S": true, "-PT0S": true, "-PT-1H": true, "+P+1D": true,
		"PT1H-59M": true, "PT1.5S": true, "PT1,5S": true, "PT1.S": true, "-PT-0.5S": true, "PT-0.0S": true, "P99999999999999D": true,
		"": false, "P": false, "PT": false, "P1DT": false, "1D": false, "P1W": false, "P1H": false, "PT-1H": false, "-PT1H": false,
		"PT1H-61M": false, "PT.5S": false, "PT-0.5S": false, "-PT0.5S": false, "PT1.1234567890S": false, "PT99999999999999999999S": false,
		"P9223372036854775807D": false, " P1D": false,
	} {
		if got := isPastDuration("by_duration:" + text); got != want {
			t.Errorf("%q: %v", text, got)
		}
		if isPastDuration(text) {
			t.Errorf("%q is taken without its by_duration:", text)
		}
	}
}

func TestReleaseLine(t *testing.T) {
	for value, want := range map[string]string{
		"3.6": "3.6", "3.6.2": "3.6", "3.6-IV2": "3.6-IV2", "3.6-IV2.1": "3.6-IV2", "0.8.2.1": "0.8.2", "0.8": "0.8", "3": "3", "": "", "3.": "3.",
	} {
		if got := releaseLine(value); got != want {
			t.Errorf("releaseLine(%q) = %q; want %q", value, got, want)
		}
	}
}
