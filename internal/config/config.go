// Package config reads breakwater.yaml: scopes, excludes, clusters, the policy
// of a project, how its clusters are watched, and who reads of it.
package config

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/breakwaterhq/breakwater/internal/dial/target"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/policy"
	"github.com/breakwaterhq/breakwater/internal/policy/strict"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/scope"
	"github.com/breakwaterhq/breakwater/internal/source/file/yamlx"
)

// Config is a breakwater.yaml, ready for the engine.
type Config struct {
	File       string // as the user named it, or as Find found it
	Dir        string // its folder: globs and PolicyFile are relative to it
	Scopes     []scope.Named
	Exclude    func(path string) bool // paths as the user named them; nil: none
	Clusters   []target.Cluster       // in the order of the text
	Policy     *policy.Policy         // nil: none
	PolicyFile string                 // where the policy stands, if not in File itself; with Dir before it
	PolicyAt   model.Origin           // where that is said
	Watch      Watch                  // DefaultWatch where nothing is said
	Notify     Notify                 // DefaultNotify where nothing is said
	Web        Web
}

// Load reads a breakwater.yaml, and the policy file that it names. known are
// the rules that a policy may name.
func Load(path string, known []*rule.Rule) (*Config, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("cannot read the configuration: %w", err)
	}
	c, err := Parse(path, text, known)
	if err != nil || c.PolicyFile == "" {
		return c, err
	}
	text, err = os.ReadFile(c.PolicyFile)
	if err != nil {
		return nil, fmt.Errorf("cannot read the policy that %s names: %w", path, err)
	}
	c.Policy, err = policy.Parse(c.PolicyFile, text, known)
	if err != nil {
		return nil, err
	}
	return c, nil
}

// Parse reads a breakwater.yaml without opening another file: the policy file
// that it names is left to the caller. The error is of type strict.Errors.
func Parse(file string, text []byte, known []*rule.Rule) (*Config, error) {
	r := strict.New(file)
	c := &Config{File: file, Dir: filepath.Dir(file), Watch: DefaultWatch(), Notify: DefaultNotify()}
	d := decoder{Reader: r, known: known, config: c, base: baseOf(c.Dir)}
	if doc, ok := r.Document(text); ok {
		d.read(doc)
	}
	if err := r.Err(); err != nil {
		return nil, err
	}
	return c, nil
}

// decoder fills in one configuration.
type decoder struct {
	*strict.Reader
	known  []*rule.Rule
	config *Config
	base   base
}

// later says of a key that a later version of Breakwater has.
func later(key string) strict.Field {
	return strict.Field{Name: key, Refused: key + " is not supported yet: take the lines out, or use a later version of Breakwater"}
}

func (d decoder) read(n yamlx.Node) {
	d.Map(n, "the configuration",
		strict.Field{Name: "scopes", Read: d.scopes},
		strict.Field{Name: "exclude", Read: func(e yamlx.Entry) {
			d.config.Exclude = d.base.matcher(d.globs(e.Value, "exclude"))
		}},
		strict.Field{Name: "policy", Read: d.policy},
		strict.Field{Name: "clusters", Read: d.clusters},
		later("platform"),
		strict.Field{Name: "watch", Read: d.watch},
		strict.Field{Name: "notify", Read: d.notify},
		strict.Field{Name: "web", Read: d.web})
}

// policy reads a path or the policy itself.
func (d decoder) policy(e yamlx.Entry) {
	if e.Value.IsMap() {
		d.config.Policy = policy.Read(d.Reader, e.Value, d.known)
		return
	}
	if !e.Value.IsScalar() {
		d.Errorf(e.Value.At(), "policy must be the path of a policy file, or a mapping that is the policy itself")
		return
	}
	path, ok := d.Text(e.Value, "policy")
	d.config.PolicyAt = e.Value.At()
	switch {
	case !ok:
	case filepath.IsAbs(path):
		d.config.PolicyFile = path
	default:
		d.config.PolicyFile = filepath.Join(d.config.Dir, filepath.FromSlash(path))
	}
}
