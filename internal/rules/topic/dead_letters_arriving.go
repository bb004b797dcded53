package topic

import (
	"strconv"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// DeadLettersArriving finds dead-letter topics that records are written to:
// each is a record that a consumer could not handle.
var DeadLettersArriving = &rule.Rule{
	Name: "topic/dead-letters-arriving", Severity: finding.Warning, On: model.KindTopic,
	Touches: []model.Kind{model.KindTopic},
	Needs:   model.FactsOf(model.FactMetadata, model.FactOffsets),
	Reads:   rule.ReadsHistory,
	Clear:   10 * rule.Minute,
	Doc:     doc("dead-letters-arriving"),
	Params: []rule.Param{
		{Name: "window", Default: 15 * 60_000, Unit: rule.Period, Doc: "For how long it is told that a record has arrived."},
		{Name: "records", Default: 1, Unit: rule.Count, Doc: "How many records within the window are told."},
	},
	NoCEL: "needs a running cluster",
	Check: func(p *rule.Pass) {
		t := p.Topic()
		if t == nil || t.Layout == nil {
			return
		}
		dead, ok := deadLetterOf(p)
		if !ok {
			return
		}
		h, ok := p.Past(0)
		if !ok {
			return
		}
		a := arrivedOf(t, h, p.Now()-p.Param("window"))
		if a.records < max(p.Param("records"), 1) {
			return
		}
		now := rule.Ago(p.Now() - a.newest)
		r := dead.report(p, "%s arrived on this dead-letter topic within %s, the newest %s: a consumer%s could not handle them, and nobody has processed them",
			records(a.records), rule.Span(p.Param("window")), now, dead.from()).
			Since(a.oldest).
			Because(rule.Told("records within the window", strconv.FormatInt(a.records, 10), "the watch")).
			Fix("read the headers of the newest record, which say from which topic, partition and offset it came and what failed: "+
				"kafka-console-consumer.sh --bootstrap-server HOST:PORT --topic %s --from-beginning --property print.headers=true. Repair the consumer or the producer, then replay them", t.Name)
		for _, source := range dead.sources {
			r.Because(p.ToldByMetadata("source topic", source.Name))
		}
	},
}

// arrived is what was written to a topic lately.
type arrived struct {
	records        int64
	oldest, newest int64 // between which looks
}

// arrivedOf adds up by how much the partitions have grown since a time. A topic
// that was found with records in it says nothing of when they came.
func arrivedOf(t *model.Topic, h model.History, after int64) arrived {
	var a arrived
	for i := range t.Layout.Partitions {
		end := h.LogEnd(t.Name, int32(i))
		if end == nil {
			continue
		}
		younger := model.Sample{At: -1}
		for s := range end {
			if younger.At >= 0 && younger.N > s.N {
				a.records += younger.N - s.N
				a.newest = max(a.newest, younger.At)
				if a.oldest == 0 || younger.At < a.oldest {
					a.oldest = younger.At
				}
			}
			if younger = s; s.At <= after {
				break
			}
		}
	}
	return a
}

func records(n int64) string {
	if n == 1 {
		return "1 record has"
	}
	return strconv.FormatInt(n, 10) + " records have"
}

// from names the topic whose records end there.
func (d deadLetter) from() string {
	if len(d.sources) == 0 {
		return ""
	}
	return " of " + d.sources[0].Name
}
