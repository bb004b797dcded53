package advisory

import (
	"strings"

	"github.com/breakwaterhq/breakwater/internal/catalog"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// answer is whether a circumstance is given. Open is a value that decides it and
// is not known; it is not set where all is known.
type answer struct {
	given bool
	open  model.Value
}

// or is the better of two answers: one that gives the circumstance, else one that
// may.
func (a answer) or(b answer) answer {
	if a.given || !b.given && a.open.IsSet() {
		return a
	}
	return b
}

// asker answers whether a circumstance is given.
type asker func(catalog.Circumstance) answer

// givenBy asks a configuration for a setting with the word in its value: the key
// itself, one of a listener that ends in it, or the variable of an image that
// stands for it.
func givenBy(config model.Config) asker {
	return func(only catalog.Circumstance) answer {
		var out answer
		for _, s := range config.Settings() {
			name := strings.ReplaceAll(strings.ToLower(s.Name), "_", ".")
			if name == only.Key || strings.HasSuffix(name, "."+only.Key) {
				out = out.or(hasWord(s.Value, only.Word))
			}
		}
		if rest := config.Get(only.Key); !rest.Usable() {
			out = out.or(answer{open: rest})
		}
		return out
	}
}

// hasWord is whether a value has a word, in letters of any size.
func hasWord(v model.Value, word string) answer {
	if !v.Usable() {
		return answer{open: v}
	}
	return answer{given: strings.Contains(strings.ToUpper(v.Raw()), strings.ToUpper(word))}
}

// mechanisms is the setting for which an operator's own fields for logins stand.
const mechanisms = "sasl.enabled.mechanisms"

// givenByBroker asks the settings of a broker, and the logins that an operator
// sets up for it.
func givenByBroker(b *model.Broker) asker {
	return func(only catalog.Circumstance) answer {
		out := givenBy(b.Config)(only)
		if only.Key != mechanisms {
			return out
		}
		for _, l := range b.Logins {
			out = out.or(givenByLogin(l, only.Word))
		}
		return out
	}
}

// scram is the login whose known fault shows only where somebody reads along.
const scram = "SCRAM"

// givenByLogin is whether a listener has a login with the word in its name, and
// for SCRAM no TLS. Strimzi's type oauth is not OAUTHBEARER: Strimzi brings a
// validator of its own for it.
func givenByLogin(l model.Listener, word string) answer {
	out := hasWord(l.Auth, word)
	switch {
	case word != scram || !l.TLS.IsSet():
	case !l.TLS.Usable() && out.given:
		return answer{open: l.TLS}
	case l.TLS.Raw() == "true":
		return answer{}
	}
	return out
}

// never is given by nobody: of a version alone no setting is known.
func never(catalog.Circumstance) answer { return answer{} }

// shows tells whether the circumstance of a fault is given. One that is decided by
// a value that is not known is a skip.
func shows(p *rule.Pass, a catalog.Advisory, given asker) bool {
	if a.Only == (catalog.Circumstance{}) {
		return true
	}
	is := given(a.Only)
	if !is.given && is.open.IsSet() {
		p.Skip(a.Only.Key+" for "+a.ID, is.open.Why(), is.open.Origin())
	}
	return is.given
}
