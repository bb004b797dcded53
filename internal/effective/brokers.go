package effective

import (
	"math"
	"strconv"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/catalog"
	"github.com/breakwaterhq/breakwater/internal/model"
)

// fromBrokers is what the brokers of a topic's scope make of a key that the
// topic does not override. Which of them will host the topic is not known in
// a file, and on a running cluster any of them may lead a partition, so brokers
// that differ give an unknown value.
func fromBrokers(t *model.Topic, brokers []*model.Broker, def *catalog.Definition) Resolved {
	var found Resolved
	asked := 0
	for _, b := range brokers {
		if !hosts(b, t) {
			continue
		}
		r := fromBroker(b, def)
		if b.Place.File != t.Place.File {
			r.Value = r.Value.Joined(t.Home.Certainty.Worse(b.Home.Certainty))
		}
		if asked++; asked == 1 {
			found = r
			continue
		}
		if r.Value.IsSet() != found.Value.IsSet() || r.Value.Raw() != found.Value.Raw() {
			return differing(found, r, t.Layout != nil)
		}
	}
	return found
}

// hosts tells whether a broker's settings count for a topic: of a running
// cluster those of a broker that holds a replica and has told its settings.
func hosts(b *model.Broker, t *model.Topic) bool {
	if t.Layout != nil {
		return b.Seen != nil && b.Seen.ConfigKnown && t.Layout.HostedBy(b.Seen.ID)
	}
	return b.Roles == 0 || b.Roles.Has(model.RoleBroker)
}

func differing(a, b Resolved, hosts bool) Resolved {
	if !a.Value.IsSet() {
		a = b
	}
	why := "the brokers of this scope differ in " + a.Name
	if hosts {
		why = "the brokers that hold its replicas differ in " + a.Name
	}
	a.Value = model.UnknownValue(a.Written, why, a.Value.Origin())
	return a
}

// fromBroker is the first synonym that a broker sets, dynamic before static,
// in the order in which Kafka asks for them.
func fromBroker(b *model.Broker, def *catalog.Definition) Resolved {
	for _, config := range []model.Config{b.Dynamic, b.Config} {
		for _, s := range def.Synonyms {
			if v := config.Get(s.Name); v.IsSet() {
				return converted(asWritten(s.Name, v), s.Factor)
			}
		}
	}
	return Resolved{Name: def.Name}
}

// converted brings a broker's value into the topic key's unit. A negative
// time means "no limit" in every unit.
func converted(r Resolved, factor int64) Resolved {
	if factor == 1 || !r.Value.Usable() {
		return r
	}
	n, err := strconv.ParseInt(strings.TrimSpace(r.Value.Raw()), 10, 64)
	switch {
	case err != nil:
		r.Value = model.UnknownValue(r.Value.Raw(), "it is not a number", r.Value.Origin())
		return r
	case n < 0:
		n = -1
	case n > math.MaxInt64/factor:
		n = math.MaxInt64
	default:
		n *= factor
	}
	v := model.KnownValue(strconv.FormatInt(n, 10), r.Value.Origin())
	r.Value = v.Joined(r.Value.Certainty())
	return r
}
