package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/admit/kubernetes/manifests"
	"github.com/breakwaterhq/breakwater/internal/config"
	"github.com/breakwaterhq/breakwater/internal/dial/target"
	"github.com/breakwaterhq/breakwater/internal/rules"
	"github.com/breakwaterhq/breakwater/internal/scope"
)

// carried is a breakwater.yaml on its way into a cluster.
type carried struct {
	manifests.Config
	dir  string            // of breakwater.yaml, here
	from map[string]string // where a file of the Secret is, here
}

// carry reads the breakwater.yaml that the manifests are to have. A password in it is
// an error of its reader.
func (o *manifestsOptions) carry() (*carried, error) {
	switch {
	case o.config == "" && o.secret != "":
		return nil, errors.New("--secret names what a breakwater.yaml takes its logins from: give that with --config")
	case o.config == "":
		return nil, nil
	}
	c, err := config.Load(o.config, rules.All())
	if err != nil {
		return nil, err
	}
	out := &carried{dir: c.Dir, from: map[string]string{}}
	out.Secret = o.secret
	text, err := os.ReadFile(o.config)
	if err != nil {
		return nil, fmt.Errorf("cannot read %s: %w", o.config, reasonOf(err))
	}
	out.Text = string(text)
	// As if its folder were the working directory: so it will be in the pod, and so a
	// path that is absolute is told from one that is not.
	bare, err := config.Parse(filepath.Base(o.config), text, rules.All())
	if err != nil {
		return nil, err
	}
	out.StatefulSets = slices.ContainsFunc(bare.Scopes, func(s scope.Named) bool {
		return slices.ContainsFunc(s.SameAs, func(id string) bool { return strings.HasPrefix(id, "kube:") })
	})
	if err := out.policy(c, bare); err != nil {
		return nil, err
	}
	if err := out.logins(o.config, bare); err != nil {
		return nil, err
	}
	o.Config = &out.Config
	return out, nil
}

// policy takes the policy file along that breakwater.yaml names.
func (c *carried) policy(is, bare *config.Config) error {
	if is.PolicyFile == "" {
		return nil
	}
	if !filepath.IsLocal(bare.PolicyFile) {
		return fmt.Errorf("%s: policy is %s: in the pod it stands beside breakwater.yaml, so put it there, as %s", is.PolicyAt.Position(), bare.PolicyFile, filepath.Base(bare.PolicyFile))
	}
	text, err := os.ReadFile(is.PolicyFile)
	if err != nil {
		return fmt.Errorf("cannot read %s: %w", is.PolicyFile, reasonOf(err))
	}
	c.PolicyPath, c.Policy = filepath.ToSlash(bare.PolicyFile), string(text)
	return nil
}

// logins lists what the Secret must have, of the clusters that are asked.
func (c *carried) logins(file string, bare *config.Config) error {
	with := target.System()
	with.ReadFile = func(path string) ([]byte, error) {
		if !filepath.IsAbs(path) {
			path = filepath.Join(c.dir, path)
		}
		return os.ReadFile(path)
	}
	for _, cluster := range bare.Clusters {
		if len(namesOf(cluster.Name, bare.Scopes)) == 0 {
			continue // nobody would ask it
		}
		cluster.At.File = file
		all, err := cluster.Needs(with)
		if err != nil {
			return err
		}
		for _, n := range all {
			if err := c.take(n); err != nil {
				return fmt.Errorf("%s: cluster %s: %w", cluster.At.Position(), cluster.Name, err)
			}
		}
	}
	if c.Secret != "" && len(c.Files)+len(c.Variables) == 0 {
		return fmt.Errorf("%s takes nothing from a Secret: no cluster that a scope ties to Kubernetes has a login from a file or a variable, so leave --secret out", file)
	}
	return nil
}

// take notes one file or variable.
func (c *carried) take(n target.Need) error {
	switch {
	case n.File != "" && !filepath.IsLocal(n.File):
		return fmt.Errorf("%s is %s: in the pod it stands beside breakwater.yaml, where the Secret is mounted, so write it relative to that, as %s", n.Key, n.File, filepath.Base(n.File))
	case n.File != "" && c.Secret == "":
		return fmt.Errorf("%s is the file %s, which does not belong into a ConfigMap: name the Secret that has it, as --secret kafka-logins", n.Key, n.File)
	case c.Secret == "":
		return fmt.Errorf("%s takes the environment variable %s, which the pods have not: name the Secret that has it, as --secret kafka-logins", n.Key, n.Variable)
	case n.Variable != "":
		if !slices.Contains(c.Variables, n.Variable) {
			c.Variables = append(c.Variables, n.Variable)
		}
		return nil
	}
	path := filepath.ToSlash(n.File)
	if slices.Contains(c.Files, path) {
		return nil
	}
	c.Files, c.from[path] = append(c.Files, path), filepath.Join(c.dir, n.File)
	if strings.HasPrefix(n.Key, "ssl.") { // of a client.properties: relative to where a command runs
		c.from[path] = n.File
	}
	return nil
}

// howToMake is the command that makes the Secret; "" where there is none.
func (c *carried) howToMake(namespace string) string {
	if c == nil || c.Secret == "" {
		return ""
	}
	keys, err := c.Keys()
	if err != nil {
		return "" // the manifests were not written
	}
	var b strings.Builder
	fmt.Fprintf(&b, "The pods start once there is the Secret %s/%s, which you make by:\n  kubectl -n %s create secret generic %s", namespace, c.Secret, namespace, c.Secret)
	for _, k := range keys {
		if k.Variable != "" {
			fmt.Fprintf(&b, " --from-literal=%s=\"$%s\"", k.Name, k.Variable)
		} else {
			fmt.Fprintf(&b, " --from-file=%s=%s", k.Name, quoted(c.from[k.File]))
		}
	}
	return b.String() + "\n"
}

// quoted is a path as a shell takes it.
func quoted(path string) string {
	const plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-/+=:@%,"
	if strings.Trim(path, plain) == "" {
		return path
	}
	return "'" + strings.ReplaceAll(path, "'", `'\''`) + "'"
}
