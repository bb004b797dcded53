package manifests

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
)

// configured is a breakwater.yaml with all that it can take from elsewhere.
func configured() *Config {
	return &Config{
		Text: "clusters:\n  plant:\n    bootstrap: [\"b1:9093\"]\n\n    command_config: kafka/client.properties\npolicy: rules/policy.yaml\n", PolicyPath: "rules/policy.yaml", Policy: "profile: strict\n",
		Secret: "kafka-logins", Files: []string{"kafka/client.properties", "ca.pem"}, Variables: []string{"KAFKA_PASSWORD", "NO"},
	}
}

// pod is the part of the Deployment that the configuration is in.
func pod(t *testing.T, all []object) (container object, volumes map[string]object) {
	t.Helper()
	spec := object(find(t, all, "Deployment breakwater-admit").at("spec", "template", "spec").(map[string]any))
	volumes = map[string]object{}
	for _, v := range spec["volumes"].([]any) {
		volume := object(v.(map[string]any))
		volumes[volume["name"].(string)] = volume
	}
	return object(spec["containers"].([]any)[0].(map[string]any)), volumes
}

func TestAConfigurationIsMountedAsItWasWritten(t *testing.T) {
	o := usual()
	o.Config = configured()
	all := objects(t, written(t, o))
	text := find(t, all, "ConfigMap breakwater-admit-policy")
	if text.at("data", "breakwater.yaml") != o.Config.Text || text.at("data", "named-policy.yaml") != o.Config.Policy || text.at("data", "policy.yaml") != nil {
		t.Errorf("the ConfigMap has %v", text["data"])
	}
	container, volumes := pod(t, all)
	if args := fmt.Sprint(container["args"]); !strings.Contains(args, "--config=/etc/breakwater/config/breakwater.yaml") || strings.Contains(args, "--policy") {
		t.Errorf("it is started with %s", args)
	}
	if container["workingDir"] != folder {
		t.Errorf("it runs in %v", container["workingDir"])
	}
	sources := fmt.Sprint(volumes["config"].at("projected", "sources"))
	for _, want := range []string{
		"configMap:map[items:[map[key:breakwater.yaml path:breakwater.yaml] map[key:named-policy.yaml path:rules/policy.yaml]] name:breakwater-admit-policy]",
		"secret:map[items:[map[key:kafka_client.properties path:kafka/client.properties] map[key:ca.pem path:ca.pem]] name:kafka-logins]",
	} {
		if !strings.Contains(sources, want) {
			t.Errorf("the volume lacks %s: %s", want, sources)
		}
	}
	want := "[map[name:KAFKA_PASSWORD valueFrom:map[secretKeyRef:map[key:KAFKA_PASSWORD name:kafka-logins]]] map[name:NO valueFrom:map[secretKeyRef:map[key:NO name:kafka-logins]]]]"
	if got := fmt.Sprint(container["env"]); got != want {
		t.Errorf("its variables are %s, want %s", got, want)
	}
}

// TestNoSecretIsWritten: it is named, and somebody else makes it.
func TestNoSecretIsWritten(t *testing.T) {
	o := usual()
	o.Config = configured()
	for _, is := range objects(t, written(t, o)) {
		if is["kind"] == "Secret" && is.at("metadata", "name") != "breakwater-admit-certificates" {
			t.Errorf("%s is written: applied, it would take what is in it away", is.id())
		}
		if rules, has := is["rules"]; has && strings.Contains(fmt.Sprint(rules), "kafka-logins") {
			t.Errorf("%s has a right to the Secret: the pods are given it, and ask for nothing", is.id())
		}
	}
}

func TestAConfigurationBesideAPolicyOfItsOwn(t *testing.T) {
	o := usual()
	o.Policy, o.Config = "profile: minimal", &Config{Text: "exclude: [a]"}
	all := objects(t, written(t, o))
	if data := find(t, all, "ConfigMap breakwater-admit-policy").at("data"); fmt.Sprint(data) != "map[breakwater.yaml:exclude: [a]\n policy.yaml:profile: minimal\n]" {
		t.Errorf("the ConfigMap has %q", data)
	}
	container, volumes := pod(t, all)
	args := fmt.Sprint(container["args"])
	if !strings.Contains(args, "--policy=/etc/breakwater/policy/policy.yaml") || !strings.Contains(args, "--config=") || volumes["policy"] == nil || volumes["config"] == nil {
		t.Errorf("args %s, volumes %v", args, volumes)
	}
	if container["env"] != nil || strings.Contains(fmt.Sprint(volumes["config"]), "secret") {
		t.Errorf("nothing is taken from a Secret, and it has %v and %v", container["env"], volumes["config"])
	}
}

// TestAConfigurationStandsInItsConfigMapAsItIs, also where YAML guesses how far a text
// is indented.
func TestAConfigurationStandsInItsConfigMapAsItIs(t *testing.T) {
	for _, text := range []string{"a: 1", "a: 1\n\n\n", "  a: 1\n  b: 2\n", "\n\n a: 1\n", "# ä: 'x' \"y\" {{.}}\na: |\n  x\n\n    y\n", "- a\n---\n- b\n"} {
		o := usual()
		o.Config = &Config{Text: text, Policy: text, PolicyPath: "p.yaml"}
		all := objects(t, written(t, o))
		for _, key := range []string{"breakwater.yaml", "named-policy.yaml"} {
			if got := find(t, all, "ConfigMap breakwater-admit-policy").at("data", key); got != strings.TrimRight(text, "\n")+"\n" {
				t.Errorf("%q has become %q", text, got)
			}
		}
	}
}

// TestTheDeletionOfAStatefulSetIsAskedAboutWhereOneIsNamed, and nowhere else: most
// StatefulSets are none of Kafka's.
func TestTheDeletionOfAStatefulSetIsAskedAboutWhereOneIsNamed(t *testing.T) {
	for _, named := range []bool{true, false} {
		o := usual()
		o.Config = &Config{Text: "a: b", StatefulSets: named}
		for _, name := range []string{"breakwater-advisory", "breakwater-enforcing"} {
			hook := find(t, objects(t, written(t, o)), "ValidatingWebhookConfiguration "+name)["webhooks"].([]any)[0].(map[string]any)
			if asks := strings.Contains(fmt.Sprint(hook["rules"]), "operations:[DELETE] resources:[statefulsets]"); asks != named {
				t.Errorf("%s, a StatefulSet is named: %v; its deletion is asked about: %v", name, named, asks)
			}
		}
	}
}

func TestAConfigurationThatCannotBeCarried(t *testing.T) {
	for want, change := range map[string]func(*Config){
		"takes logins from files or variables, and no Secret is named":             func(c *Config) { c.Secret = "" },
		"the Secret kafka-logins is named, and breakwater.yaml takes nothing":      func(c *Config) { c.Files, c.Variables = nil, nil },
		`"Kafka Logins" cannot be the name of a Secret`:                            func(c *Config) { c.Secret = "Kafka Logins" },
		`"-a" cannot be the name of a Secret`:                                      func(c *Config) { c.Secret = "-a" },
		"cannot be the name of a Secret: small letters, digits":                    func(c *Config) { c.Secret = strings.Repeat("a", 254) },
		"breakwater-admit-certificates has the certificate of the webhook":         func(c *Config) { c.Secret = "breakwater-admit-certificates" },
		"breakwater-admit-tls has the certificate of the webhook":                  func(c *Config) { c.Secret = "breakwater-admit-tls" },
		"/run/secrets/kafka does not lie beside breakwater.yaml":                   func(c *Config) { c.Files = append(c.Files, "/run/secrets/kafka") },
		"../policy.yaml does not lie beside breakwater.yaml":                       func(c *Config) { c.PolicyPath = "../policy.yaml" },
		"the file a/b and the file a_b would both be a_b in the Secret: give one ": func(c *Config) { c.Files = []string{"a/b", "a_b"} },
		"the file NO and the variable NO would both be NO in the Secret":           func(c *Config) { c.Files = []string{"NO"} },
	} {
		o := usual()
		o.Config = configured()
		change(o.Config)
		var b bytes.Buffer
		if err := Write(&b, o); err == nil || !strings.Contains(err.Error(), want) || b.Len() > 0 {
			t.Errorf("%v, want %s; %d bytes were written", err, want, b.Len())
		}
	}
}
