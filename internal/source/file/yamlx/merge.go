package yamlx

import "go.yaml.in/yaml/v3"

// mapping is what a mapping holds, merges worked out.
type mapping struct {
	pairs []*yaml.Node          // keys and values by turns, what merges bring first
	index map[string]*yaml.Node // the values of a long mapping
}

// longMapping is from how many keys on an index beats a scan.
const longMapping = 16

// mapping looks into a mapping node.
func (n Node) mapping() mapping {
	if m, known := n.doc.mappings[n.yaml]; known {
		return m
	}
	m := mapping{pairs: n.yaml.Content}
	merges := hasMerge(n.yaml)
	if merges {
		m.pairs = withMerges(n.yaml)
	}
	if len(m.pairs) > 2*longMapping {
		m.index = indexOf(m.pairs)
	}
	if merges || m.index != nil {
		n.doc.remember(n.yaml, m)
	}
	return m
}

func (d *document) remember(y *yaml.Node, m mapping) {
	if d.mappings == nil {
		d.mappings = map[*yaml.Node]mapping{}
	}
	d.mappings[y] = m
}

// get is the value of a key; the last of several.
func (m mapping) get(key string) *yaml.Node {
	if m.index != nil {
		return m.index[key]
	}
	for i := len(m.pairs) - 2; i >= 0; i -= 2 {
		if keyText(m.pairs[i]) == key {
			return m.pairs[i+1]
		}
	}
	return nil
}

func indexOf(pairs []*yaml.Node) map[string]*yaml.Node {
	index := make(map[string]*yaml.Node, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		index[keyText(pairs[i])] = pairs[i+1]
	}
	return index
}

// keyText is a key's text; "" for one that is no scalar.
func keyText(key *yaml.Node) string { return target(key).Value }

func hasMerge(y *yaml.Node) bool {
	for i := 0; i+1 < len(y.Content); i += 2 {
		if isMerge(y.Content[i]) {
			return true
		}
	}
	return false
}

func isMerge(key *yaml.Node) bool {
	return key.Kind == yaml.ScalarNode && key.Value == "<<" && key.Tag == "!!merge"
}

// withMerges works the merge keys out.
func withMerges(y *yaml.Node) []*yaml.Node {
	m := merger{at: map[string]int{}}
	own := y.Content
	for i := 0; i+1 < len(own); i += 2 {
		if !isMerge(own[i]) {
			m.at[keyText(own[i])] = -1
		}
	}
	for i := 0; i+1 < len(own); i += 2 {
		if isMerge(own[i]) {
			m.merge(own[i+1])
		}
	}
	for i := 0; i+1 < len(own); i += 2 {
		if !isMerge(own[i]) {
			m.out = append(m.out, own[i], own[i+1])
		}
	}
	return m.out
}

type merger struct {
	at  map[string]int // where in out a key stands; -1: the mapping has it itself
	out []*yaml.Node
}

// merge adds what a merge key's value brings and the mapping does not have.
// The first of several merged mappings wins.
func (m *merger) merge(value *yaml.Node) {
	switch from := target(value); from.Kind {
	case yaml.SequenceNode:
		for _, one := range from.Content {
			m.merge(one)
		}
	case yaml.MappingNode:
		m.take(from)
	}
}

// take adds one mapping's keys. Those that it has itself win over what its own
// merges bring, and the last of several wins.
func (m *merger) take(from *yaml.Node) {
	begin := len(m.out)
	for i := 0; i+1 < len(from.Content); i += 2 {
		key, value := from.Content[i], from.Content[i+1]
		at, has := m.at[keyText(key)]
		switch {
		case isMerge(key):
			m.merge(value)
		case !has:
			m.at[keyText(key)] = len(m.out)
			m.out = append(m.out, key, value)
		case at >= begin:
			m.out[at], m.out[at+1] = key, value
		}
	}
}
