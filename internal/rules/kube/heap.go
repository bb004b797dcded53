package kube

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// heap is what decides how large the heap of Kafka's JVM may grow. Values that
// are not set were not given.
type heap struct {
	max     rule.Bytes   // -Xmx, or -XX:MaxHeapSize
	percent rule.Reading // -XX:MaxRAMPercentage
	share   float64      // what it says
	initial rule.Reading // -Xms
	unknown model.Value  // an option that may say something else, and is not known
	name    string       // its name
}

// optionSources are the variables of a container in the order in which the JVM
// meets their options: JAVA_TOOL_OPTIONS before the command line, then what the
// launcher puts before it, then Kafka's own as kafka-run-class.sh lists them,
// and _JAVA_OPTIONS over all. Of two options that set one thing the last counts.
var optionSources = []string{
	"JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "KAFKA_HEAP_OPTS", "", "KAFKA_JVM_PERFORMANCE_OPTS", "KAFKA_JMX_OPTS", "KAFKA_LOG4J_OPTS", "KAFKA_OPTS", "_JAVA_OPTIONS",
}

// heapOf reads every source of options of Kafka's own container. What envFrom may
// bring decides only where nothing else does.
func heapOf(set *model.PodSet) (h heap) {
	for _, o := range set.JVM.Settings() {
		h.option(o.Name, o.Value)
	}
	c := set.Main()
	if c == nil || set.Planned {
		return h
	}
	for _, name := range optionSources {
		if name == "" {
			for _, v := range append(c.Command[:len(c.Command):len(c.Command)], c.Args...) {
				h.options("the command", v)
			}
			continue
		}
		h.options(name, c.Env.Own(name))
	}
	if brought := c.Env.Get("KAFKA_HEAP_OPTS"); !brought.Usable() && brought.IsSet() && !h.max.Is() && !h.percent.Is() {
		h.unknown, h.name = brought, "KAFKA_HEAP_OPTS"
	}
	if set.Operated && h.initial.Written == strimziInitial {
		h.initial = rule.Reading{}
	}
	h.byDefault(set, c)
	return h
}

// strimziInitial is the -Xms that Strimzi gives by itself where the resource
// says nothing of memory (JvmOptionUtils.java): nobody chose it.
const strimziInitial = "128M"

// options reads the words of one source. A source that is not known may hold
// anything, unless one behind it says what counts.
func (h *heap) options(source string, v model.Value) {
	inCommand := source == "the command"
	switch {
	case !v.IsSet():
		return
	case !v.Usable() && (!inCommand || strings.Contains(v.Raw(), "-Xmx") || strings.Contains(v.Raw(), "HEAP_OPTS")):
		h.unknown, h.name = v, source
		return
	case !v.Usable():
		return
	}
	for _, word := range strings.FieldsFunc(v.Raw(), func(r rune) bool { return strings.ContainsRune(" \t\n\"';&|", r) }) {
		if _, value, is := strings.Cut(word, "=-X"); is { // export KAFKA_HEAP_OPTS=-Xmx4g
			word = "-X" + value
		}
		h.option(word, v)
	}
}

// option reads one option: as a word of a command line, or as a name of an
// operator's own list with the value that it has there.
func (h *heap) option(word string, v model.Value) {
	name, text := word, strings.TrimSpace(v.Raw())
	switch {
	case word == "-Xmx" || word == "-Xms" || !strings.HasPrefix(word, "-"):
	case strings.HasPrefix(word, "-Xmx"), strings.HasPrefix(word, "-Xms"):
		name, text = word[:4], word[4:]
	case strings.HasPrefix(word, "-XX:"):
		name, text, _ = strings.Cut(word[4:], "=")
	default:
		return
	}
	value := v
	if v.Usable() {
		value = v.As(text)
	}
	reading := rule.Reading{Name: name, Written: text, Value: value}
	switch name {
	case "-Xmx", "MaxHeapSize":
		if n, ok := jvmSize(text); ok {
			h.max, h.unknown = rule.Bytes{Reading: reading, N: n}, model.Value{}
		} else {
			h.unknown, h.name = model.UnknownValue(text, fmt.Sprintf("%s%s is not a size", name, text), v.Origin()), name
		}
	case "MaxRAMPercentage":
		if f, err := strconv.ParseFloat(text, 64); err == nil {
			h.percent, h.share = reading, f
		}
	case "-Xms", "InitialHeapSize":
		h.initial = reading
	}
}

// defaultHeap is what the start script of Kafka's images gives where
// KAFKA_HEAP_OPTS is empty (bin/kafka-server-start.sh).
const defaultHeap = 1 << 30

// byDefault fills in the start script's default, for the images whose script
// is known, run by their own entry point.
func (h *heap) byDefault(set *model.PodSet, c *model.Container) {
	name := imageName(c.Image.Raw())
	known := name == "kafka" || name == "cp-kafka" || name == "cp-server"
	if !known || set.Operated || len(c.Command) > 0 || h.max.Is() || h.percent.Is() || h.unknown.IsSet() || c.Env.Get("KAFKA_HEAP_OPTS").Raw() != "" {
		return
	}
	if set.Product != "" && set.Product != "bitnami" || !strings.Contains(c.Image.Raw(), "apache/") && !strings.Contains(c.Image.Raw(), "confluentinc/") && !strings.Contains(c.Image.Raw(), "bitnami") {
		return
	}
	h.max = rule.Bytes{N: defaultHeap, Reading: rule.Reading{Name: "-Xmx", Written: "1G", Default: true,
		Value: model.KnownValue("1G", model.DefaultOf("kafka-server-start.sh"))}}
}

func imageName(image string) string {
	image, _, _ = strings.Cut(image, "@")
	name := image[strings.LastIndexByte(image, '/')+1:]
	name, _, _ = strings.Cut(name, ":")
	return name
}

// limitOf is the most memory that Kafka's container may use: its own limit, or
// that of its pod. ok is false where there is none, or none that is known;
// unknown is then the value.
func limitOf(set *model.PodSet) (limit rule.Bytes, unknown model.Value, ok bool) {
	c := set.Main()
	if c == nil {
		return limit, model.Value{}, false
	}
	for _, at := range []struct {
		name  string
		value model.Value
	}{{"limits.memory", c.Resources.MemoryLimit}, {"limits.memory of the pod", set.Limits.MemoryLimit}} {
		if !at.value.IsSet() {
			continue
		}
		n, is := quantity(at.value.Raw())
		if !at.value.Usable() || !is {
			return limit, at.value, false
		}
		if !ok || n < limit.N {
			limit, ok = rule.Bytes{Reading: read(at.name, at.value), N: n}, true
		}
	}
	return limit, model.Value{}, ok
}
