package manifests

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
)

// Config is a breakwater.yaml with what it takes from elsewhere. Its text is no secret
// and becomes a ConfigMap. Logins and certificates come from a Secret that somebody else
// makes: they are named here, and never written.
type Config struct {
	Text       string   // of breakwater.yaml
	PolicyPath string   // where it names its policy, relative to its folder with slashes; "": it has none, or in its text
	Policy     string   // the text of that policy
	Secret     string   // the name of the Secret; "" where nothing is taken from one
	Files      []string // that it has, where breakwater.yaml names them: relative to its folder with slashes
	Variables  []string // that it has, as environment variables

	// StatefulSets tells that some of its clusters are StatefulSets that no operator
	// makes, whose deletion is then asked about, too.
	StatefulSets bool
}

// folder is where breakwater.yaml is in the pod, and the working directory: what it
// names stands beside it, as where it was written.
const folder = "/etc/breakwater/config"

// secretName is what Kubernetes takes for the name of a Secret.
var secretName = regexp.MustCompile(`^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$`)

func (c *Config) check(service string) error {
	for _, path := range append([]string{c.PolicyPath}, c.Files...) {
		if path != "" && !filepath.IsLocal(filepath.FromSlash(path)) {
			return fmt.Errorf("%s does not lie beside breakwater.yaml", path)
		}
	}
	switch needs := len(c.Files) + len(c.Variables); {
	case c.Secret == "" && needs > 0:
		return fmt.Errorf("breakwater.yaml takes logins from files or variables, and no Secret is named that has them")
	case c.Secret == "":
		return nil
	case needs == 0:
		return fmt.Errorf("the Secret %s is named, and breakwater.yaml takes nothing from it", c.Secret)
	case len(c.Secret) > 253 || !secretName.MatchString(c.Secret):
		return fmt.Errorf("%q cannot be the name of a Secret: small letters, digits, '-' and '.'", c.Secret)
	case c.Secret == service+"-certificates" || c.Secret == service+"-tls":
		return fmt.Errorf("the Secret %s has the certificate of the webhook: keep the logins of Kafka in another one", c.Secret)
	}
	_, err := c.Keys()
	return err
}

// Key is one entry of the Secret.
type Key struct {
	Name     string // in the Secret
	File     string // where it is needed, relative to the folder of breakwater.yaml; "" for a variable
	Variable string
}

// Keys are the entries that the Secret must have. It is an error where two would have
// one name, which has no slash and no odd letter.
func (c *Config) Keys() (out []Key, err error) {
	for _, path := range c.Files {
		out = append(out, Key{Name: keyOf(path), File: path})
	}
	for _, name := range c.Variables {
		out = append(out, Key{Name: name, Variable: name})
	}
	first := map[string]Key{}
	for _, k := range out {
		if other, twice := first[k.Name]; twice {
			return nil, fmt.Errorf("%s and %s would both be %s in the Secret: give one another name", other.of(), k.of(), k.Name)
		}
		first[k.Name] = k
	}
	return out, nil
}

func (k Key) of() string {
	if k.File != "" {
		return "the file " + k.File
	}
	return "the variable " + k.Variable
}

// keyOf is a path as the key of a Secret may be: letters, digits, '.', '_' and '-'.
func keyOf(path string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-", r) {
			return r
		}
		return '_'
	}, path)
}

// values are what the parts see of it.
func (c *Config) values() (map[string]any, error) {
	if c == nil {
		return nil, nil
	}
	keys, err := c.Keys()
	if err != nil {
		return nil, err
	}
	return map[string]any{
		"Text": whole(c.Text), "Policy": whole(c.Policy), "PolicyPath": c.PolicyPath, "Secret": c.Secret,
		"Files": keys[:len(c.Files)], "Variables": c.Variables, "Folder": folder, "StatefulSets": c.StatefulSets,
	}, nil
}

// scalar is the head of a block scalar whose lines are indented by four. Where the text
// itself begins with spaces, YAML must be told how many are not of the text.
func scalar(text string) string {
	for line := range strings.Lines(text) {
		if strings.TrimSpace(line) != "" {
			if line[0] == ' ' {
				return "|2"
			}
			break
		}
	}
	return "|"
}
