package prometheus

import (
	"bytes"
	"fmt"

	"go.yaml.in/yaml/v3"
)

// Format is who reads the rules.
type Format string

// The formats.
const (
	File     Format = "file"     // a file of rules, as rule_files of prometheus.yml name them
	Operator Format = "operator" // a PrometheusRule of the Prometheus operator
)

type group struct {
	Name  string `yaml:"name"`
	Rules []Rule `yaml:"rules"`
}

type groups struct {
	Groups []group `yaml:"groups"`
}

type resource struct {
	APIVersion string            `yaml:"apiVersion"`
	Kind       string            `yaml:"kind"`
	Metadata   map[string]string `yaml:"metadata"`
	Spec       groups            `yaml:"spec"`
}

// Write is the alerts as YAML.
func Write(o Options, f Format) ([]byte, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	head := fmt.Sprintf("# Written by breakwater export prometheus: %s%% of all records within %s.\n", number(100*o.Objective), o.window(o.Period))
	all := groups{[]group{{"breakwater-client", rules(o)}}}
	switch f {
	case File:
		return encode(head, all)
	case Operator:
		return encode(head, resource{"monitoring.coreos.com/v1", "PrometheusRule", map[string]string{"name": "breakwater-client"}, all})
	}
	return nil, fmt.Errorf("the format %s is not known: want %s or %s", f, File, Operator)
}

func encode(head string, v any) ([]byte, error) {
	out := bytes.NewBufferString(head)
	e := yaml.NewEncoder(out)
	e.SetIndent(2)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return out.Bytes(), e.Close()
}
