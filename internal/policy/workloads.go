package policy

import (
	"strconv"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/policy/strict"
	"github.com/breakwaterhq/breakwater/internal/source/file/yamlx"
)

// workloads reads what topics are for. Amounts are kept in bytes and
// milliseconds, as the rules compare them.
func (d decoder) workloads(e yamlx.Entry) {
	for item := range d.List(e.Value, "workloads") {
		w := &model.Workload{At: item.At()}
		d.Map(item, "an entry of workloads", d.workloadFields(w)...)
		d.policy.Workloads = append(d.policy.Workloads, w)
	}
}

// valueReader reads one value of a workload.
type valueReader func(n yamlx.Node, what string) (raw string, ok bool)

func (d decoder) workloadFields(w *model.Workload) []strict.Field {
	field := func(name string, into *model.Value, read valueReader) strict.Field {
		return strict.Field{Name: name, Read: func(e yamlx.Entry) {
			if raw, ok := read(e.Value, name); ok {
				*into = model.KnownValue(e.Value.Text(), e.Value.At()).As(raw)
			}
		}}
	}
	return []strict.Field{
		{Name: "topics", Required: true, Read: func(e yamlx.Entry) { w.Topics = d.topics(e.Value) }},
		{Name: "clients", Read: func(e yamlx.Entry) { w.Clients = d.Texts(e.Value, "clients") }},
		field("max_payload", &w.MaxPayload, d.positive(size)),
		field("compression_ratio", &w.CompressionRatio, d.ratio),
		field("critical", &w.Critical, d.Bool),
		field("outage_tolerance", &w.OutageTolerance, d.positive(period)),
		field("unbounded", &w.Unbounded, d.reason),
		field("erase_within", &w.EraseWithin, d.positive(period)),
		field("idle_time", &w.IdleTime, d.positive(period)),
		field("record_time", &w.RecordTime, d.positive(period)),
		field("rate", &w.Rate, d.rate),
		field("at_least_once", &w.AtLeastOnce, d.Bool),
		field("dead_letter", &w.DeadLetter, d.topicName),
	}
}

// positive reads an amount of at least one.
func (d decoder) positive(m *measure) valueReader {
	return func(n yamlx.Node, what string) (string, bool) {
		amount, ok := d.amount(m, n, what)
		if ok && amount == 0 {
			d.Errorf(n.At(), "%s is 0: give %s, or take the line out", what, m.what)
			return "", false
		}
		return strconv.FormatInt(amount, 10), ok
	}
}

// largestRatio is what incompressible records may grow to, generously. More
// is a ratio the other way round.
const largestRatio = 1.5

func (d decoder) ratio(n yamlx.Node, what string) (string, bool) {
	text, ok := d.Text(n, what)
	if !ok {
		return "", false
	}
	ratio, err := strconv.ParseFloat(text, 64)
	if err != nil || strings.Trim(text, "0123456789.") != "" || ratio <= 0 || ratio > largestRatio {
		d.Errorf(n.At(), "%s is %s: it is the size on the wire over the size serialised, so that 4 to 1 is 0.25", what, strict.Quote(text))
		return "", false
	}
	return text, true
}

// reason reads why a topic may grow for ever.
func (d decoder) reason(n yamlx.Node, what string) (string, bool) {
	text, ok := d.Text(n, what)
	if ok && (text == "true" || text == "false") {
		d.Errorf(n.At(), "%s is %s: give the reason why nothing is ever deleted, or take the line out", what, text)
		return "", false
	}
	return text, ok
}

// rate reads bytes per second.
func (d decoder) rate(n yamlx.Node, what string) (string, bool) {
	text, ok := d.Text(n, what)
	if !ok {
		return "", false
	}
	amount, per, timed := strings.Cut(text, "/")
	bytes, err := size.parse(amount)
	switch {
	case timed && strings.TrimSpace(per) != "s", err == nil && bytes <= 0:
		d.Errorf(n.At(), "%s is %s: write bytes per second, as 10MiB/s", what, strict.Quote(text))
	case err != nil:
		d.Errorf(n.At(), "%s: %s", what, err)
	default:
		return strconv.FormatInt(bytes, 10), true
	}
	return "", false
}
