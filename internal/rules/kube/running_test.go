package kube

import (
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

func TestBudgets(t *testing.T) {
	workload, _, _ := strings.Cut(brokers, "---\n")
	says(t, workload, "warning pdb-missing")
	says(t, with(t, brokers, "  maxUnavailable: 1", "  maxUnavailable: 2"), "warning pdb-too-loose")
	says(t, with(t, brokers, "  maxUnavailable: 1", "  maxUnavailable: 4"), "error pdb-too-loose")
	says(t, with(t, brokers, "  maxUnavailable: 1", "  maxUnavailable: 20%"), "warning pdb-too-loose") // rounded up: 2 of 6
	says(t, with(t, brokers, "  maxUnavailable: 1", "  maxUnavailable: 10%"))
	says(t, with(t, brokers, "  maxUnavailable: 1", "  maxUnavailable: 0"), "error pdb-blocks-forever")
	says(t, with(t, brokers, "  maxUnavailable: 1", "  minAvailable: 100%"), "error pdb-blocks-forever")
	elsewhere := workload + "---\napiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: b, namespace: other}\nspec: {maxUnavailable: 4, selector: {matchLabels: {app: kafka-broker}}}\n"
	says(t, elsewhere, "warning pdb-missing")
	old := strings.ReplaceAll(brokers, "policy/v1\n", "policy/v1beta1\n")
	says(t, old, "error api-version-removed")
	unknown := with(t, brokers, "replicas: 6", "replicas: ${N}", "  maxUnavailable: 1", "  minAvailable: 2")
	if says(t, unknown); skipped(t, PDBTooLoose, unknown) == "" {
		t.Error("nobody learns that the number of pods is not known")
	}
}

// TestBudgetsOverBrokersAndControllers: the quorum keeps its majority.
func TestBudgetsOverBrokersAndControllers(t *testing.T) {
	both := with(t, brokers, "          env:\n", "          env:\n            - {name: KAFKA_PROCESS_ROLES, value: 'broker,controller'}\n", "replicas: 6", "replicas: 3", "  maxUnavailable: 1", "  maxUnavailable: 2")
	all := says(t, both, "error pdb-too-loose")
	if len(all) == 1 && !strings.Contains(all[0].Message, "2 of 3 controllers") {
		t.Error(all[0].Message)
	}
}

// TestDevAndProdAreApart: a budget of one directory says nothing of another's
// pods.
func TestDevAndProdAreApart(t *testing.T) {
	workload, budget, _ := strings.Cut(brokers, "---\n")
	r := rulestest.Lint(t, Rules, rulestest.Files{"dev/kafka.yaml": workload, "prod/kafka.yaml": workload, "prod/pdb.yaml": budget})
	if missing := rulestest.Of(r, "kube/pdb-missing"); len(missing) != 1 || missing[0].Origin.File != "dev/kafka.yaml" {
		t.Errorf("found %v", missing)
	}
}

func TestHeapsOfNobodysProduct(t *testing.T) {
	const image = "          image: example.org/kafka:4.1\n"
	small := with(t, brokers, heapPart, "", image, "          image: apache/kafka:4.1.1\n", limitPart, "            limits: {memory: 1Gi}\n")
	says(t, small, "error heap-exceeds-limit") // the start script's own -Xmx1G
	says(t, with(t, small, "limits: {memory: 1Gi}", "limits: {memory: 2Gi}"))
	says(t, with(t, small, "          image: apache/kafka:4.1.1\n", "          image: apache/kafka:4.1.1\n          command: [java]\n"))
	says(t, with(t, brokers, "-Xms4g -Xmx4g", "-Xms4g"), "warning heap-sized-from-node")
	says(t, with(t, brokers, "-Xms4g -Xmx4g", "-Xms4g", limitPart, ""), "error heap-sized-from-node", "warning memory-limit-missing")
	says(t, with(t, brokers, "-Xms4g -Xmx4g", "'-XX:MaxRAMPercentage=50'", limitPart, ""), "error heap-sized-from-node", "warning memory-limit-missing")
	says(t, with(t, brokers, limitPart, ""), "warning memory-limit-missing")
}

func TestGracePeriods(t *testing.T) {
	at := func(seconds string) string {
		return with(t, brokers, "      containers:\n", "      terminationGracePeriodSeconds: "+seconds+"\n      containers:\n")
	}
	says(t, at("29"), "warning grace-period-short")
	says(t, at("30"))
	says(t, at("0"), "warning grace-period-short")
	if text := at("${GRACE}"); skipped(t, GracePeriodShort, text) == "" {
		t.Error("nobody learns that it is not known")
	}
}

func TestProbes(t *testing.T) {
	probe := func(liveness, more string) string {
		return with(t, brokers, "          env:\n", "          livenessProbe: {"+liveness+"}\n"+more+"          env:\n")
	}
	for liveness, want := range map[string]string{
		"tcpSocket: {port: 9092}":                                         "warning probe-kills-recovery",
		"tcpSocket: {port: 9092}, initialDelaySeconds: 300":               "",
		"tcpSocket: {port: 9092}, failureThreshold: 60, periodSeconds: 5": "",
		"exec: {command: [sh, -c, kafka-broker-api-versions.sh]}":         "warning probe-kills-recovery",
		"exec: {command: [/opt/kafka/kafka_liveness.sh]}":                 "",
		"exec: {command: [pgrep, -f, kafka]}":                             "",
		"httpGet: {port: 8080}":                                           "",
	} {
		if text := probe(liveness, ""); want == "" {
			says(t, text)
		} else {
			says(t, text, want)
		}
	}
	says(t, probe("tcpSocket: {port: 9092}", "          startupProbe: {tcpSocket: {port: 9092}, failureThreshold: 60}\n"))
	says(t, probe("tcpSocket: {port: 9092}", "          startupProbe: {tcpSocket: {port: 9092}, failureThreshold: 6}\n"), "warning probe-kills-recovery")
	if text := probe("tcpSocket: {port: 9092}, periodSeconds: '${P}'", ""); skipped(t, ProbeKillsRecovery, text) == "" {
		t.Error("nobody learns that it is not known")
	}
}

func TestAdvertisedPorts(t *testing.T) {
	at := func(listeners, advertised string) string {
		return with(t, brokers, "          env:\n", "          env:\n            - {name: KAFKA_LISTENERS, value: \""+listeners+"\"}\n            - {name: KAFKA_ADVERTISED_LISTENERS, value: \""+advertised+"\"}\n")
	}
	for advertised, bad := range map[string]bool{
		"IN://$(POD_NAME).kafka.svc:9092": false, "IN://$(POD_NAME).kafka.svc:9093": true, "IN://$(POD_IP):9093": true,
		"IN://broker.example.org:31092": false, "IN://$(NODE_IP):31092": false, "IN://$(POD_NAME).kafka.svc:$(PORT)": false, "OTHER://$(POD_NAME):1": false,
	} {
		if text := at("IN://:9092", advertised); bad {
			says(t, text, "error advertised-port-mismatch")
		} else {
			says(t, text)
		}
	}
	proxied := with(t, at("IN://:9092", "IN://$(POD_IP):9093"), "      volumes:\n", "        - {name: proxy, ports: [{containerPort: 9093}]}\n      volumes:\n")
	says(t, proxied)
}

func TestVolumesThatAreDeleted(t *testing.T) {
	says(t, with(t, brokers, "  replicas: 6\n", "  replicas: 6\n  persistentVolumeClaimRetentionPolicy: {whenDeleted: Retain, whenScaled: Delete}\n"), "warning volume-deleted-with-claim")
	says(t, with(t, brokers, "  replicas: 6\n", "  replicas: 6\n  persistentVolumeClaimRetentionPolicy: {whenDeleted: Retain}\n"))
}

func TestKeysThatNobodyKnows(t *testing.T) {
	all := says(t, with(t, brokers, "      containers:\n", "      terminationGracePeriod: 5\n      containers:\n"), "error unknown-key")
	if len(all) == 1 && all[0].Fix != "did you mean terminationGracePeriodSeconds?" {
		t.Error(all[0].Fix)
	}
	says(t, with(t, brokers, "      containers:\n", "      frobnicate: 5\n      containers:\n"), "error unknown-key")
	says(t, with(t, brokers, "  replicas: 6\n", "  replicas: 6\n  hostNetwork: true\n"), "error misplaced-key")
}

// TestAConfigMapNamesTheLogDirectories: the file that the pods mount counts
// before what the image does by itself.
func TestAConfigMapNamesTheLogDirectories(t *testing.T) {
	const settings = "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings, namespace: kafka, labels: {app.kubernetes.io/instance: kafka}}\ndata:\n  server.properties: |\n    log.dirs=/kafka\n"
	mounted := with(t, brokers, volumePart, volumePart+"        - {name: config, configMap: {name: settings}}\n",
		"            - {name: KAFKA_LOG_DIRS, value: /var/lib/kafka/data}\n", "")
	says(t, mounted+settings, "error log-dir-ephemeral") // /kafka lies on no volume
	says(t, mounted+strings.Replace(settings, "log.dirs=/kafka", "log.dirs=/var/lib/kafka/x", 1))
	unknown := mounted + strings.Replace(settings, "log.dirs=/kafka", "log.dirs=${DIRS}", 1)
	if says(t, unknown); skipped(t, LogDirEphemeral, unknown) == "" {
		t.Error("nobody learns that the directories are not known")
	}
}
