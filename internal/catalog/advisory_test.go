package catalog

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var idPattern = regexp.MustCompile(`^(KAFKA-\d{4,5}|CVE-20\d\d-\d{4,7}|[a-z-]+#\d+|[a-z-]+ v\d+\.\d+\.\d+)$`)

// TestM42_EveryAdvisoryIsWhole holds the data against what its head promises.
func TestM42_EveryAdvisoryIsWhole(t *testing.T) {
	all := Advisories()
	if len(all) < 20 {
		t.Errorf("there are only %d", len(all))
	}
	seen := map[string]bool{}
	for _, a := range all {
		t.Run(a.ID, func(t *testing.T) {
			if !idPattern.MatchString(a.ID) {
				t.Error("its id is neither that of an issue nor of a CVE nor of a release")
			}
			for _, product := range a.Products {
				if !slices.Contains(products(), product) {
					t.Errorf("%s is no product: want one of %v", product, products())
				}
				if seen[a.ID+product] {
					t.Errorf("%s has it twice", product)
				}
				seen[a.ID+product] = true
			}
			first, _, _ := strings.Cut(a.Source, " ")
			if u, err := url.Parse(strings.TrimSuffix(first, ",")); err != nil || u.Scheme != "https" || u.Host == "" {
				t.Errorf("its source %q does not begin with an address", a.Source)
			}
			if strings.HasSuffix(a.What, ".") || a.What[0] < 'A' || a.What[0] > 'Z' && a.What[0] < 'a' || strings.Contains(a.What, "  ") {
				t.Errorf("%q is not the end of a sentence", a.What)
			}
		})
	}
	for _, product := range products() {
		if !slices.ContainsFunc(all, func(a Advisory) bool { return slices.Contains(a.Products, product) }) {
			t.Errorf("nothing is known of %s, so reading its version is of no use", product)
		}
	}
}

// A version that is said to be fixed must not be in the affected range, and one
// that is affected must have a fix above it.
func TestM42_FixesAreOutsideOfWhatTheyFix(t *testing.T) {
	for _, a := range Advisories() {
		for _, fix := range a.Fixed {
			if !fix.Exact() || a.Affects(fix) {
				t.Errorf("%s: %s is fixed, and among the affected", a.ID, fix)
			}
		}
		for _, s := range a.Affected {
			if s.Below {
				if !slices.Contains(a.Fixed, s.To) {
					t.Errorf("%s: nothing says that %s is fixed", a.ID, s.To)
				}
				continue
			}
			for _, end := range []Patch{s.From, s.To} {
				if fix := a.FixFor(end); !end.Exact() || fix.Compare(end) <= 0 {
					t.Errorf("%s: %s is affected, and the fix for it is %s", a.ID, end, fix)
				}
			}
		}
	}
}

func TestM42_WhatVersionsAreKnownFor(t *testing.T) {
	for _, c := range []struct{ product, version, want string }{
		{"kafka", "4.2.0", "KAFKA-20505 KAFKA-20322 KAFKA-20254"},
		{"kafka", "4.2.1", ""},
		{"kafka", "4.2", "KAFKA-20505 KAFKA-20322 KAFKA-20254"},
		{"kafka", "4.3.1", ""},
		{"kafka", "4.3.2", ""},
		{"kafka", "3.9.1", ""},
		{"kafka", "3.9", "CVE-2025-27818"},
		{"kafka", "3.6.0-debian-11-r1", "CVE-2025-27818 CVE-2024-56128 KAFKA-16171 KAFKA-15552 CVE-2024-27309 KAFKA-15653"},
		{"kafka-clients", "3.9.1", "KAFKA-19012"},
		{"kafka-clients", "2.7.2", ""},
		{"franz-go", "v1.20.6", "franz-go#1217 franz-go#1484 franz-go#1348"},
		{"franz-go", "v1.22.3", ""},
		{"franz-go", "v1.22.2", ""},
		{"franz-go", "v1.22.2-rc1", "franz-go#1484"},
		{"franz-go", "v1.22.2-0.20260101000000-abcdefabcdef", "franz-go#1484"},
		{"franz-go", "v1.22.3-rc1", ""},
		{"kafka-clients", "3.9.2-SNAPSHOT", "KAFKA-19012"},
		{"kafka-clients", "3.9.2.redhat-00001", ""},
		{"strimzi", "0.49.0", "CVE-2026-55225 CVE-2026-55226 CVE-2026-27133 CVE-2025-66623"},
		{"strimzi", "1.2.0", ""},
		{"nobody's", "1.0.0", ""},
	} {
		v, ok := ParsePatch(c.version)
		if !ok {
			t.Fatal(c.version)
		}
		var ids []string
		for _, a := range Affecting(c.product, v) {
			ids = append(ids, a.ID)
		}
		if got := strings.Join(ids, " "); got != c.want {
			t.Errorf("%s %s: %s, want %s", c.product, c.version, got, c.want)
		}
	}
}

func TestFixFor(t *testing.T) {
	a := Advisory{Fixed: patches("3.9.2, 4.0.2, 4.1.2")}
	for version, want := range map[string]string{"3.8.0": "3.9.2", "3.9.0": "3.9.2", "4.0.0": "4.0.2", "4.1": "4.1.2", "4.2.0": "4.1.2"} {
		v, _ := ParsePatch(version)
		if got := a.FixFor(v).String(); got != want {
			t.Errorf("%s: %s, want %s", version, got, want)
		}
	}
}

func patches(s string) []Patch {
	out, err := parsePatches(s)
	if err != nil {
		panic(err)
	}
	return out
}

func TestLibraries(t *testing.T) {
	if l, ok := LibraryOf(GoModules, "github.com/Shopify/sarama"); !ok || l.Product != "sarama" {
		t.Errorf("Shopify's sarama is %+v, %v", l, ok)
	}
	if l, ok := LibraryOf(PyPI, "github.com/Shopify/sarama"); ok {
		t.Errorf("a package of another ecosystem is %+v", l)
	}
	if n := len(Libraries(Maven)); n != 3 {
		t.Errorf("Maven has %d", n)
	}
}
