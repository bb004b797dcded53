package terraform

import (
	"slices"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// actions are what Terraform will do to one object.
type actions []string

func (n node) actions() actions {
	var out actions
	for _, item := range n.items {
		out = append(out, item.literal())
	}
	return out
}

func (a actions) has(action string) bool { return slices.Contains(a, action) }

// survives tells whether there is an object after the change that Terraform
// knows of.
func (a actions) survives() bool {
	return a.has("create") || !a.has("delete") && !a.has("forget") && !a.has("read")
}

// existed tells whether the change touches an object that was there. One that
// Terraform only forgets is left alone.
func (a actions) existed() bool { return !a.has("forget") && !a.has("read") }

// replaces tells whether the object is destroyed and made anew, in whichever
// order.
func (a actions) replaces() bool { return a.has("delete") && a.has("create") }

// change adds what one element of resource_changes declares.
func (p *plan) change(n node) {
	shape, ok := shapes[n.get("type").literal()]
	if mode := n.get("mode").literal(); !ok || mode != "" && mode != "managed" {
		return
	}
	change := n.get("change")
	does := change.get("actions").actions()
	after := p.resource(n, shape, change.get("after").
		masked(change.get("after_unknown"), "known after apply").
		masked(change.get("after_sensitive"), "sensitive"))
	before := p.resource(n, shape, change.get("before").masked(change.get("before_sensitive"), "sensitive"))
	if shape.broker {
		if does.survives() && after.body.kind != nothing {
			p.found = true
			p.builder.Broker(after.broker(p.doc))
		}
		return
	}
	p.topics(does, before, after)
}

func (p *plan) topics(does actions, before, after resource) {
	var was, will *model.Topic
	if does.existed() && before.body.kind != nothing {
		was = before.topic(&model.Document{}) // its duplicates and gaps are not in what is judged
	}
	if does.survives() && after.body.kind != nothing {
		will = after.topic(p.doc)
	}
	if was != nil && will != nil {
		align(was, will)
		will.Recreated = does.replaces() && was.Name == will.Name
	}
	if was != nil {
		p.found = true
		p.builder.TopicBefore(was)
	}
	if will != nil {
		p.found = true
		p.builder.Topic(will)
	}
}

// align makes two states of one topic find each other where one of them does
// not know its name or its cluster.
func align(was, will *model.Topic) {
	if len(will.Place.Names) == 0 {
		will.Place = was.Place
	}
	if len(was.Place.Names) == 0 {
		was.Place = will.Place
	}
	if will.Name == standIn(will.At.Address) {
		will.Name, will.NameUnknown = was.Name, was.NameUnknown
	}
}

func (p *plan) resource(n node, shape *shape, body node) resource {
	address := n.get("address").literal()
	if address == "" {
		address = n.get("type").literal() + "." + n.get("name").literal()
	}
	return resource{
		shape: shape, format: planFormat, file: p.in.Path, address: address, scope: p.scope(address), at: n.at, body: body,
	}
}

// scope is the cluster by its provider, where the plan has several of them: a
// provider's alias stands for one cluster.
func (p *plan) scope(address string) string {
	own := p.providers[withoutIndex(address)]
	if own == "" || !p.aliased {
		return ""
	}
	return p.in.Path + "/" + own
}

// withoutIndex is an address without what count and for_each add to it.
func withoutIndex(address string) string {
	if i := strings.IndexByte(address, '['); i >= 0 && strings.HasSuffix(address, "]") && !strings.HasPrefix(address, "module.") {
		return address[:i]
	}
	return address
}
