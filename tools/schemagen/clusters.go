package main

import dialtarget "github.com/breakwaterhq/breakwater/internal/dial/target"

// cluster is the schema of one entry of breakwater.yaml's clusters.
func cluster() object {
	c := mapping(object{
		"bootstrap":      described(list(pattern(`^[^,@ ]+:[0-9]{1,5}$`)), "The addresses of its brokers, as HOST:PORT."),
		"command_config": described(filled(), "A client.properties that says how to log in, relative to the folder of this file."),
		"security":       security(),
		"timeout":        described(pattern(`^[0-9]+m?s$`), "How long one request may take, as 2s; between 100ms and 60s."),
	})
	c["anyOf"] = []object{{"required": []string{"bootstrap"}}, {"required": []string{"command_config"}}}
	c["not"] = object{"required": []string{"command_config", "security"}}
	return c
}

func filled() object { return pattern(`\S`) }

func security() object {
	login := []string{"mechanism", "username", "password", "password_file"}
	encrypted := []string{"ca_file", "certificate_file", "key_file", "skip_hostname_check"}
	s := mapping(object{
		"protocol":            described(enum(dialtarget.Protocols()...), "As Kafka's security.protocol."),
		"mechanism":           described(enum(dialtarget.Mechanisms()...), "As Kafka's sasl.mechanism."),
		"username":            described(filled(), "A name, or ${env:NAME}."),
		"password":            described(pattern(`^\$\{env:[A-Za-z_][A-Za-z0-9_]*\}$`), "${env:NAME}: the password itself does not belong here."),
		"password_file":       described(filled(), "A file that holds the password."),
		"ca_file":             described(filled(), "The authorities that are trusted, PEM; those of the system if it is not given."),
		"certificate_file":    described(filled(), "The client's certificate, PEM."),
		"key_file":            described(filled(), "The private key of the client's certificate, PEM, not encrypted."),
		"skip_hostname_check": described(enum[any](true, false, "true", "false"), "Accept a certificate that is for another host."),
	}, "protocol")
	s["dependentRequired"] = object{"certificate_file": []string{"key_file"}, "key_file": []string{"certificate_file"}}
	s["not"] = object{"required": []string{"password", "password_file"}}
	s["allOf"] = []object{
		unlessProtocol(login, dialtarget.SASLPlaintext, dialtarget.SASLSSL),
		unlessProtocol(encrypted, dialtarget.SSL, dialtarget.SASLSSL),
		{
			"if":   object{"properties": object{"protocol": enum(dialtarget.SASLPlaintext, dialtarget.SASLSSL)}},
			"then": object{"required": []string{"mechanism", "username"}, "anyOf": []object{{"required": []string{"password"}}, {"required": []string{"password_file"}}}},
		},
	}
	return described(s, "How to log in; without it, by PLAINTEXT.")
}

// unlessProtocol refuses keys beside any protocol but these.
func unlessProtocol(keys []string, protocols ...dialtarget.Protocol) object {
	var none []object
	for _, k := range keys {
		none = append(none, object{"required": []string{k}})
	}
	return object{
		"if":   object{"properties": object{"protocol": enum(protocols...)}},
		"else": object{"not": object{"anyOf": none}},
	}
}
