package main

import (
	"maps"

	"github.com/breakwaterhq/breakwater/internal/config"
)

// notifySection is the schema of breakwater.yaml's notify.
func notifySection() object {
	return described(mapping(object{
		"min_severity": described(severity(), "What is milder is told to nobody. Default: warning."),
		"resend":       periodOf("How often receivers that want it hear again of what goes on, 10s to 1h. Default: 1min."),
		"runbooks":     described(pattern(`^https?://[^ /@]+(/[^ ]*)?\{rule\}[^ ]*$`), "The address of a rule's page, with {rule} in it. Default: our documentation."),
		"receivers":    described(object{"type": "array", "minItems": 1, "items": anyOf(receivers()...)}, "Who is told."),
	}), "Whom breakwater watch tells of incidents.")
}

// receivers are the kinds, each with the keys that it takes.
func receivers() []object {
	login := object{
		"basic_auth": described(withSecret("password", object{"username": described(filled(), "The user's name.")}, "username"), "How to log in."),
	}
	maps.Copy(login, secret("bearer_token", "A bearer token"))
	named := object{"name": described(pattern(`^[A-Za-z0-9._-]+$`), "What it is called on metrics. Default: its kind.")}
	pagerDuty := withSecret("routing_key", object{"url": described(address(), "Where the events go, if not to the public address.")})
	return []object{
		receiver(config.Alertmanager, list(address()), login),
		receiver(config.PagerDuty, pagerDuty, named),
		receiver(config.Slack, withSecret("url", object{}), named),
		receiver(config.Webhook, anyOf(address(), withSecret("url", object{})), login, named),
	}
}

func receiver(kind string, what object, more ...object) object {
	properties := object{kind: what, "min_severity": described(severity(), "What is milder is not told to this one.")}
	login := false
	for _, m := range more {
		maps.Copy(properties, m)
		login = login || m["basic_auth"] != nil
	}
	r := mapping(properties, kind)
	if login {
		ways := []string{"bearer_token", "bearer_token_file", "basic_auth"}
		r["not"] = object{"anyOf": []object{{"required": ways[:2]}, {"required": ways[1:]}, {"required": []string{ways[0], ways[2]}}}}
	}
	return r
}

func address() object { return pattern(`^https?://[^ \t\n/@?#]+(/[^ \t\n?#]*)?$`) }

// secret is the two ways to say where a secret is.
func secret(key, what string) object {
	return object{
		key:           described(pattern(`^\$\{env:[A-Za-z_][A-Za-z0-9_]*\}$`), what+", as ${env:NAME}: the secret itself does not belong here."),
		key + "_file": described(filled(), "A file that holds it."),
	}
}

// withSecret is a mapping that needs a secret, given in one of the ways.
func withSecret(key string, more object, required ...string) object {
	properties := secret(key, "The secret")
	maps.Copy(properties, more)
	m := mapping(properties, required...)
	m["oneOf"] = []object{{"required": []string{key}}, {"required": []string{key + "_file"}}}
	return m
}
