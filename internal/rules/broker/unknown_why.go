package broker

import (
	"fmt"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/catalog"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// ignored is what Kafka does with a setting that it does not know.
const ignored = "the broker starts, logs nothing and ignores it"

// keyJudge tells why a broker does not read a key.
type keyJudge struct {
	p      *rule.Pass
	custom bool // classes that are not Kafka's own are configured, and may read keys of their own
}

// judge says what is wrong with a key and what to do; both are empty if the
// key is right, or if another rule or product has a say in it.
func (j keyJudge) judge(s model.Setting) (why, fix string) {
	if isDropped(j.p.Broker(), s.Name) {
		return s.Name + " is managed by Strimzi: the operator drops it from spec.kafka.config, and says so in its own log alone",
			"remove it, and use the field of the Kafka resource that stands for it (listeners, authorization, rack, storage)"
	}
	def, known := j.p.Define(model.Key{Layer: model.LayerBroker, Name: s.Name})
	switch {
	case known && def.DynamicOnly:
		return s.Name + " is taken by the running cluster alone: in a file " + ignored,
			fmt.Sprintf("remove the line and run: "+
				"kafka-configs.sh --alter --entity-type brokers --entity-default --add-config %s=%s", s.Name, s.Value.Raw())
	case known, isLegal(s.Name), removedAfter(s.Name, j.p.Version()) != model.Version{}:
		return "", ""
	}
	return j.explain(s.Name)
}

// explain tells an unknown key's story: a key of a later version, of another
// layer, an invention, or a slip.
func (j keyJudge) explain(name string) (why, fix string) {
	v := j.p.Version()
	if def, ok := catalog.Lookup(model.Key{Layer: model.LayerTopic, Name: name}, v); ok {
		return topicKey(def)
	}
	if meant, ok := j.meant(name); ok && (j.custom || !isInvented(name)) && len(otherLayers(name, v)) == 0 {
		return fmt.Sprintf("%s is not a setting of brokers in Kafka %s; did you mean %s? As it stands %s", name, v, meant, ignored),
			"write " + meant + ", or remove the line"
	}
	if lines := catalog.Lines(model.Key{Layer: model.LayerBroker, Name: name}); len(lines) > 0 {
		return fmt.Sprintf("%s is a setting of brokers from Kafka %s on, and this is for %s: %s", name, lines[0], v, ignored),
			"remove the line until the cluster runs Kafka " + lines[0].String()
	}
	if j.custom {
		return "", ""
	}
	if invention, ok := catalog.Invented(name); ok && invention.In(model.LayerBroker) {
		return invented(invention)
	}
	if layers := otherLayers(name, v); len(layers) > 0 {
		return fmt.Sprintf("%s is a key of the %s: %s", name, strings.Join(layers, ", "), ignored),
			"remove it here, and set it where it is read: in the configuration of the " + layers[0]
	}
	return fmt.Sprintf("%s is not a setting of brokers in Kafka %s: %s", name, v, ignored), "remove the line"
}

// meant is the key that was most likely meant. Where other classes may read
// keys of their own, only a slip counts.
func (j keyJudge) meant(name string) (string, bool) {
	meant, ok := catalog.Suggest(model.LayerBroker, j.p.Version(), name)
	if ok && j.custom && !isSlip(name, meant) {
		return "", false
	}
	return meant, ok
}

func isInvented(name string) bool {
	invention, ok := catalog.Invented(name)
	return ok && invention.In(model.LayerBroker)
}

func invented(i catalog.Invention) (why, fix string) {
	why = fmt.Sprintf("%s is not a setting of brokers (%s): %s", i.Name, strings.TrimSuffix(i.Note, "."), ignored)
	if i.Instead == "" {
		return why, "remove the line"
	}
	return why, "remove the line, and use " + i.Instead + " if that is what you need"
}

// topicKey is a topic's name for a setting that brokers call otherwise.
func topicKey(def *catalog.Definition) (why, fix string) {
	if len(def.Synonyms) == 0 {
		return fmt.Sprintf("%s is a setting of topics, and brokers have no default for it: %s", def.Name, ignored),
			"remove it here, and set it on each topic"
	}
	own := def.Synonyms[0]
	why = fmt.Sprintf("%s is a topic's name of the setting; a broker's is %s: %s", def.Name, own.Name, ignored)
	return why, "write " + own.Name + ", with the same value"
}

// otherLayers names the layers that do have the key.
func otherLayers(name string, v model.Version) []string {
	var out []string
	for _, l := range catalog.ElsewhereIs(name, v) {
		out = append(out, l.String())
	}
	return out
}
