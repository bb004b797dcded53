package describe

import (
	"strings"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// broker begins a broker. Defaults are left out: the catalogue has them.
func (r *reader) broker(e entity) func(entry) {
	n := r.node(e.name.text, r.at(e.name))
	n.Managed = !e.all // server.properties has more
	r.brokers = append(r.brokers, n)
	return func(s entry) {
		switch {
		case s.source == dynamicBroker, s.source == dynamicDefault, s.source == "" && !e.all:
			r.set(&n.Dynamic, s)
		case s.source == staticBroker:
			r.set(&n.Config, s)
		}
	}
}

// clusterDefaults begins what is set dynamically for every broker.
func (r *reader) clusterDefaults(e entity) func(entry) {
	r.defaults = r.node("default", r.at(e.name))
	r.defaults.Shared, r.defaults.Managed = true, true
	return func(s entry) { r.set(&r.defaults.Dynamic, s) }
}

func (r *reader) node(name string, at model.Origin) *model.Broker {
	return &model.Broker{
		Name: name, Roles: model.RoleBroker, Format: r.format, Place: model.Place{File: r.in.Path}, At: at,
	}
}

// nodes is the brokers, complete: the defaults of the cluster hold for each
// that does not set a value itself. They stand for a broker of their own only
// where no broker is listed.
func (r *reader) nodes() []*model.Broker {
	if len(r.brokers) == 0 && r.defaults != nil {
		r.brokers = append(r.brokers, r.defaults)
	}
	for _, n := range r.brokers {
		if r.defaults != nil && n != r.defaults {
			n.Dynamic = withDefaults(n.Dynamic, r.defaults.Dynamic)
		}
		n.Roles = rolesOf(n)
		if n.Managed {
			n.Config.Rest(withheld(n.At))
		}
	}
	return r.brokers
}

func withDefaults(own, defaults model.Config) model.Config {
	var out model.Config
	for _, config := range []model.Config{defaults, own} {
		for _, s := range config.Settings() {
			out.Set(s.Name, s.Value, s.At)
		}
	}
	return out
}

// rolesOf is what process.roles says. A node without one is a broker: only
// brokers were asked.
func rolesOf(n *model.Broker) model.Roles {
	var roles model.Roles
	for role := range strings.SplitSeq(n.Config.Get("process.roles").Raw(), ",") {
		switch strings.TrimSpace(role) {
		case "broker":
			roles |= model.RoleBroker
		case "controller":
			roles |= model.RoleController
		}
	}
	if roles == 0 {
		return n.Roles
	}
	return roles
}

// withheld is the value of every key that was not listed: without --all the
// tool leaves out what stands in server.properties, and its default would be
// a guess.
func withheld(at model.Origin) model.Value {
	return model.UnknownValue("", "only dynamic settings are listed here: describe the broker with --all", at)
}
