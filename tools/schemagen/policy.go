package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/catalog"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/policy"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// policyFile is the schema of policy.yaml.
func policyFile(known []*rule.Rule) object {
	return file("policy.schema.json", "Policy of Breakwater", policySchema(known), policyDefs())
}

func policySchema(known []*rule.Rule) object {
	return mapping(object{
		"profile":     described(enum(rule.Minimal.String(), rule.Standard.String(), rule.Strict.String()), "The set of rules; each holds all of the one before it."),
		"target":      described(target(), "The Kafka version to judge by, where files do not say."),
		"ranges":      described(object{"type": "array", "minItems": 1, "items": rangeEntry()}, "What topics may be set to; the first entry that matches a topic wins, key by key."),
		"rules":       described(ruleEntries(known), "What becomes of single rules, and of families as topic/*."),
		"admit":       described(mapping(object{"not_known": described(enum(rule.Warn.String(), rule.Deny.String()), "What is done with a request where a fact that decides over it is not known. Default: warn.")}, "not_known"), "What holds for requests for admission to Kubernetes."),
		"workloads":   described(object{"type": "array", "minItems": 1, "items": workload()}, "What topics are for; the first entry that matches a topic wins."),
		"expect_gaps": described(object{"type": "array", "minItems": 1, "items": enum(facts()...)}, "Facts that the platform is known not to give."),
	})
}

func policyDefs() object {
	defs := amounts()
	defs["override"] = anyOf(enum("off"), mapping(overrideKeys(true, true)))
	defs["overrideOfFiles"] = anyOf(enum("off"), mapping(overrideKeys(false, true)))
	defs["overrideOfClusters"] = anyOf(enum("off"), mapping(overrideKeys(true, false)))
	for name, m := range map[string][2]string{
		"sizeRange": {"size", "sizeLimit"}, "timeRange": {"time", "timeLimit"}, "wholeRange": {"whole", "whole"},
	} {
		one, limit := ref(m[0]), ref(m[1])
		defs[name] = anyOf(one, bound(object{"min": limit, "max": limit, "one_of": object{"type": "array", "minItems": 1, "items": one}}))
	}
	return defs
}

// bound has min and max, or one_of alone.
func bound(properties object) object {
	out := mapping(properties)
	out["minProperties"] = 1
	out["if"] = object{"required": []string{"one_of"}}
	out["then"] = object{"maxProperties": 1}
	return out
}

// target takes every line that the catalogue can stand in for, in quotes or
// as a number.
func target() object {
	versions := catalog.Versions()
	last := map[int]int{}
	for _, v := range versions {
		last[v.Major] = max(last[v.Major], v.Minor)
	}
	var texts []string
	var numbers []any
	for v := versions[0]; !catalog.Newest().Before(v); v.Minor++ {
		if v.Minor > last[v.Major] {
			v = model.Version{Major: v.Major + 1}
		}
		texts = append(texts, strings.ReplaceAll(v.String(), ".", `\.`))
		n, _ := strconv.ParseFloat(v.String(), 64)
		numbers = append(numbers, n)
	}
	return anyOf(pattern(`^(`+strings.Join(texts, "|")+`)(\.[0-9]+)*$`), enum(numbers...))
}

func rangeEntry() object {
	config := object{}
	for _, s := range topicSettings() {
		config[s.name] = s.inPolicy()
	}
	entry := mapping(config)
	entry["minProperties"] = 1
	return mapping(object{"topics": ref("topicPatterns"), "config": entry}, "topics", "config")
}

// inPolicy is a value that must stand there, or a bound.
func (s setting) inPolicy() object {
	var one object
	switch words := s.words(); {
	case s.isNumber() && strings.HasSuffix(s.name, ".bytes"):
		return ref("sizeRange")
	case s.isNumber() && strings.HasSuffix(s.name, ".ms"):
		return ref("timeRange")
	case s.isNumber():
		return ref("wholeRange")
	case s.newest().Type == catalog.Double:
		one = s.number("number")
	case s.newest().Type == catalog.Boolean:
		one = ref("switch")
	case s.newest().Type == catalog.List && len(words) > 0:
		one = commaList(words)
	case len(words) > 0:
		one = enum(words...)
	default:
		one = object{"type": []string{"string", "number"}}
	}
	return anyOf(one, mapping(object{"one_of": object{"type": "array", "minItems": 1, "items": one}}, "one_of"))
}

func facts() []string {
	var out []string
	for f := model.Fact(0); len(out) == 0 || out[len(out)-1] != f.String(); f++ {
		out = append(out, f.String())
	}
	return out
}

func severity() object { return enum("info", "warning", "error") }

// ruleEntries has every rule and every family by its name.
func ruleEntries(known []*rule.Rule) object {
	properties := object{}
	for _, r := range known {
		properties[r.Family()+"/*"] = ref("override")
		switch {
		case len(r.Params) > 0:
			properties[r.Name] = withParams(r)
		case !policy.Admitted(r):
			properties[r.Name] = ref("overrideOfClusters")
		case policy.Watched(r):
			properties[r.Name] = ref("override")
		default:
			properties[r.Name] = ref("overrideOfFiles")
		}
	}
	return mapping(properties)
}

func withParams(r *rule.Rule) object {
	params := object{}
	for _, p := range r.Params {
		amount := map[rule.Unit]string{rule.Count: "count", rule.Size: "sizeLimit", rule.Period: "timeLimit"}[p.Unit]
		params[p.Name] = described(ref(amount), fmt.Sprintf("%s Default: %s.", p.Doc, inWords(p)))
	}
	keys := overrideKeys(policy.Watched(r), policy.Admitted(r))
	keys["params"] = mapping(params)
	return anyOf(enum("off"), mapping(keys))
}

// overrideKeys are what a policy may change of a rule; watched: a watch runs it;
// admitted: it judges requests for admission.
func overrideKeys(watched, admitted bool) object {
	keys := object{"severity": severity()}
	if admitted {
		keys["admit"] = described(enum(rule.Audit.String(), rule.Warn.String(), rule.Deny.String()),
			"What a finding does to a request for admission. Default: an error is denied, a warning told, advice left to the audit log.")
	}
	if watched {
		keys["settle"] = described(ref("patience"), "How long a watch must see it before it is told; 24h at most.")
		keys["clear"] = described(ref("patience"), "How long a watch must not see it before it is over; 24h at most.")
	}
	return keys
}

func inWords(p rule.Param) string {
	switch p.Unit {
	case rule.Size:
		return rule.FormatBytes(p.Default)
	case rule.Period:
		return rule.FormatMillis(p.Default)
	default:
		return strconv.FormatInt(p.Default, 10)
	}
}

func workload() object {
	return mapping(object{
		"topics":            ref("topicPatterns"),
		"clients":           described(list(object{"type": "string", "minLength": 1}), "The files of the clients that use the topics."),
		"max_payload":       described(ref("positiveSize"), "The largest record as the application serialises it."),
		"compression_ratio": described(ref("ratio"), "The size on the wire over the size serialised; 1 unless said."),
		"critical":          described(ref("switch"), "An outage of these topics is an outage of the business."),
		"outage_tolerance":  described(ref("positiveTime"), "How long consumers may be down without losing records."),
		"unbounded":         described(pattern(`\S`), "The reason why nothing is ever deleted."),
		"erase_within":      described(ref("positiveTime"), "The time within which deleted data must be gone."),
		"idle_time":         described(ref("positiveTime"), "How long a consumer group may commit nothing."),
		"record_time":       described(ref("positiveTime"), "How long the handling of one record takes at worst."),
		"rate":              described(ref("rate"), "Bytes per second into each topic, as 10MiB/s."),
		"at_least_once":     described(ref("switch"), "Every record is handled at least once."),
		"dead_letter":       described(ref("topicName"), "The topic for records that cannot be handled."),
	}, "topics")
}
