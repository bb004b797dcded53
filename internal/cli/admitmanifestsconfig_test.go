package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/kubelab"
)

// withLogins is a breakwater.yaml whose cluster logs in by files and a variable, of
// which one is named by a client.properties.
const withLogins = `policy: rules/mild.yaml
clusters:
  plant:
    bootstrap: ["b1:9093"]
    security: {protocol: SASL_SSL, mechanism: PLAIN, username: scan, password: "${env:KAFKA_PASSWORD}", ca_file: certs/ca.pem}
  shop: {command_config: shop.properties}
  idle: {command_config: gone.properties}
scopes: {plant: {same_as: ["strimzi:kafka/plant"]}, shop: {same_as: ["strimzi:shop/shop"]}}
`

const shopProperties = "bootstrap.servers=s1:9093\nsecurity.protocol=SSL\nssl.truststore.type=PEM\nssl.truststore.location=ops/it's/ca.pem\n"

func TestAConfigurationIsPrinted(t *testing.T) {
	project(t, map[string]string{"ops/breakwater.yaml": withLogins, "ops/rules/mild.yaml": mildPolicy, "ops/shop.properties": shopProperties})
	breakwater("admit", "manifests", "--config", "ops/breakwater.yaml", "--secret", "kafka-logins", "--namespace", "guard").want(t, finding.ExitClean,
		[]string{"  breakwater.yaml: |\n    policy: rules/mild.yaml\n", "named-policy.yaml: |", "--config=/etc/breakwater/config/breakwater.yaml",
			`{key: "certs_ca.pem", path: "certs/ca.pem"}`, `{key: "shop.properties", path: "shop.properties"}`, "!kind: Secret\nmetadata:\n  name: kafka-logins", "!gone.properties,"},
		[]string{"The pods start once there is the Secret guard/kafka-logins, which you make by:\n  kubectl -n guard create secret generic kafka-logins" +
			" --from-file=certs_ca.pem=ops/certs/ca.pem --from-file=shop.properties=ops/shop.properties --from-file=ops_it_s_ca.pem='ops/it'\\''s/ca.pem'" +
			" --from-literal=KAFKA_PASSWORD=\"$KAFKA_PASSWORD\"\n"})
}

func TestAStatefulSetThatIsNamedIsAskedAboutWhenItGoes(t *testing.T) {
	project(t, map[string]string{"strimzi.yaml": clusterAt("b1:9092", plantScope), "kube.yaml": clusterAt("b1:9092", "scopes: {plant: {same_as: [\"kube:kafka/broker\"]}}\n")})
	breakwater("admit", "manifests", "--config", "kube.yaml").want(t, finding.ExitClean, []string{"resources: [statefulsets] # that breakwater.yaml says are a cluster\n        operations: [DELETE]"}, []string{"!."})
	breakwater("admit", "manifests", "--config", "strimzi.yaml").want(t, finding.ExitClean, []string{"!operations: [DELETE]"}, []string{"!."})
}

// TestWhatThePodsGetIsWhatTheyRead puts what was printed where the kubelet would, and
// has a judge read it.
func TestWhatThePodsGetIsWhatTheyRead(t *testing.T) {
	project(t, map[string]string{"ops/breakwater.yaml": withLogins, "ops/rules/mild.yaml": mildPolicy, "ops/shop.properties": shopProperties})
	printed := breakwater("admit", "manifests", "--config", "ops/breakwater.yaml", "--secret", "kafka-logins")
	authority, err := kubelab.NewAuthority()
	if err != nil {
		t.Fatal(err)
	}
	ca := string(authority.PEM())
	pod := mounted(t, printed.out, map[string]string{"certs_ca.pem": ca, "ops_it_s_ca.pem": ca, "shop.properties": shopProperties, "KAFKA_PASSWORD": "s3cret"})
	t.Chdir(pod)
	write(t, "pod.json", heapPod)
	breakwater("admit", "review", "pod.json", "--config", filepath.Join(pod, "breakwater.yaml")).want(t, finding.ExitClean, []string{"It would be stored."}, []string{"!."})

	if err := os.Remove(filepath.Join(pod, "certs/ca.pem")); err != nil {
		t.Fatal(err)
	}
	breakwater("admit", "review", "pod.json", "--config", filepath.Join(pod, "breakwater.yaml")).want(t, finding.ExitUsage, []string{"!."}, []string{"breakwater.yaml:3:3: cluster plant: ca_file cannot be read: "})
}

// mounted is the folder of the configuration in the pod, with its variables set.
func mounted(t *testing.T, manifests string, secret map[string]string) string {
	t.Helper()
	type source struct {
		Name  string
		Items []struct{ Key, Path string }
	}
	var object struct {
		Kind string
		Data map[string]string
		Spec struct {
			Template struct {
				Spec struct {
					Containers []struct{ Env []struct{ Name string } }
					Volumes    []struct {
						Projected struct {
							Sources []struct {
								ConfigMap source `yaml:"configMap"`
								Secret    source
							}
						}
					}
				}
			}
		}
	}
	dir, texts := t.TempDir(), map[string]string{}
	for documents := yaml.NewDecoder(strings.NewReader(manifests)); ; {
		object.Kind, object.Data = "", nil
		if documents.Decode(&object) != nil {
			break
		}
		if object.Kind == "ConfigMap" {
			texts = object.Data
		}
	}
	put := func(from source, has map[string]string) {
		for _, item := range from.Items {
			text, there := has[item.Key]
			if !there {
				t.Fatalf("%s has no %s", from.Name, item.Key)
			}
			at := filepath.Join(dir, item.Path)
			if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
				t.Fatal(err)
			}
			write(t, at, text)
		}
	}
	spec := object.Spec.Template.Spec
	for _, volume := range spec.Volumes {
		for _, s := range volume.Projected.Sources {
			put(s.ConfigMap, texts)
			put(s.Secret, secret)
		}
	}
	for _, v := range spec.Containers[0].Env {
		t.Setenv(v.Name, secret[v.Name])
	}
	return dir
}

func TestAConfigurationThatCannotBeCarried(t *testing.T) {
	login := func(rest string) string {
		return "clusters:\n  plant:\n    bootstrap: [\"b1:9093\"]\n    security: {protocol: SASL_SSL, mechanism: PLAIN, username: scan, " + rest + "}\n" + plantScope
	}
	project(t, map[string]string{
		"clear.yaml": login("password: hunter2"), "file.yaml": login("password_file: kafka.password"), "variable.yaml": login("password: \"${env:KAFKA_PASSWORD}\""),
		"far.yaml": login("password_file: /run/secrets/kafka"), "up.yaml": login("password_file: ../kafka"), "none.yaml": clusterAt("b1:9092", plantScope),
		"gone.yaml": "clusters:\n  plant: {command_config: gone.properties}\n" + plantScope, "outside/p.yaml": "profile: strict\n",
		"sub/policy.yaml": "exclude: [a]\npolicy: ../outside/p.yaml\n", "twice.yaml": login("password_file: a/b, ca_file: a_b"),
	})
	for _, c := range []struct {
		file, secret, want string
	}{
		{"clear.yaml", "kafka-logins", "clear.yaml:4:80: password must be \"${env:NAME}\": a password itself does not belong into this file, so name an environment variable, or a file with password_file"},
		{"file.yaml", "", "file.yaml:2:3: cluster plant: password_file is the file kafka.password, which does not belong into a ConfigMap: name the Secret that has it, as --secret kafka-logins"},
		{"variable.yaml", "", "variable.yaml:2:3: cluster plant: password takes the environment variable KAFKA_PASSWORD, which the pods have not: name the Secret that has it, as --secret kafka-logins"},
		{"far.yaml", "kafka-logins", "far.yaml:2:3: cluster plant: password_file is /run/secrets/kafka: in the pod it stands beside breakwater.yaml, where the Secret is mounted, so write it relative to that, as kafka"},
		{"up.yaml", "kafka-logins", "up.yaml:2:3: cluster plant: password_file is ../kafka: in the pod it stands beside breakwater.yaml, where the Secret is mounted, so write it relative to that, as kafka"},
		{"none.yaml", "kafka-logins", "none.yaml takes nothing from a Secret: no cluster that a scope ties to Kubernetes has a login from a file or a variable, so leave --secret out"},
		{"gone.yaml", "kafka-logins", "gone.yaml:2:3: cluster plant: command_config cannot be read: open gone.properties: no such file or directory"},
		{"sub/policy.yaml", "", "sub/policy.yaml:2:9: policy is ../outside/p.yaml: in the pod it stands beside breakwater.yaml, so put it there, as p.yaml"},
		{"twice.yaml", "kafka-logins", "the file a/b and the file a_b would both be a_b in the Secret: give one another name"},
		{"file.yaml", "Kafka", "\"Kafka\" cannot be the name of a Secret: small letters, digits, '-' and '.'"},
	} {
		args := []string{"admit", "manifests", "--config", c.file}
		if c.secret != "" {
			args = append(args, "--secret", c.secret)
		}
		o := breakwater(args...)
		if o.code != finding.ExitUsage || o.out != "" || !strings.Contains(o.err, c.want) || strings.Contains(o.err, "hunter2") {
			t.Errorf("%s: exit code %d, %d bytes, standard error:\n%swant\n%s", c.file, o.code, len(o.out), o.err, c.want)
		}
	}
	breakwater("admit", "manifests", "--config", "none.yaml").want(t, finding.ExitClean, []string{"--config=", "!secretKeyRef"}, []string{"!."})
}
