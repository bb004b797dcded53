package yamlx

import "go.yaml.in/yaml/v3"

// IsPlain tells whether the node is a scalar without quotes, which another
// reader of the file may take for a number.
func (n Node) IsPlain() bool {
	n = n.follow()
	return n.yaml != nil && n.yaml.Kind == yaml.ScalarNode && n.yaml.Style&^yaml.TaggedStyle == 0
}
