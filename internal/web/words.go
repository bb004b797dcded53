package web

import (
	"fmt"
	"html/template"
	"time"

	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/web/api"
)

// words are what the templates say of values. Whatever is not known becomes
// "not known", and never a number.
func words() template.FuncMap {
	return template.FuncMap{
		"symbol": symbol, "severitySymbol": severitySymbol, "clock": clock, "iso": iso, "clockOf": clockOf, "isoOf": isoOf, "lasted": lastedFor,
		"amount": api.Amount.Text, "age": api.Age.Text, "catchUp": api.CatchUp.Text, "bytes": bytesText, "text": text, "hidden": hidden,
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
