package catalog

import (
	"strings"
	"testing"
)

func TestParsePatch(t *testing.T) {
	for s, want := range map[string]string{
		"4.1.2": "4.1.2 exact", "v1.20.6": "1.20.6 exact", " 0.10.2.0 ": "0.10.2.0 exact", "v2.0.0+incompatible": "2.0.0 exact",
		"4.1": "4.1", "3.9-debian-12": "3.9 qualified", "4.0.0-debian-12-r10": "4.0.0 qualified", "7.6.0-ccs": "", "v7.6.0-0-ce": "",
		"3.9.0.redhat-00001": "3.9.0 qualified", "v1.20.7-0.20260101000000-abcdef": "1.20.7 early", "1.2.3.4.5": "1.2.3.4 qualified",
		"4.1-IV1": "4.1 qualified", "1.0.": "1.0 qualified", "4.1.2+build": "4.1.2 qualified",
		"": "", "latest": "", "4": "", "v": "", ".1": "", "1..2": "", "4.1.2rc1": "", "99999999999.1": "", "-1.2": "", "${v}": "", "[1.0,2.0)": "",
	} {
		v, ok := ParsePatch(s)
		got := ""
		if ok {
			got = v.String()
			if v.Exact() {
				got += " exact"
			}
			switch {
			case v.Prerelease():
				got += " early"
			case v.Qualified():
				got += " qualified"
			}
		}
		if got != want && (ok || want != "") {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
	if !(Patch{}).IsZero() {
		t.Error("no version is a version")
	}
}

func TestPrereleases(t *testing.T) {
	for s, want := range map[string]bool{
		"4.1.2-rc1": true, "4.1.2-RC0": true, "4.1.2.CR2": true, "3.9.2-SNAPSHOT": true, "3.9.2-alpha.1": true, "4.0.0-beta-2": true, "4.0.0-M1": true,
		"v1.22.2-0.20260101000000-abcdefabcdef": true, "v1.22.2-rc.1.0.20260101000000-abcdefabcdef": true, "v1.0.0-20260101000000-abcdefabcdef": true,
		"3.9.2-20260101.123456-7": true, "4.1-rc1": true,
		"4.1.2": false, "3.9.0.redhat-00001": false, "4.0.0-debian-12-r10": false, "4.0.0-mine": false, "4.0.0-archive": false, "v1.0.0+incompatible": false, "2.0.0-eep-912": false,
	} {
		v, ok := ParsePatch(s)
		if !ok || v.Prerelease() != want || want && v.Exact() {
			t.Errorf("%q: %v, %v", s, v.Prerelease(), ok)
		}
	}
}

func TestVendorOf(t *testing.T) {
	for s, want := range map[string]string{
		"7.6.0-ccs": "Confluent", "7.6.0-ce": "Confluent", "7.6.0-84-ccs": "Confluent", "7.9.0-ccs-SNAPSHOT": "Confluent",
		"3.9.0": "", "3.9.0.redhat-00001": "", "3.9.0-cell": "", "0.10.2.0-cp1": "",
	} {
		if got, own := VendorOf(s); got != want || own != (want != "") {
			t.Errorf("%q: %q, %v", s, got, own)
		}
	}
}

func TestComparePatches(t *testing.T) {
	rising := []string{"0.8.0", "0.10.2.0", "0.10.2.1", "1.9.0", "1.20.7", "2.0", "2.0.1", "2.10.0", "10.0.0"}
	for i, a := range rising {
		for j, b := range rising {
			v, _ := ParsePatch(a)
			w, _ := ParsePatch(b)
			if got := v.Compare(w); got < 0 != (i < j) || got > 0 != (i > j) {
				t.Errorf("%s compared with %s: %d", a, b, got)
			}
		}
	}
	two, _ := ParsePatch("2.0")
	if long, _ := ParsePatch("2.0.0"); two.Compare(long) != 0 || !two.SameLine(long) {
		t.Error("2.0 is not 2.0.0")
	}
}

func TestSpans(t *testing.T) {
	const spans = "2.8.0 - 3.9.1, 4.0.0, < 1.9.0"
	for s, want := range map[string]bool{
		"2.7.2": false, "2.8.0": true, "2.8": true, "2.7": false, "3.0.0": true, "3.9.1": true, "3.9.2": false, "3.9": true, "3.9.1-x": true,
		"3.10": false, "4.0.0": true, "4.0": true, "4.0.1": false, "1.8.9": true, "1.9.0": false, "1.9": false, "1.8": true, "0.1": true, "4.1": false,
	} {
		v, ok := ParsePatch(s)
		list, err := parseSpans(spans)
		if !ok || err != nil {
			t.Fatal(s, err)
		}
		if got := (Advisory{Affected: list}).Affects(v); got != want {
			t.Errorf("%s in %s: %v", s, spans, got)
		}
	}
}

func FuzzPatch(f *testing.F) {
	for _, s := range []string{"4.1.2", "v1.20.6", "3.9.0.redhat-1", "1..2", "9999999999.0", "1.2.3.4.5"} {
		f.Add(s, "2.8.0 - 3.9.1, < 1.0")
	}
	f.Fuzz(func(t *testing.T, s, spans string) {
		v, ok := ParsePatch(s)
		if ok {
			again, ok := ParsePatch(v.String())
			if !ok || again.Compare(v) != 0 || again.Qualified() || v.last().Compare(v) < 0 {
				t.Errorf("%q is %s, and that is %s", s, v, again)
			}
		}
		list, err := parseSpans(spans)
		if err != nil {
			return
		}
		for _, span := range list {
			if !span.Below && (!span.Touches(span.From) || !span.Touches(span.To)) || span.Below && span.Touches(span.To) {
				t.Errorf("%q is %s, without its ends", spans, span)
			}
		}
		var words []string
		for _, span := range list {
			words = append(words, span.String())
		}
		again, err := parseSpans(strings.Join(words, ", "))
		if err != nil || len(again) != len(list) || again[0].Touches(v) != list[0].Touches(v) {
			t.Errorf("%q is written as %q: %v", spans, words, err)
		}
	})
}
