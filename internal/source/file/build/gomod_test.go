package build

import (
	"testing"
	"time"
)

var testTime = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

func TestGoMod(t *testing.T) {
	const head = "module example.org/app\n\ngo 1.26\n\n"
	const franz = "github.com/twmb/franz-go"
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"one line": {head + "require " + franz + " v1.20.6\n", []string{franz + " v1.20.6 5:34"}},
		"a block, indirect": {head + "require (\n\tgithub.com/a/b v1.0.0\n\t" + franz + " v1.20.6 // indirect\n\tgithub.com/IBM/sarama v1.43.0\n)\n",
			[]string{franz + " v1.20.6 7:27", "github.com/IBM/sarama v1.43.0 8:24"}},
		"a package beside it":  {head + "require " + franz + "/pkg/kadm v1.2.0\n", []string{"none"}},
		"replaced by another":  {head + "require " + franz + " v1.20.6\nreplace " + franz + " => " + franz + " v1.22.3\n", []string{franz + " v1.22.3 6:62"}},
		"replaced, that alone": {head + "require " + franz + " v1.20.6\nreplace " + franz + " v1.20.6 => " + franz + " v1.22.3\n", []string{franz + " v1.22.3 6:70"}},
		"replaced twice, that wins": {head + "require " + franz + " v1.20.6\nreplace " + franz + " => " + franz + " v1.22.3\nreplace " + franz + " v1.20.6 => " + franz + " v1.21.0\n",
			[]string{franz + " v1.21.0 7:70"}},
		"another is replaced": {head + "require " + franz + " v1.20.6\nreplace " + franz + " v1.0.0 => " + franz + " v1.22.3\n", []string{franz + " v1.20.6 5:34"}},
		"a directory": {head + "require " + franz + " v1.20.6\nreplace " + franz + " => ../franz-go\n",
			[]string{franz + " ../franz-go 6:1 (a directory replaces the module)"}},
		"a fork": {head + "require " + franz + " v1.20.6\nreplace " + franz + " => example.org/franz v1.0.0\n",
			[]string{franz + " v1.0.0 6:55 (example.org/franz replaces the module)"}},
		"renamed": {head + "require github.com/Shopify/sarama v1.38.0\nreplace github.com/Shopify/sarama => github.com/IBM/sarama v1.46.0\n",
			[]string{"github.com/IBM/sarama v1.46.0 6:60"}},
		"confluent": {head + "require github.com/confluentinc/confluent-kafka-go/v2 v2.10.0\n", []string{"github.com/confluentinc/confluent-kafka-go/v2 v2.10.0 5:55"}},
		"incompatible": {head + "require github.com/confluentinc/confluent-kafka-go v1.8.2+incompatible\n",
			[]string{"github.com/confluentinc/confluent-kafka-go v1.8.2+incompatible 5:52"}},
		"broken":    {head + "require " + franz + "\n", []string{"5:1 is not a valid go.mod: usage: require module/path v1.2.3"}},
		"no go.mod": {"require (", []string{"1:10 is not a valid go.mod: syntax error (unterminated block started at go.mod:1:1)"}},
	} {
		t.Run(name, func(t *testing.T) { holds(t, "go.mod", c.text, c.want...) })
	}
}
