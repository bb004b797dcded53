package cluster

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

// looked is when the plants of these tests were looked at.
var looked = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

// cert is a certificate that ends some hours from now, and lives for some days.
func cert(name string, hours, days int, more string) string {
	end := looked.Add(time.Duration(hours) * time.Hour)
	return fmt.Sprintf(`{"subject": "CN=%s", "issuer": "CN=ca", "serial": "%x", "from": %q, "until": %q%s}`,
		name, len(name), end.AddDate(0, 0, -days).Format(time.RFC3339), end.Format(time.RFC3339), more)
}

func shows(certificates ...string) string {
	return `"certificates": [` + strings.Join(certificates, ",") + `]`
}

const anchored = `, "anchor": true`

// at judges a plant as it was looked at.
func judgedAt(t *testing.T, p plant, policy string) *finding.Result {
	t.Helper()
	files := p.files()
	files["snapshot.json"] = strings.Replace(files["snapshot.json"], `"clusters"`, `"at": "`+looked.Format(time.RFC3339)+`", "clusters"`, 1)
	if policy != "" {
		files["policy.yaml"] = policy
	}
	return rulestest.Lint(t, []*rule.Rule{CertificateExpiring}, files)
}

func TestCertificateExpiring(t *testing.T) {
	const year, days30, days7 = 365, 30 * 24, 7 * 24
	for _, c := range []struct {
		name   string
		broker []string // of broker 1
		more   string   // of the cluster
		want   []string // SUBJECT SEVERITY
		says   []string // of the first
	}{
		{"none is shown", nil, "", nil, nil},
		{"long", []string{shows(cert("b1", days30+1, year, ""))}, "", nil, nil},
		{"in 30 days", []string{shows(cert("b1", days30, year, `, "names": ["b1", "b1.plant", "10.0.0.1"]`))}, "", []string{"broker/1 warning"},
			[]string{"the certificate of broker 1, <CN=b1> for b1, b1.plant, 10.0.0.1, signed by <CN=ca>, is valid until 2026-12-24 12:00 UTC, 30 d from now: then clients that connect refuse it"}},
		{"many names", []string{shows(cert("b1", days30, year, `, "names": ["a", "b", "c", "d", "e", "f", "g"]`))}, "", []string{"broker/1 warning"}, []string{"a, b, c, d, e and 2 more"}},
		{"just before 7 days", []string{shows(cert("b1", days7+1, year, ""))}, "", []string{"broker/1 warning"}, []string{"7 d 1 h from now"}},
		{"in 7 days", []string{shows(cert("b1", days7, year, ""))}, "", []string{"broker/1 error"}, []string{"7 d from now"}},
		{"out of date", []string{shows(cert("b1", -2, year, ""))}, "", []string{"broker/1 error"}, []string{"has been out of date since 2026-11-24 10:00 UTC: what was connected before that still works. Clients that connect refuse it"}},
		{"of 90 days, in 23", []string{shows(cert("b1", 23*24, 90, ""))}, "", nil, nil},
		{"of 90 days, in 22", []string{shows(cert("b1", 22*24, 90, ""))}, "", []string{"broker/1 warning"}, nil},
		{"of 2 days, in 13 hours", []string{shows(cert("b1", 13, 2, ""))}, "", nil, nil},
		{"of 2 days, in 12 hours", []string{shows(cert("b1", 12, 2, ""))}, "", []string{"broker/1 warning"}, nil},
		{"of 2 days, in 4 hours", []string{shows(cert("b1", 4, 2, ""))}, "", []string{"broker/1 error"}, nil},
		{"one between", []string{shows(cert("b1", 9000, year, ""), cert("between", 240, year, ""), cert("ca", 9000, 9*year, anchored))}, "", []string{"broker/1 warning"},
			[]string{"the certificate <CN=between>, which broker 1 sends with its own, signed by"}},
		{"its own and one between", []string{shows(cert("b1", 240, year, ""), cert("between", 24, year, ""))}, "", []string{"broker/1 error", "broker/1 warning"}, nil},
		{"the authority", []string{shows(cert("b1", 9000, year, ""), cert("ca", 240, 9*year, anchored))}, "", []string{"cluster warning"},
			[]string{"the certificate of the authority <CN=ca>, by which this client trusts broker 1, signed by <CN=ca>, is valid until 2026-12-04 12:00 UTC, 10 d from now", "trust no broker below it"}},
		{"our own", nil, `"ownCertificates": [` + cert("scan", 100, year, "") + `]`, []string{"cluster error"}, []string{"the certificate <CN=scan>, by which Breakwater names itself,", "nothing is known of the cluster"}},
		{"one that we send with it", nil, `"ownCertificates": [` + cert("scan", 9000, year, "") + "," + cert("between", 100, year, "") + `]`, []string{"cluster error"},
			[]string{"the certificate <CN=between>, which Breakwater sends with its own,"}},
		{"one that we send and that vouches for brokers", []string{shows(cert("b1", 9000, year, ""), cert("ca", 240, 9*year, anchored))},
			`"ownCertificates": [` + cert("scan", 9000, year, "") + "," + cert("ca", 240, 9*year, "") + `]`, []string{"cluster warning"}, []string{"the authority <CN=ca>"}},
		{"it does not answer", []string{shows(cert("b1", 1, year, ""), cert("ca", 1, year, anchored)), killed}, "", nil, nil},
		{"without a name", []string{shows(strings.Replace(cert("", 240, year, ""), "CN=", "", 1))}, "", []string{"broker/1 warning"}, []string{"the certificate of broker 1, without a name, signed"}},
		{"with a long one", []string{shows(cert(strings.Repeat("x", 90), 240, year, ""))}, "", []string{"broker/1 warning"}, []string{"<CN=" + strings.Repeat("x", 77) + "…>"}},
		{"since when is not told", []string{shows(`{"subject": "CN=b1", "until": "2026-12-20T00:00:00Z"}`)}, "", []string{"broker/1 warning"}, []string{"the certificate of broker 1, <CN=b1>, signed by nobody who says so, is valid until 2026-12-20"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := healthy().with(1, c.broker...)
			if c.more != "" {
				p = p.and(c.more)
			}
			result := judgedAt(t, p, "")
			var got []string
			for _, f := range result.Findings {
				got = append(got, fmt.Sprintf("%s %s", f.Subject, f.Severity))
			}
			slices.Sort(got)
			if !slices.Equal(got, c.want) || len(result.Skipped) > 0 {
				t.Fatalf("it finds %q, want %q; skips %v", got, c.want, result.Skipped)
			}
			if len(c.want) > 0 {
				says(t, result.Findings[0].Message, c.says...)
				if f := result.Findings[0]; f.Fix == "" || !strings.HasSuffix(evidenceOf(f, "valid until"), "UTC") {
					t.Errorf("fix %q, evidence %v", f.Fix, f.Evidence)
				}
			}
		})
	}
}

// TestOneAuthorityIsToldOnce, with all brokers that it vouches for.
func TestOneAuthorityIsToldOnce(t *testing.T) {
	ca, leaf := cert("ca", 240, 9*365, anchored), cert("leaf", 9000, 365, "")
	other := cert("other", 100, 9*365, anchored)
	result := judgedAt(t, healthy().with(1, shows(leaf, ca)).with(2, shows(leaf, ca)).with(3, shows(leaf, other)), "")
	if len(result.Findings) != 2 || result.Findings[0].Fingerprint() == result.Findings[1].Fingerprint() {
		t.Fatalf("it finds %v", found(result))
	}
	says(t, result.Findings[0].Message+result.Findings[1].Message, "trusts brokers 1 and 2,", "trusts broker 3,")
}

// TestExpiryByPolicy: both limits can be set, and a short life still counts.
func TestExpiryByPolicy(t *testing.T) {
	for params, want := range map[string]string{"within: 9d": "", "within: 10d": "cluster/certificate-expiring warning", "soon: 10d": "cluster/certificate-expiring error"} {
		got := ""
		for _, f := range judgedAt(t, healthy().with(1, shows(cert("b1", 240, 365, ""))), "rules:\n  cluster/certificate-expiring: {params: {"+params+"}}\n").Findings {
			got = fmt.Sprintf("%s %s", f.Rule, f.Severity)
		}
		if got != want {
			t.Errorf("%s: %q, want %q", params, got, want)
		}
	}
}
