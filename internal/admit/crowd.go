package admit

import (
	"encoding/json"
	"fmt"
)

// maxSettings is how many settings of a topic or a broker are judged. Kafka 4.1 knows
// about 40 of a topic and 300 of a broker. One that it does not know takes 0.1 ms of a
// topic, where it is explained for each release line as long as no version is declared,
// and 26 µs of a broker. So many take half a second of a processor, and twice that where
// the object before a change has them, too: half of DefaultTimeout (BenchmarkCrowd).
const maxSettings = 5000

// crowded is an error for an object with more settings than Kafka could have: they would
// keep the judge busy long after the API server has given up, and others would wait.
func (c *change) crowded() error {
	if len(c.is.Spec) < 4*maxSettings { // `"":0` is the shortest one
		return nil
	}
	type config struct {
		Config map[string]json.RawMessage `json:"config"`
	}
	var spec struct {
		config
		Kafka config `json:"kafka"`
	}
	if json.Unmarshal(c.is.Spec, &spec) != nil {
		return nil // of another shape, which the rules' readers complain of
	}
	if n := max(len(spec.Config), len(spec.Kafka.Config)); n > maxSettings {
		return fmt.Errorf("it has %d settings, and no more than %d are judged: Kafka knows far fewer; take out what it does not know", n, maxSettings)
	}
	return nil
}
