package build

import "testing"

func TestRequirements(t *testing.T) {
	const name = "confluent-kafka"
	for line, want := range map[string]string{
		"confluent-kafka==2.10.0":                          name + " 2.10.0 1:18",
		"Confluent_Kafka[avro,json] == 2.10.0":             name + " 2.10.0 1:31",
		"confluent.kafka===2.10.0":                         name + " 2.10.0 1:19",
		"  confluent-kafka==2.10.0 ; python_version > '3'": name + " 2.10.0 1:20",
		"confluent-kafka==2.10.0 # why":                    name + " 2.10.0 1:18",
		`confluent-kafka==2.10.0 \`:                        name + " 2.10.0 1:18",
		"confluent-kafka==2.10.0\r":                        name + " 2.10.0 1:18",
		"confluent-kafka==2.10.0 --hash=sha256:00ff":       name + " 2.10.0 1:18",
		`confluent-kafka==2.10.0 --hash=sha256:00ff \`:     name + " 2.10.0 1:18",
		"confluent-kafka==2.10.0 -x":                       "none",
		"confluent-kafka==2.10.*":                          "none",
		"confluent-kafka>=2.10.0":                          "none",
		"confluent-kafka~=2.10.0":                          "none",
		"confluent-kafka==2.10.0,<3":                       "none",
		"confluent-kafka":                                  "none",
		"# confluent-kafka==2.10.0":                        "none",
		"-r confluent-kafka==2.10.0":                       "none",
		"confluent-kafka-helpers==1.0.0":                   "none",
		"confluent-kafka @ https://example.org/a.whl":      "none",
	} {
		holds(t, "requirements.txt", line, want)
	}
	holds(t, "requirements/../requirements-prod.txt", "flask==1.0\n\nconfluent-kafka==2.5.0\n", name+" 2.5.0 3:18")
}

func TestPythonLock(t *testing.T) {
	holds(t, "poetry.lock", "[[package]]\nname = \"confluent-kafka\"\nversion = \"2.10.0\"\ndescription = \"x\"\n\n[package.extras]\nname = \"x\"\n\n[[package]]\nname = \"flask\"\nversion = \"1.0\"\n",
		"confluent-kafka 2.10.0 3:12")
	holds(t, "uv.lock", "version = 1\n[[package]]\nname = \"Confluent.Kafka\"\nversion = \"2.4.0\"\nsource = { registry = \"x\" }\n", "confluent-kafka 2.4.0 4:12")
	holds(t, "pdm.lock", "[[package]]\nname = \"confluent-kafka\"\n[metadata]\nversion = \"2.4.0\"\n", "none")
}

func TestNPMLock(t *testing.T) {
	const name = "@confluentinc/kafka-javascript"
	holds(t, "package-lock.json", `{"lockfileVersion": 3, "packages": {
  "": {"dependencies": {"`+name+`": "^1.3.0"}},
  "node_modules/`+name+`": {"version": "1.3.1"},
  "node_modules/a/node_modules/`+name+`": {"version": "1.3.0"},
  "node_modules/b": {"version": "1.0.0"},
  "node_modules/c/`+name+`": {"version": "9.0.0"}
}, "dependencies": {"`+name+`": {"version": "1.3.1"}}}`, name+" 1.3.1 3:62", name+" 1.3.0 4:77")
	holds(t, "npm-shrinkwrap.json", `{"dependencies": {"`+name+`": {"version": "1.3.0"}}}`, name+" 1.3.0 1:65")
	holds(t, "package-lock.json", `{"packages": {"node_modules/`+name+`": {"link": true}}}`, "none")
	holds(t, "package-lock.json", `{"packages": {`, "1:14 is not valid JSON: unexpected end of JSON input")
	holds(t, "package-lock.json", `["@confluentinc/kafka-javascript"]`, "none")
}
