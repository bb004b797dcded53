package model

// Certificate is one certificate of a chain, as TLS showed it.
type Certificate struct {
	Subject string   // distinguished name, "CN=kafka-1,O=Plant"; "" where it has none
	Issuer  string   // distinguished name
	Serial  string   // hexadecimal
	Names   []string // host names and addresses that it is for; none for an authority
	From    int64    // not valid before, ms since 1970
	Until   int64    // not valid after, ms since 1970

	// Anchor is set for the authority at the end of a chain: no broker needs to
	// send it, because it lies in the truststore of the client that looked.
	Anchor bool
}
