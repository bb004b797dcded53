// Package sarif writes a result as SARIF 2.1.0, the format in which code
// hosts take findings. Suppressed findings are left out, because hosts ignore
// SARIF's own suppressions.
package sarif

import (
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/report"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// schemaURI is the published schema that the document follows.
const schemaURI = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

// Writer writes SARIF. Version is the tool's, left out if empty.
type Writer struct{ Version string }

var _ report.Writer = Writer{}

// Write writes one log with one run. Only rules that found something are
// described.
func (s Writer) Write(w io.Writer, r *finding.Result, known []*rule.Rule) error {
	rules, index, err := descriptors(r, known)
	if err != nil {
		return err
	}
	one := run{
		Tool:        tool{driver{"breakwater", s.Version, "https://github.com/breakwaterhq/breakwater", rules}},
		ColumnKind:  "unicodeCodePoints",
		Results:     make([]result, len(r.Findings)),
		Invocations: []invocation{notifications(r)},
	}
	for i := range r.Findings {
		one.Results[i] = resultOf(r, &r.Findings[i], index)
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(log{schemaURI, "2.1.0", []run{one}})
}

// descriptors describes the rules that found something, and tells where each
// stands in the list.
func descriptors(r *finding.Result, known []*rule.Rule) ([]descriptor, map[string]int, error) {
	found := map[string]bool{}
	for i := range r.Findings {
		found[r.Findings[i].Rule] = true
	}
	out, index := []descriptor{}, map[string]int{}
	for _, k := range known {
		if !found[k.Name] {
			continue
		}
		page, err := k.Doc.Page()
		if err != nil {
			return nil, nil, err
		}
		index[k.Name] = len(out)
		// A code host shows one of these texts and not always the same one.
		body := page.Why + "\n\n" + page.Fix
		out = append(out, descriptor{
			ID: k.Name, Short: text{page.Title}, Full: text{page.Why},
			Help:          help{body, "# " + page.Title + "\n\n" + page.Why + "\n\n## Fix\n\n" + page.Fix},
			Configuration: configuration{level(k.Severity)},
		})
	}
	return out, index, nil
}

func level(s finding.Severity) string {
	switch s {
	case finding.Error:
		return "error"
	case finding.Warning:
		return "warning"
	default:
		return "note"
	}
}

func resultOf(r *finding.Result, f *finding.Finding, index map[string]int) result {
	message := f.Message
	if f.Fix != "" {
		message += "\n\nFix: " + f.Fix
	}
	at := place(f.Origin, width(f))
	at.Logical = []logical{{r.SubjectName(f.Subject)}}
	out := result{
		RuleID: f.Rule, RuleIndex: index[f.Rule], Level: level(f.Severity),
		Message: text{message}, Locations: []location{at},
		Fingerprints: map[string]string{"breakwater/v1": f.Fingerprint()},
	}
	for _, e := range f.Evidence {
		if !e.Origin.Written() {
			continue
		}
		also := place(e.Origin, widthOf(e.Value))
		also.ID = len(out.Related) + 1
		also.Message = &text{fmt.Sprintf("%s = %s", e.Name, e.Value)}
		out.Related = append(out.Related, also)
	}
	return out
}

// width is the length of the value that the finding points to, 0 if unknown.
func width(f *finding.Finding) int {
	for _, e := range f.Evidence {
		if e.Origin == f.Origin {
			return widthOf(e.Value)
		}
	}
	return 0
}

// widthOf is the length of a value; 0 for one of several lines, which ends in
// another line than it begins in.
func widthOf(value string) int {
	if strings.ContainsAny(value, "\r\n") {
		return 0
	}
	return utf8.RuneCountInString(value)
}

// place is a place in a file; nowhere, if the origin is none.
func place(o model.Origin, width int) location {
	if !o.Written() {
		return location{}
	}
	at := region{StartLine: max(1, o.Line), StartColumn: o.Column}
	if o.Column > 0 && width > 0 {
		at.EndColumn = o.Column + width
	}
	return location{Physical: physical{artifact{uri(o.File)}, at}}
}

// uri is a path as a relative reference, or a file URI for an absolute one.
func uri(file string) string {
	if filepath.IsAbs(file) { // C:/x on Windows, where a file URI has a slash before the drive
		u := url.URL{Scheme: "file", Path: "/" + strings.TrimPrefix(filepath.ToSlash(file), "/")}
		return u.String()
	}
	u := url.URL{Path: strings.TrimPrefix(filepath.ToSlash(file), "./")}
	return u.String() // puts ./ before a name with a colon, which is no scheme
}

// notifications tells what could not be read or judged. A run that could not
// read everything is not a success.
func notifications(r *finding.Result) invocation {
	out := invocation{Successful: true}
	for _, g := range r.Gaps {
		if g.Expected {
			continue
		}
		out.Successful = false
		n := notification{Level: "error", Message: text{g.Detail}}
		if g.Origin.Written() {
			n.Locations = []location{place(g.Origin, 0)}
		} else {
			n.Message.Text = fmt.Sprintf("not checked: %s of %s: %s", g.Fact, r.SubjectName(g.Scope), g.Detail)
		}
		out.Notifications = append(out.Notifications, n)
	}
	for _, s := range r.Skipped {
		n := notification{Level: "note", Message: text{fmt.Sprintf("not judged: %s of %s: %s is not known: %s", s.Rule, r.SubjectName(s.Subject), s.Needs, s.Reason)}}
		if s.Origin.Written() {
			n.Locations = []location{place(s.Origin, 0)}
		}
		out.Notifications = append(out.Notifications, n)
	}
	return out
}
