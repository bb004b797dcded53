package rule

import (
	"strconv"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/catalog"
	"github.com/breakwaterhq/breakwater/internal/effective"
	"github.com/breakwaterhq/breakwater/internal/model"
)

// Facts reads the effective settings of one topic, broker or client. A value
// that is unknown is not returned: the skip is recorded, with its reason, and
// ok is false.
type Facts struct {
	pass   *Pass
	topic  *model.Topic
	broker *model.Broker
	client *model.Client
	in     *model.Scope
	join   model.Certainty // how sure it is that this thing and the subject belong together
}

// OfTopic reads another topic's settings.
func (p *Pass) OfTopic(t *model.Topic) Facts {
	return p.of(Facts{topic: t}, t.Place, t.Home)
}

// OfBroker reads another broker's settings.
func (p *Pass) OfBroker(b *model.Broker) Facts {
	return p.of(Facts{broker: b}, b.Place, b.Home)
}

// OfClient reads a client's settings. A client that a workload names is known
// to belong to the topic, wherever its file lies.
func (p *Pass) OfClient(c *model.Client) Facts {
	return p.of(Facts{client: c}, c.Place, c.Home)
}

func (p *Pass) of(f Facts, place model.Place, home model.Home) Facts {
	f.pass, f.in = p, p.world.scopes[home.Scope]
	own, ownHome := p.place()
	if own.File != place.File && !p.declaredTogether(f) {
		f.join = home.Certainty.Worse(ownHome.Certainty)
	}
	return f
}

// declaredTogether tells whether a workload of the policy says that the other
// thing and the subject belong together.
func (p *Pass) declaredTogether(f Facts) bool {
	topic, client := p.topic, p.client
	if topic == nil {
		topic = f.topic
	}
	if client == nil {
		client = f.client
	}
	if topic == nil || client == nil {
		return false
	}
	load := p.world.usage.load[topic]
	return load != nil && names(load, client)
}

func (p *Pass) place() (model.Place, model.Home) {
	switch {
	case p.topic != nil:
		return p.topic.Place, p.topic.Home
	case p.broker != nil:
		return p.broker.Place, p.broker.Home
	case p.client != nil:
		return p.client.Place, p.client.Home
	case p.object != nil:
		return p.object.Place, p.object.Home
	}
	return model.Place{}, model.Home{}
}

// Bytes reads a size in bytes.
func (f Facts) Bytes(key model.Key) (Bytes, bool) {
	n, r, ok := f.number(key)
	return Bytes{r, n}, ok
}

// Millis reads a time in milliseconds.
func (f Facts) Millis(key model.Key) (Millis, bool) {
	n, r, ok := f.number(key)
	return Millis{r, n}, ok
}

// Int reads a number without a unit.
func (f Facts) Int(key model.Key) (Int, bool) {
	n, r, ok := f.number(key)
	return Int{r, n}, ok
}

// Bool reads a switch.
func (f Facts) Bool(key model.Key) (Bool, bool) {
	r, ok := f.read(key)
	if !ok {
		return Bool{}, false
	}
	switch strings.ToLower(strings.TrimSpace(r.Value.Raw())) {
	case "true":
		return Bool{r, true}, true
	case "false":
		return Bool{r, false}, true
	}
	f.skip(r.Name, strconv.Quote(r.Written)+" is not true or false", r)
	return Bool{}, false
}

// Text reads a word, without spaces around it.
func (f Facts) Text(key model.Key) (Text, bool) {
	r, ok := f.read(key)
	return Text{r, strings.TrimSpace(r.Value.Raw())}, ok
}

// List reads a comma-separated list. The empty text is the empty list.
func (f Facts) List(key model.Key) (List, bool) {
	r, ok := f.read(key)
	if !ok {
		return List{}, false
	}
	l := List{Reading: r}
	for _, item := range r.Value.Split() {
		l.Items = append(l.Items, item.Raw())
	}
	return l, true
}

// Partitions is the topic's declared partition count. Nobody having declared
// one is no skip: there is nothing to judge.
func (f Facts) Partitions() (Int, bool) { return f.layout("partitions", f.topic.Partitions) }

// Replicas is the topic's declared replication factor; "the cluster's
// default" (-1, or nothing) is not returned.
func (f Facts) Replicas() (Int, bool) {
	n, ok := f.layout("replicas", f.topic.Replicas)
	return n, ok && n.N > 0
}

func (f Facts) layout(name string, v model.Value) (Int, bool) {
	r := Reading{Name: name, Written: v.Raw(), Value: v.Joined(f.join)}
	if !v.IsSet() {
		return Int{}, false
	}
	n, ok := f.parse(r)
	return Int{r, n}, ok
}

func (f Facts) number(key model.Key) (int64, Reading, bool) {
	r, ok := f.read(key)
	if !ok {
		return 0, r, false
	}
	n, ok := f.parse(r)
	return n, r, ok
}

func (f Facts) parse(r Reading) (int64, bool) {
	if !r.Value.Usable() {
		f.skip(r.Name, r.Value.Why(), r)
		return 0, false
	}
	n, err := strconv.ParseInt(strings.TrimSpace(r.Value.Raw()), 10, 64)
	if err != nil {
		f.skip(r.Name, strconv.Quote(r.Written)+" is not a whole number of 64 bits", r)
		return 0, false
	}
	return n, true
}

// read resolves a key, and records the skip if what stands there is unknown.
func (f Facts) read(key model.Key) (Reading, bool) {
	p := f.pass
	if p.strict && !p.rule.reads(key) {
		panic("rule " + p.rule.Name + " reads a key that it does not declare: " + key.String())
	}
	got := f.resolve(key)
	r := Reading{Key: key, Name: got.Name, Written: got.Written, Value: got.Value.Joined(f.join), Default: got.Default}
	if got.Default || !got.Value.IsSet() {
		p.guessed = p.guessed || !p.declared
		r.guessed = !p.declared
	}
	switch {
	case !got.Value.IsSet(), !got.Value.Usable() && !f.exists(key):
		return r, false
	case !got.Value.Usable():
		f.skip(r.Name, got.Value.Why(), r)
		return r, false
	}
	return r, true
}

// exists tells whether the version in force has a key. What a key that it does
// not have would be is nothing that anybody lacks.
func (f Facts) exists(key model.Key) bool {
	_, has := catalog.Lookup(key, f.pass.version)
	return has
}

func (f Facts) resolve(key model.Key) effective.Resolved {
	switch key.Layer {
	case model.LayerTopic:
		if f.topic != nil {
			return effective.Topic(f.topic, f.in, key.Name, f.pass.version)
		}
	case model.LayerBroker:
		if f.broker != nil {
			return effective.Broker(f.broker, key.Name, f.pass.version)
		}
	case model.LayerProducer, model.LayerConsumer, model.LayerAdmin:
		if f.client != nil {
			return effective.Client(f.client, key, f.pass.version)
		}
	}
	panic("rule " + f.pass.rule.Name + " reads " + key.String() + " of something that has no such setting")
}

// Declared is a setting as somebody wrote it, without any default. It is not
// a skip if nobody did.
func (f Facts) Declared(key model.Key) (Text, bool) {
	t, ok := f.Text(key)
	return t, ok && t.Is()
}

// Settings lists what the document declares for the thing itself.
func (f Facts) Settings() []Reading {
	var config model.Config
	switch {
	case f.topic != nil:
		config = f.topic.Config
	case f.broker != nil:
		config = f.broker.Config
	case f.client != nil:
		config = f.client.Config
	}
	settings := config.Settings()
	out := make([]Reading, len(settings))
	for i, s := range settings {
		out[i] = Reading{Key: model.Key{Name: s.Name}, Name: s.Name, Written: s.Value.Raw(), Value: s.Value}
	}
	return out
}

func (f Facts) skip(needs, reason string, r Reading) {
	f.pass.Skip(needs, reason, r.Value.Origin())
}
