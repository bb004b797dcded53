package model

import "strings"

// secretWords stand in the names of settings whose values may be secrets.
var secretWords = []string{"pass", "pasw", "secret", "jaas", "token", "credential", "keystore.key", "private.key", "license"}

// MayBeSecret tells by a setting's name whether its value may be a secret,
// misspelt names included: such a value is neither shown as evidence nor
// saved.
func MayBeSecret(name string) bool {
	name = strings.ToLower(name)
	for _, word := range secretWords {
		if strings.Contains(name, word) {
			return true
		}
	}
	return false
}
