package describe

import (
	"bytes"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/file/format"
)

// Configs reads the text of kafka-configs.sh --describe, with and without
// --all, for topics and brokers.
type Configs struct{}

var _ format.Format = Configs{}

// Name is the format's name in reports.
func (Configs) Name() string { return "kafka-configs" }

var configsFor = []byte("onfigs for ")

// Claims looks for a line as "Dynamic configs for topic orders are:".
func (Configs) Claims(in format.Input) bool {
	for rest := in.Text; !isProse(in.Path); {
		i := bytes.Index(rest, configsFor)
		if i < 0 {
			return false
		}
		start := bytes.LastIndexByte(rest[:i], '\n') + 1
		end := len(rest)
		if n := bytes.IndexByte(rest[i:], '\n'); n >= 0 {
			end = i + n
		}
		if _, ok := parseEntity(span{string(bytes.TrimRight(rest[start:end], "\r")), 1}); ok {
			return true
		}
		rest = rest[end:]
	}
	return false
}

// Read adds the topics and brokers whose settings are listed. Users, clients
// and groups are passed over.
func (c Configs) Read(in format.Input, doc *model.Document, b *model.Builder) error {
	r := reader{in: in, doc: doc, format: c.Name()}
	for number, line := range lines(in.Text) {
		r.line = number
		if e, ok := parseEntity(line); ok {
			r.open(e)
		} else if s, ok := parseEntry(line); ok && r.add != nil {
			r.add(s)
		}
	}
	if len(r.topics)+len(r.brokers) == 0 && r.defaults == nil {
		return format.ErrNotKafka
	}
	for _, t := range r.topics {
		b.Topic(t)
	}
	for _, n := range r.nodes() {
		b.Broker(n)
	}
	return nil
}

// reader is what has been read so far.
type reader struct {
	in       format.Input
	doc      *model.Document
	format   string
	line     int
	topics   []*model.Topic
	brokers  []*model.Broker
	defaults *model.Broker // what is set dynamically for all brokers
	add      func(entry)   // adds a setting to what the last header named
}

func (r *reader) at(s span) model.Origin { return r.in.At(r.line, s.column) }

// open begins the list of one entity.
func (r *reader) open(e entity) {
	switch e.kind {
	case "topic":
		r.add = r.topic(e)
	case "broker":
		r.add = r.broker(e)
	case "brokers":
		r.add = r.clusterDefaults(e)
	default:
		r.add = nil
		return
	}
	for key, value := range items(e.settings) {
		r.add(entry{key: key, value: value})
	}
}

// topic begins a topic. What is not its own override is what the cluster said
// of itself.
func (r *reader) topic(e entity) func(entry) {
	t := &model.Topic{Name: e.name.text, Format: r.format, Place: model.Place{File: r.in.Path}, At: r.at(e.name)}
	r.topics = append(r.topics, t)
	return func(s entry) {
		if s.source == dynamicTopic || s.source == "" && !e.all {
			r.set(&t.Config, s)
		} else {
			r.set(&t.Observed, s)
		}
	}
}

// set adds a setting. Kafka prints null for what is not set, and for what it
// hides.
func (r *reader) set(config *model.Config, s entry) {
	switch {
	case s.sensitive:
		declare(r.doc, config, s.key.text, model.UnknownValue("", "hidden", r.at(s.value)), r.at(s.key))
	case s.value.text != "null":
		declare(r.doc, config, s.key.text, model.KnownValue(s.value.text, r.at(s.value)), r.at(s.key))
	}
}
