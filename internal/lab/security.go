package lab

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// Security is who may come in and what they may do. The zero value is: all,
// everything.
type Security struct {
	// Users may log in at the SASL listeners, by their one mechanism.
	Users []User
	// Authorizer turns StandardAuthorizer on. Brokers and controllers then
	// speak to each other as the user "lab", by SASL on listeners of their
	// own; nobody else has a right that is not in SuperUsers or an ACL.
	Authorizer bool
	// SuperUsers are principals such as "User:alice" that may do everything
	// (super.users).
	SuperUsers []string
	// ClientCertificates is ssl.client.auth of the TLS listeners: none
	// (default), requested or required. A client's principal is then
	// "User:CN=name".
	ClientCertificates string
	// CertificatesEnd is when the nodes' certificates end. Default: 2049.
	CertificatesEnd time.Time
}

// A User logs in by SASL.
type User struct {
	Name, Password string
	Mechanism      Mechanism // default Plain
}

// A Mechanism is how a user proves who he is, by Kafka's own word
// (sasl.mechanism).
type Mechanism string

// The mechanisms that the lab can set up.
const (
	Plain       Mechanism = "PLAIN"
	ScramSHA256 Mechanism = "SCRAM-SHA-256"
	ScramSHA512 Mechanism = "SCRAM-SHA-512"
)

// labUser is who the nodes are to each other where rights are checked.
const labUser = "lab"

func (s Security) check(doors []Listener) error {
	for _, u := range s.Users {
		if u.Name == "" || u.Name == labUser || strings.ContainsAny(u.Name+u.Password, "\"\\\n;") {
			return fmt.Errorf("%q cannot be a user of the lab: the name is taken, empty, or it or the password has a quote, backslash or semicolon", u.Name)
		}
		if !slices.Contains([]Mechanism{"", Plain, ScramSHA256, ScramSHA512}, u.Mechanism) {
			return fmt.Errorf("user %s has the unknown mechanism %q", u.Name, u.Mechanism)
		}
	}
	if !slices.Contains([]string{"", "none", "requested", "required"}, s.ClientCertificates) {
		return fmt.Errorf("ClientCertificates is none, requested or required, not %q", s.ClientCertificates)
	}
	sasl := slices.ContainsFunc(doors, func(l Listener) bool { return l.Protocol.sasl() })
	if len(s.Users) > 0 && !sasl {
		return fmt.Errorf("there are users, but no listener where they could log in: give Listeners one of %s or %s", SASLPlaintext, SASLSSL)
	}
	return nil
}

// saslLines is what a SASL listener of a node needs. The password of the lab's
// own user is only taken at the doors between nodes.
func saslLines(door Listener, users []User, secret string) map[string]string {
	const modules = "org.apache.kafka.common.security."
	prefix := "listener.name." + strings.ToLower(door.Name) + "."
	login := modules + "plain.PlainLoginModule required"
	if door.Name == internalName || door.Name == controllerName {
		return map[string]string{
			prefix + "sasl.enabled.mechanisms": string(Plain),
			prefix + "plain.sasl.jaas.config": fmt.Sprintf(`%s username="%s" password="%s" user_%s="%s";`,
				login, labUser, secret, labUser, secret),
		}
	}
	for _, u := range users {
		if u.Mechanism == Plain || u.Mechanism == "" {
			login += fmt.Sprintf(` user_%s="%s"`, u.Name, u.Password)
		}
	}
	scram := modules + "scram.ScramLoginModule required;"
	return map[string]string{
		prefix + "sasl.enabled.mechanisms":        strings.Join([]string{string(Plain), string(ScramSHA256), string(ScramSHA512)}, ","),
		prefix + "plain.sasl.jaas.config":         login + ";",
		prefix + "scram-sha-256.sasl.jaas.config": scram,
		prefix + "scram-sha-512.sasl.jaas.config": scram,
	}
}

// securitySettings is what a node's listeners and the authorizer need.
func (n *Node) securitySettings() map[string]string {
	o := n.cluster.options
	out := map[string]string{}
	doors := n.doors
	if !n.controller { // it logs in at the controllers by the settings of their door
		doors = append(slices.Clone(doors), o.controllerDoor())
	}
	for _, door := range doors {
		if door.Protocol.sasl() {
			maps.Copy(out, saslLines(door, o.Security.Users, n.cluster.secret))
		}
		if door.Protocol.tls() {
			maps.Copy(out, n.tlsLines(door))
		}
	}
	if !o.Security.Authorizer {
		return out
	}
	out["sasl.mechanism.controller.protocol"] = string(Plain)
	out["sasl.mechanism.inter.broker.protocol"] = string(Plain)
	out["authorizer.class.name"] = "org.apache.kafka.metadata.authorizer.StandardAuthorizer"
	out["super.users"] = strings.Join(append([]string{"User:" + labUser}, o.Security.SuperUsers...), ";")
	return out
}

func (n *Node) tlsLines(door Listener) map[string]string {
	prefix := "listener.name." + strings.ToLower(door.Name) + "."
	out := map[string]string{
		prefix + "ssl.keystore.type":       "PEM",
		prefix + "ssl.keystore.location":   n.keystore(),
		prefix + "ssl.truststore.type":     "PEM",
		prefix + "ssl.truststore.location": n.truststore(),
	}
	if want := n.cluster.options.Security.ClientCertificates; want != "" {
		out[prefix+"ssl.client.auth"] = want
	}
	return out
}
