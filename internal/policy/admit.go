package policy

import (
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/policy/strict"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/source/file/yamlx"
)

// admit reads what holds for all requests for admission.
func (d decoder) admit(e yamlx.Entry) {
	d.Map(e.Value, "admit", strict.Field{Name: "not_known", Required: true, Read: d.notKnown})
}

// notKnown reads what is answered where a fact that decides is not known. It cannot
// be audit: that would be a silent yes.
func (d decoder) notKnown(e yamlx.Entry) {
	if word, ok := d.Word(e.Value, "admit.not_known", rule.Warn.String(), rule.Deny.String()); ok {
		d.policy.Settings.NotKnown, _ = rule.ParseMode(word)
	}
}

// mode reads what findings of a rule do to a request for admission.
func (d decoder) mode(to *rule.Mode, named *rule.Rule) func(yamlx.Entry) {
	return func(e yamlx.Entry) {
		if named != nil && !Admitted(named) {
			d.Errorf(e.KeyAt, "admit is for what an object shows at admission, and %s judges running clusters alone: take it out", named.Name)
			return
		}
		if word, ok := d.Word(e.Value, "admit", rule.Audit.String(), rule.Warn.String(), rule.Deny.String()); ok {
			*to, _ = rule.ParseMode(word)
		}
	}
}

// shown is all that a request for admission can show.
var shown = model.FactsOf(model.FactDocuments, model.FactTopicConfig, model.FactTopicLayout,
	model.FactBrokerConfig, model.FactBrokerCount, model.FactQuorum, model.FactClientConfig, model.FactWorkloads)

// Admitted tells whether a rule can find anything in a request for admission: it
// needs nothing that only a running cluster or the past can show.
func Admitted(r *rule.Rule) bool {
	return r.Needs.Without(shown).IsEmpty() && r.Reads&rule.ReadsHistory == 0
}
