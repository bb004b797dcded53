package yamlx

import (
	"go.yaml.in/yaml/v3"

	"github.com/breakwaterhq/breakwater/internal/source/file/format"
)

// IsTemplate tells whether a text that is no YAML is a template: whether a
// placeholder stands outside quotes, comments and block scalars. One inside
// does not break YAML, so the reason must be another one.
func IsTemplate(text []byte) bool {
	if !format.IsTemplate(text) {
		return false
	}
	for line := range Lines(text) {
		if format.IsTemplate([]byte(line.Bare)) {
			return true
		}
	}
	return false
}

// HasTemplate tells whether a placeholder stands in any key or value below
// the node. It is for what a reader reads: an alert's text in an annotation
// may hold {{ }} and be just that.
func (n Node) HasTemplate() bool {
	y := target(n.yaml)
	return y != nil && some(y, func(y *yaml.Node) bool {
		return hasMappingKey(y) || y.Kind == yaml.ScalarNode && format.IsTemplate([]byte(y.Value))
	})
}

// HasBareTemplate tells whether an unquoted {{ placeholder }} is the whole of
// any value below the node. To YAML that is a mapping whose key is a mapping,
// which no Kubernetes object has.
func (n Node) HasBareTemplate() bool {
	y := target(n.yaml)
	return y != nil && some(y, hasMappingKey)
}

func hasMappingKey(y *yaml.Node) bool {
	if y.Kind != yaml.MappingNode {
		return false
	}
	for i := 0; i < len(y.Content); i += 2 {
		if y.Content[i].Kind == yaml.MappingNode {
			return true
		}
	}
	return false
}

// some tells whether the test holds for the node or any below it. Aliases are
// not followed: what they stand for is below the document, too.
func some(y *yaml.Node, test func(*yaml.Node) bool) bool {
	if test(y) {
		return true
	}
	for _, c := range y.Content {
		if some(c, test) {
			return true
		}
	}
	return false
}
