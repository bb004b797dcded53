package rule

import (
	"fmt"
	"time"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// Now is when the cluster was looked at, in ms since 1970: the only clock that
// a rule has.
func (p *Pass) Now() int64 { return p.world.Now.At.UnixMilli() }

// NeedsPast is what a skip lacks that only time will bring: the cluster has not
// been watched for as long as the rule looks back.
const NeedsPast = "the past"

// Past is what is remembered of the cluster, if it has been watched for span
// ms or longer. That it has not is a skip for a rule that declares ReadsHistory.
// One that declares ReadsHistoryIfAny judges without it; others may not ask.
func (p *Pass) Past(span int64) (model.History, bool) {
	if p.strict && p.rule.Reads&(ReadsHistory|ReadsHistoryIfAny) == 0 {
		panic("rule " + p.rule.Name + " reads the past and does not declare it")
	}
	h := p.remembered()
	if h == nil {
		return nil, false
	}
	watched := p.Now() - h.Since()
	if watched >= span {
		return h, true
	}
	if p.rule.Reads&ReadsHistory != 0 {
		p.Skip(NeedsPast, p.world.tooYoung(watched, span), model.Origin{})
	}
	return nil, false
}

// tooYoung is why a rule cannot look back so many ms. Of a cluster that has been
// watched for a short time a rule says it of each subject.
func (w *World) tooYoung(watched, span int64) string {
	key := [2]int64{watched, span}
	if why, said := w.young.Load(key); said {
		return why.(string)
	}
	why, _ := w.young.LoadOrStore(key, fmt.Sprintf("the cluster has been watched for %s, and the rule looks back %s", Span(watched), Span(span)))
	return why.(string)
}

// remembered is what is remembered of the cluster, however little that is; nil
// if it is not watched.
func (p *Pass) remembered() model.History {
	if p.scope == nil || p.scope.Cluster == nil {
		return nil
	}
	return p.world.past(p.scope.Name)
}

// past is what is remembered of a scope's cluster; nil: nothing.
func (w *World) past(scope string) model.History {
	if w.Past == nil {
		return nil
	}
	return w.Past(scope)
}

// Ago is a time that is past, in ms, as a person says it in a sentence.
func Ago(ms int64) string {
	if ms < 1000 {
		return "just now"
	}
	return Span(ms) + " ago"
}

// Span is a length of time in a sentence: "42 s", "4 min 5 s", "3 h 20 min",
// "2 d 4 h". It gives two units at the most, and no fraction.
func Span(ms int64) string {
	if ms < 0 {
		return "-" + Span(-ms)
	}
	if ms < 1000 {
		return fmt.Sprintf("%d ms", ms)
	}
	total := time.Duration(ms) * time.Millisecond
	units := []struct {
		size time.Duration
		name string
	}{{24 * time.Hour, "d"}, {time.Hour, "h"}, {time.Minute, "min"}, {time.Second, "s"}}
	for i, u := range units {
		if total < u.size {
			continue
		}
		whole := fmt.Sprintf("%d %s", total/u.size, u.name)
		if i+1 < len(units) {
			if rest := total % u.size / units[i+1].size; rest > 0 {
				return fmt.Sprintf("%s %d %s", whole, rest, units[i+1].name)
			}
		}
		return whole
	}
	return "0 s"
}
