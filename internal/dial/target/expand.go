package target

import (
	"errors"
	"fmt"
	"os"
	"regexp"
	"strings"
)

// Env is where secrets and files come from.
type Env struct {
	Lookup   func(name string) (value string, ok bool) // environment variables
	ReadFile func(path string) ([]byte, error)
}

// System is the environment and the files of this process.
func System() Env { return Env{Lookup: os.LookupEnv, ReadFile: os.ReadFile} }

// reference is Kafka's ${PROVIDER:…} (ConfigTransformer.java).
var reference = regexp.MustCompile(`\$\{([^}:]*):([^}]*)\}`)

// variable is a name that an environment variable can have.
var variable = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// Variable is the NAME of a text that is ${env:NAME} and nothing else.
func Variable(text string) (name string, ok bool) {
	m := reference.FindStringSubmatch(text)
	if m == nil || m[0] != text || m[1] != "env" || !variable.MatchString(m[2]) {
		return "", false
	}
	return m[2], true
}

// expand puts environment variables where ${env:NAME} stands, as Kafka's
// EnvVarConfigProvider. Other providers are code that only Java can run. The
// errors never show the text, which may be a password.
func (e Env) expand(text string) (string, error) {
	var failed error
	out := reference.ReplaceAllStringFunc(text, func(ref string) string {
		name, ok := Variable(ref)
		if !ok {
			failed = errors.New("holds a reference that this version of Breakwater cannot resolve: of Kafka's config providers it knows ${env:NAME} alone")
			return ""
		}
		value, ok := e.Lookup(name)
		switch {
		case !ok:
			failed = fmt.Errorf("takes the environment variable %s, which is not set: set it, and export it", name)
		case strings.TrimSpace(value) == "":
			failed = fmt.Errorf("takes the environment variable %s, which is empty: give it a value", name)
		}
		return value
	})
	if failed != nil {
		return "", failed
	}
	return out, nil
}
