package model

// Listener is an address of a cluster that asks clients to log in, as an operator
// sets it up of its own fields: none of it stands among the settings.
type Listener struct {
	Name string
	Auth Value // how clients log in, as the document names it: scram-sha-512, tls, OAUTHBEARER
	TLS  Value // true or false; not set where the document does not say
}
