package config

import (
	"fmt"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/dial/target"
	"github.com/breakwaterhq/breakwater/internal/policy/strict"
	"github.com/breakwaterhq/breakwater/internal/source/file/yamlx"
)

// Secret is where a secret is, never the secret itself: a Config may be
// printed. The zero value is none.
type Secret struct {
	Key      string // what it is in breakwater.yaml, as "routing_key"
	Variable string // the name of an environment variable
	File     string // or the path of a file; white space at its end is left out
}

// Given tells whether there is one.
func (s Secret) Given() bool { return s.Variable != "" || s.File != "" }

// Read gets the secret itself, anew each time, so that one that is changed is
// used without a restart. The error does not show it.
func (s Secret) Read(env target.Env) (string, error) {
	if s.Variable != "" {
		value, ok := env.Lookup(s.Variable)
		if !ok || strings.TrimSpace(value) == "" {
			return "", fmt.Errorf("%s takes the environment variable %s, which is not set: set it, and export it", s.Key, s.Variable)
		}
		return value, nil
	}
	text, err := env.ReadFile(s.File)
	if err != nil {
		return "", fmt.Errorf("%s_file cannot be read: %w", s.Key, err)
	}
	value := strings.TrimRight(string(text), " \t\r\n")
	if value == "" {
		return "", fmt.Errorf("%s_file %s is empty", s.Key, s.File)
	}
	return value, nil
}

// secret is the two fields of a secret: KEY, which takes ${env:NAME} alone, and
// KEY_file.
func (d decoder) secret(key string, to *Secret) (variable, file strict.Field) {
	both := func(e yamlx.Entry) bool {
		if to.Given() {
			d.Errorf(e.KeyAt, "%s and %s_file stand beside each other: take one out", key, key)
		}
		to.Key = key
		return to.Given()
	}
	return strict.Field{Name: key, Read: func(e yamlx.Entry) {
			if both(e) {
				return
			}
			name, ok := target.Variable(e.Value.Text())
			if !ok {
				d.Errorf(e.Value.At(), "%s must be \"${env:NAME}\": a secret itself does not belong into this file, so name an environment variable, or a file with %s_file", key, key)
				return
			}
			to.Variable = name
		}}, strict.Field{Name: key + "_file", Read: func(e yamlx.Entry) {
			if !both(e) {
				to.File = d.path(e.Value, key+"_file")
			}
		}}
}

// needed tells of a secret that is given in no way.
func (d decoder) needed(n yamlx.Node, what string, s Secret, key string) {
	for e := range n.Entries() {
		if e.Key == key || e.Key == key+"_file" {
			return // one that is wrong was told already
		}
	}
	if !s.Given() {
		d.Errorf(n.At(), "%s lacks the key %s_file", what, key)
	}
}
