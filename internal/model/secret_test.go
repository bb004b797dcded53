package model

import (
	"testing"
)

func TestMayBeSecret(t *testing.T) {
	for name, want := range map[string]bool{
		"ssl.keystore.password": true,
		"ssl.key.Password":      true,
		"listener.name.sasl_ssl.scram-sha-256.sasl.jaas.config": true,
		"delegation.token.secret.key":                           true,
		"ssl.keystore.key":                                      true,
		"confluent.license":                                     true,
		"log.retention.ms":                                      false,
		"ssl.keystore.location":                                 false,
	} {
		if got := MayBeSecret(name); got != want {
			t.Errorf("MayBeSecret(%s) = %v", name, got)
		}
	}
}
