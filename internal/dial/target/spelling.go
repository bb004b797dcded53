package target

import "fmt"

// Key is a setting of a connection, however the author spells it.
type Key int

// The settings that sentences name.
const (
	keyBootstrap Key = iota
	KeyProtocol
	KeyMechanism
	KeyLogin     // the user's name and password
	KeyTrust     // whom to trust
	KeyIdentity  // the client's certificate
	KeyHostCheck // whether the host's name is checked
)

// spelling is how the settings are called where they stand.
type spelling int

const (
	asProperties spelling = iota
	asYAML
)

var spellings = [...][2]string{
	keyBootstrap: {"bootstrap.servers", "bootstrap"},
	KeyProtocol:  {"security.protocol", "security.protocol"},
	KeyMechanism: {"sasl.mechanism", "security.mechanism"},
	KeyLogin:     {"sasl.jaas.config", "security.username and its password"},
	KeyTrust:     {"ssl.truststore.location", "security.ca_file"},
	KeyIdentity:  {"ssl.keystore.location", "security.certificate_file and key_file"},
	KeyHostCheck: {"ssl.endpoint.identification.algorithm", "security.skip_hostname_check"},
}

func (s spelling) of(k Key) string { return spellings[k][s] }

// Where names a setting and the place to change it, for the end of a sentence:
// "security.protocol in client.properties".
func (t Target) Where(k Key) string {
	if t.file == "" {
		return fmt.Sprintf("%s in a file for --command-config", t.spelling.of(k))
	}
	if t.Name != "" {
		return fmt.Sprintf("%s of cluster %s in %s", t.spelling.of(k), t.Name, t.file)
	}
	return fmt.Sprintf("%s in %s", t.spelling.of(k), t.file)
}
