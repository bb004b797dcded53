package client

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

// setting is the first KEY=VALUE of a fix.
var setting = regexp.MustCompile(`\b(?:set|write) ([a-z.]+)=([^ ,;)]+)`)

// TestFixesHelp does what each fix says to the files of the bad example, as
// somebody would who reads no further: the finding must be gone.
func TestFixesHelp(t *testing.T) {
	for _, r := range Rules {
		t.Run(r.Name, func(t *testing.T) {
			page, err := r.Doc.Page()
			if err != nil {
				t.Fatal(err)
			}
			files := rulestest.Files{}
			for _, e := range page.Bad {
				files[e.File] = e.Text
			}
			if r.Profile() == rule.Strict {
				files["policy.yaml"] = "profile: strict\n"
			}
			for range 3 {
				found := rulestest.Of(rulestest.Lint(t, Rules, files), r.Name)
				if len(found) == 0 {
					return
				}
				files = follow(t, files, found[0])
			}
			t.Errorf("the finding is still there after its fix: %v", files)
		})
	}
}

// follow does what a fix says, in the client's file.
func follow(t *testing.T, files rulestest.Files, f finding.Finding) rulestest.Files {
	t.Helper()
	name := f.Subject.Name
	lines := strings.Split(files[name], "\n")
	fix := setting.FindStringSubmatch(f.Fix)
	switch {
	case fix != nil:
		lines = slices.DeleteFunc(lines, func(l string) bool { return strings.HasPrefix(l, fix[1]+"=") })
		if f.Rule == UnknownKey.Name {
			lines = slices.Delete(lines, f.Origin.Line-1, f.Origin.Line)
		}
		lines = append(lines, fix[1]+"="+fix[2])
	case strings.HasPrefix(f.Fix, "remove "):
		lines = slices.Delete(lines, f.Origin.Line-1, f.Origin.Line)
	case strings.HasPrefix(f.Fix, "set "):
		t.Skipf("nobody can follow %q blindly", f.Fix)
	default:
		t.Fatalf("the fix starts with neither set, write nor remove: %q", f.Fix)
	}
	files = maps.Clone(files)
	files[name] = strings.Join(lines, "\n")
	return files
}

// TestFingerprints: a retuned value is the same finding, and two settings of
// one client are two.
func TestFingerprints(t *testing.T) {
	of := func(r *rule.Rule, text string) []string {
		var out []string
		for _, f := range rulestest.Of(rulestest.Lint(t, Rules, rulestest.Files{
			"producer.properties": address + text, "policy.yaml": "target: \"3.9\"\n",
		}), r.Name) {
			out = append(out, f.Fingerprint())
		}
		slices.Sort(out)
		return out
	}
	for _, c := range []struct {
		name, before, after string
		r                   *rule.Rule
	}{
		{"a number", "buffer.memory=1024\n", "acks=all\nbuffer.memory=2048\n", BufferBelowRequest},
		{"an invalid word", "acks=two\n", "acks=three\n", ValueInvalid},
		{"an unknown key", "acks=all\nmax.requets.size=1\n", "max.requets.size=2\nacks=all\n", UnknownKey},
		{"two losses", "acks=1\nretries=0\n", "retries=0\nacks=0\n", IdempotenceLost},
		{"three losses", "acks=1\nretries=0\n" + inFlightSix, "retries=0\nacks=0\nmax.in.flight.requests.per.connection=7\n", IdempotenceLost},
	} {
		t.Run(c.name, func(t *testing.T) {
			before, after := of(c.r, c.before), of(c.r, c.after)
			if len(before) == 0 || !slices.Equal(before, after) {
				t.Errorf("%v before, %v after", before, after)
			}
			if len(slices.Compact(slices.Clone(before))) != len(before) {
				t.Errorf("several findings share a fingerprint: %v", before)
			}
		})
	}
}
