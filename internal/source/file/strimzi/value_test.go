package strimzi

import "testing"

// The digits are those of encoding/json, which sigs.k8s.io/yaml uses.
func TestPlainFloatsBecomeWholeNumbers(t *testing.T) {
	for text, want := range map[string]string{
		"6.048e+08":               "604800000",
		"2.097152e+07":            "20971520",
		"1.0":                     "1",
		"1.":                      "1",
		"-1.0":                    "-1",
		"1_000.0":                 "1000",
		"9.007199254740992e+15":   "9007199254740992",
		"9007199254740993.0":      "9007199254740992",
		"9.223372036854775807e18": "9223372036854776000",
		"18446744073709551616":    "18446744073709552000",
		"9.99e+20":                "999000000000000000000",
		"1e+21":                   "1e+21",
		"0.5":                     "0.5",
		"5e-1":                    "5e-1",
		".inf":                    ".inf",
		`"6.048e+08"`:             "6.048e+08",
		"'1.0'":                   "1.0",
		"!!str 1.0":               "1.0",
		"604800000":               "604800000",
		"1.2.3":                   "1.2.3",
	} {
		now, doc := mustRead(t, topicHead+"metadata: {name: a}\nspec:\n  config:\n    k: "+text+"\n")
		v := now.Topics[0].Config.Get("k")
		if v.Raw() != want || !v.Usable() || len(doc.Unresolved) > 0 {
			t.Errorf("%s gives %q (usable: %v), want %q", text, v.Raw(), v.Usable(), want)
		}
	}
}

func TestAFloatKeepsWhatItsAuthorWrote(t *testing.T) {
	now, _ := mustRead(t, topicHead+"metadata: {name: a}\nspec: {config: {retention.ms: 6.048e+08}}\n")
	v := now.Topics[0].Config.Get("retention.ms")
	if v.Raw() != "604800000" || v.Written() != "6.048e+08" || v.Origin().String() != "k.yaml:4:31" {
		t.Errorf("it is %q, written %q at %s", v.Raw(), v.Written(), v.Origin())
	}
}

func TestFloatsElsewhereInTheObjects(t *testing.T) {
	now, _ := mustRead(t, topicHead+"metadata: {name: a}\nspec: {partitions: 1.2e+1, replicas: -1.0, config: {k: [1.0, 2.5]}}\n---\n"+
		cluster("v1beta2", "", "kafka: {replicas: 3.0, version: 4.0, config: {message.max.bytes: 1.048588e+06}}")+"---\n"+
		"apiVersion: kafka.strimzi.io/v1\nkind: KafkaNodePool\nmetadata: {name: p}\nspec: {replicas: 5.0, roles: [broker]}\n")
	topic, broker := now.Topics[0], now.Brokers[0]
	if topic.Partitions.Raw() != "12" || topic.Replicas.IsSet() || topic.Config.Get("k").Raw() != "1,2.5" {
		t.Errorf("the topic has %v × %v, k %v", topic.Partitions, topic.Replicas, topic.Config.Get("k"))
	}
	if broker.Version.Raw() != "4.0" || broker.Config.Get("message.max.bytes").Raw() != "1048588" {
		t.Errorf("the broker has version %v, settings %v", broker.Version, broker.Config.Settings())
	}
	if now.NodeSets[0].Count.Raw() != "3" || now.NodeSets[1].Count.Raw() != "5" {
		t.Errorf("the node sets count %v and %v", now.NodeSets[0].Count, now.NodeSets[1].Count)
	}
}
