package manifests

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"
)

var update = flag.Bool("update", false, "write the golden files anew")

// usual is what the command prints without flags.
func usual() Options {
	return Options{Namespace: "breakwater", Service: "breakwater-admit", Image: "breakwater:1", Certificates: Rotate, Drain: 10 * time.Second}
}

// variants are all that differs.
func variants() map[string]Options {
	rotate, manager, own := usual(), usual(), usual()
	rotate.Policy = "profile: strict\nrules:\n  kube/no-zone-spread: {severity: error}"
	manager.Certificates, manager.Namespace, manager.Service = CertManager, "kafka-guard", "guard"
	own.Certificates, own.Bundle, own.Policy = OwnSecret, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "profile: minimal\n\n"
	asks, both := usual(), own
	asks.Config, both.Config = configured(), &Config{Text: "scopes: {plant: {same_as: [\"strimzi:kafka/plant\"]}}\n"}
	return map[string]Options{"usual": usual(), "policy": rotate, "cert-manager": manager, "secret": own, "config": asks, "config-and-policy": both}
}

func written(t *testing.T, o Options) string {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestWhatIsPrinted(t *testing.T) {
	for name, o := range variants() {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join("testdata", name+".yaml")
			got := written(t, o)
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil || got != string(want) {
				t.Errorf("%s differs (%v); look at the difference after: go test ./internal/admit/kubernetes/manifests -update\n%s", file, err, got)
			}
		})
	}
}

// object is one printed object.
type object map[string]any

// at is a field; nil where there is none.
func (o object) at(path ...string) any {
	var v any = map[string]any(o)
	for _, key := range path {
		m, _ := v.(map[string]any)
		v = m[key]
	}
	return v
}

func (o object) id() string { return fmt.Sprint(o["kind"], " ", o.at("metadata", "name")) }

func objects(t *testing.T, text string) (out []object) {
	t.Helper()
	d := yaml.NewDecoder(strings.NewReader(text))
	d.KnownFields(true)
	for {
		var o map[string]any // a map of our own would be the type of those below, too
		err := d.Decode(&o)
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			t.Fatalf("%v in\n%s", err, text)
		}
		out = append(out, o)
	}
}

func find(t *testing.T, all []object, id string) object {
	t.Helper()
	i := slices.IndexFunc(all, func(o object) bool { return o.id() == id })
	if i < 0 {
		t.Fatalf("there is no %s", id)
	}
	return all[i]
}

func TestEveryObjectIsMarkedAsOursAndInOurNamespace(t *testing.T) {
	for name, o := range variants() {
		for _, is := range objects(t, written(t, o)) {
			if is.at("metadata", "labels", "app.kubernetes.io/managed-by") != "breakwater" {
				t.Errorf("%s: %s is not marked", name, is.id())
			}
			if ns := is.at("metadata", "namespace"); ns != nil && ns != o.Namespace {
				t.Errorf("%s: %s is in %v", name, is.id(), ns)
			}
		}
	}
}

// TestTheRightsAreTheLeast: what is written is its own Secret and its own webhooks, by
// name; what is read is on a short list, without Secrets and without pods.
func TestTheRightsAreTheLeast(t *testing.T) {
	for name, o := range variants() {
		writes := 0
		for _, is := range objects(t, written(t, o)) {
			if kind := is["kind"]; kind != "Role" && kind != "ClusterRole" {
				continue
			}
			for _, r := range is["rules"].([]any) {
				rule := object(r.(map[string]any))
				resources, verbs := fmt.Sprint(rule["resources"]), fmt.Sprint(rule["verbs"])
				named, _ := rule["resourceNames"].([]any)
				reads := slices.Contains([]string{"[statefulsets]", "[poddisruptionbudgets]", "[strimzipodsets]", "[kafkas kafkanodepools]"}, resources)
				switch {
				case reads && verbs == "[get list]":
				case resources == "[deployments]" && verbs == "[get]":
				case len(named) > 0 && verbs == "[get patch]":
					writes++
				default:
					t.Errorf("%s: %s may %s %s of %v", name, is.id(), verbs, resources, named)
				}
			}
		}
		if (writes == 2) != (o.Certificates == Rotate) || writes != 0 && writes != 2 {
			t.Errorf("%s: %d rights to write", name, writes)
		}
	}
}

func TestTheTwoWebhooks(t *testing.T) {
	all := objects(t, written(t, usual()))
	advisory, enforcing := find(t, all, "ValidatingWebhookConfiguration breakwater-advisory"), find(t, all, "ValidatingWebhookConfiguration breakwater-enforcing")
	for _, c := range []struct {
		of          object
		path        string
		policy      string
		most        int
		asksLabel   string
		otherValues string
	}{{advisory, "/advise", "Ignore", 3, "NotIn", "[kube-system breakwater]"}, {enforcing, "/enforce", "Fail", 5, "In", "[kube-system breakwater]"}} {
		hook := object(c.of["webhooks"].([]any)[0].(map[string]any))
		if hook.at("clientConfig", "service", "path") != c.path || hook["failurePolicy"] != c.policy || hook["timeoutSeconds"].(int) > c.most {
			t.Errorf("%s: %v, %v, %v", c.of.id(), hook["clientConfig"], hook["failurePolicy"], hook["timeoutSeconds"])
		}
		if hook["sideEffects"] != "None" || hook["matchPolicy"] != "Equivalent" || fmt.Sprint(hook["admissionReviewVersions"]) != "[v1]" {
			t.Errorf("%s: %v", c.of.id(), hook)
		}
		where := fmt.Sprint(hook.at("namespaceSelector", "matchExpressions"))
		if !strings.Contains(where, "map[key:kubernetes.io/metadata.name operator:NotIn values:"+c.otherValues+"]") ||
			!strings.Contains(where, "map[key:breakwater/enforce operator:"+c.asksLabel+" values:[true]]") {
			t.Errorf("%s is asked about %s", c.of.id(), where)
		}
		asked := map[string]string{}
		for _, r := range hook["rules"].([]any) {
			rule := object(r.(map[string]any))
			for _, resource := range rule["resources"].([]any) {
				if strings.Contains(resource.(string), "*") {
					t.Errorf("%s asks about %v: every scheduling would", c.of.id(), resource)
				}
				asked[resource.(string)] = fmt.Sprint(rule["operations"])
			}
		}
		if want := map[string]string{
			"pods": "[CREATE UPDATE]", "pods/resize": "[CREATE UPDATE]", "pods/ephemeralcontainers": "[CREATE UPDATE]",
			"statefulsets": "[CREATE UPDATE]", "statefulsets/scale": "[CREATE UPDATE]", "deployments": "[CREATE UPDATE]", "deployments/scale": "[CREATE UPDATE]", "poddisruptionbudgets": "[CREATE UPDATE]", "strimzipodsets": "[CREATE UPDATE]",
			"kafkas": "[CREATE UPDATE DELETE]", "kafkatopics": "[CREATE UPDATE DELETE]", "kafkanodepools": "[CREATE UPDATE DELETE]", "kafkanodepools/scale": "[CREATE UPDATE]",
		}; fmt.Sprint(asked) != fmt.Sprint(want) {
			t.Errorf("%s asks about %v", c.of.id(), asked)
		}
	}
}

// TestThePodMayRunUnderTheRestrictedStandard: that of the namespace's own label.
func TestThePodMayRunUnderTheRestrictedStandard(t *testing.T) {
	all := objects(t, written(t, usual()))
	spec := object(find(t, all, "Deployment breakwater-admit").at("spec", "template", "spec").(map[string]any))
	container := object(spec["containers"].([]any)[0].(map[string]any))
	if find(t, all, "Namespace breakwater").at("metadata", "labels", "pod-security.kubernetes.io/enforce") != "restricted" {
		t.Error("the namespace takes any pod")
	}
	if spec.at("securityContext", "runAsNonRoot") != true || spec.at("securityContext", "seccompProfile", "type") != "RuntimeDefault" {
		t.Errorf("%v", spec["securityContext"])
	}
	if container.at("securityContext", "allowPrivilegeEscalation") != false || fmt.Sprint(container.at("securityContext", "capabilities", "drop")) != "[ALL]" ||
		container.at("securityContext", "readOnlyRootFilesystem") != true {
		t.Errorf("%v", container["securityContext"])
	}
}

// TestAPodIsGivenTheTimeThatItNeedsToEnd: what it sleeps, drains and answers.
func TestAPodIsGivenTheTimeThatItNeedsToEnd(t *testing.T) {
	for drain, want := range map[time.Duration]int{10 * time.Second: 60, time.Minute: 110} {
		o := usual()
		o.Drain = drain
		got := find(t, objects(t, written(t, o)), "Deployment breakwater-admit").at("spec", "template", "spec", "terminationGracePeriodSeconds")
		if got != want {
			t.Errorf("with a drain of %s it has %v s, want %d", drain, got, want)
		}
	}
}

// TestAPolicyStandsInItsConfigMapAsItIs, whatever its last line ends with.
func TestAPolicyStandsInItsConfigMapAsItIs(t *testing.T) {
	for _, text := range []string{"a: 1", "a: 1\n", "a: 1\n\n\nb:\n  - |\n    x\n\n    y\n"} {
		o := usual()
		o.Policy = text
		got := find(t, objects(t, written(t, o)), "ConfigMap breakwater-admit-policy").at("data", "policy.yaml")
		if got != strings.TrimRight(text, "\n")+"\n" {
			t.Errorf("%q has become %q", text, got)
		}
	}
}

func TestWhatCannotBePrinted(t *testing.T) {
	for want, change := range map[string]func(*Options){
		`"" cannot be the name of a namespace`:      func(o *Options) { o.Namespace = "" },
		`"a b" cannot be the name of a namespace`:   func(o *Options) { o.Namespace = "a b" },
		`"A" cannot be the name of a service`:       func(o *Options) { o.Service = "A" },
		`cannot be the name of a service`:           func(o *Options) { o.Service = strings.Repeat("a", 41) },
		`"acme" makes no certificates`:              func(o *Options) { o.Certificates = "acme" },
		`"" is no image`:                            func(o *Options) { o.Image = "" },
		`"a\nb: c" is no image`:                     func(o *Options) { o.Image = "a\nb: c" },
		`kube-system is never asked about`:          func(o *Options) { o.Namespace = "kube-system" },
		`the API server must be told whom to trust`: func(o *Options) { o.Certificates = OwnSecret },
		`given with certificates of your own alone`: func(o *Options) { o.Bundle = "x" },
		`cert-manager writes it by itself`:          func(o *Options) { o.Bundle, o.Certificates = "x", CertManager },
	} {
		o := usual()
		change(&o)
		var b bytes.Buffer
		if err := Write(&b, o); err == nil || !strings.Contains(err.Error(), want) || b.Len() > 0 {
			t.Errorf("%v, want %s; %d bytes were written", err, want, b.Len())
		}
	}
}
