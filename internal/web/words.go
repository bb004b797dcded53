package web

import (
	"fmt"
	"html/template"
	"strconv"
	"time"

	"github.com/breakwaterhq/breakwater/internal/lag"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/web/api"
)

// words are what the templates say of values. Whatever is not known becomes
// "not known", and never a number.
func words() template.FuncMap {
	return template.FuncMap{
		"symbol": symbol, "severitySymbol": severitySymbol, "clock": clock, "iso": iso, "clockOf": clockOf, "isoOf": isoOf, "lasted": lastedFor,
		"amount": amount, "age": ageText, "catchUp": catchUpText, "bytes": bytesText, "text": text, "hidden": hidden,
	}
}

// symbol stands beside a word, so that nobody depends on the colour.
func symbol(s api.State) string {
	switch s {
	case api.Healthy:
		return "✔"
	case api.Settling:
		return "…"
	case api.Warning:
		return "▲"
	case api.Trouble:
		return "✖"
	}
	return "?"
}

func severitySymbol(severity string) string {
	switch severity {
	case "error":
		return "✖"
	case "warning":
		return "▲"
	}
	return "ℹ"
}

func clock(t *time.Time) string {
	if t == nil {
		return "not known"
	}
	return t.UTC().Format("2006-01-02 15:04:05 UTC")
}

func iso(t *time.Time) string {
	if t == nil {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

func lastedFor(ms *int64) string {
	if ms == nil {
		return "not known"
	}
	return rule.Span(*ms)
}

func amount(a api.Amount) string {
	switch {
	case a.Value != nil:
		return grouped(*a.Value)
	case a.AtLeast != nil:
		return "at least " + grouped(*a.AtLeast)
	}
	return "not known"
}

// grouped is a number with a comma before every three digits.
func grouped(n int64) string {
	digits := strconv.FormatInt(n, 10)
	for at := len(digits) - 3; at > 0 && digits[at-1] != '-'; at -= 3 {
		digits = digits[:at] + "," + digits[at:]
	}
	return digits
}

func ageText(a api.Age) string {
	switch {
	case a.Ms == nil:
		return "not known"
	case a.How == string(lag.AtLeast):
		return "at least " + rule.Span(*a.Ms)
	case *a.Ms == 0:
		return "nothing waits"
	case a.Within == nil:
		return "at most " + rule.Span(*a.Ms)
	case *a.Within == 0:
		return rule.Span(*a.Ms)
	}
	return rule.Span(max(0, *a.Ms-*a.Within)) + " to " + rule.Span(*a.Ms)
}

func catchUpText(c api.CatchUp) string {
	switch {
	case c.Never:
		return "never at this rate"
	case c.Ms == nil:
		return "not known"
	case *c.Ms == 0:
		return "has caught up"
	}
	return "in " + rule.Span(*c.Ms)
}

func bytesText(n int64) string {
	units := []string{"B", "KiB", "MiB", "GiB"}
	value, unit := float64(n), 0
	for value >= 1024 && unit < len(units)-1 {
		value /= 1024
		unit++
	}
	if unit == 0 {
		return fmt.Sprintf("%d B", n)
	}
	return fmt.Sprintf("%.1f %s", value, units[unit])
}

func text(t api.Text) string {
	if t.Value == nil {
		return "not known"
	}
	return *t.Value
}

// hidden is how many things a page does not list.
func hidden(total, shown int) int { return total - shown }

func clockOf(t time.Time) string { return clock(&t) }

func isoOf(t time.Time) string { return iso(&t) }
