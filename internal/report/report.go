// Package report is what every report format shares: the order in which a
// result is told, and its sums in words.
package report

import (
	"io"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// Writer turns a result into bytes. It never judges.
type Writer interface {
	// Write writes the whole report. known are the rules, for formats that
	// describe them; an error is the writer's.
	Write(w io.Writer, r *finding.Result, known []*rule.Rule) error
}
